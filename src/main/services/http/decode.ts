import { decodeFailure, type Place, tooManyCodings } from './failures.ts';
import { gunzip, inflate, unbrotli } from './zlib-decoders.ts';
import { unzstd } from './zstd-decoder.ts';

type Bytes = AsyncIterable<Uint8Array>;
/** Yields all that can be decoded, then throws where the bytes are damaged or cut off. */
type Decoder = (source: Bytes) => AsyncIterable<Uint8Array>;

interface Coding {
  readonly decoder: Decoder;
  /** What a file of such bytes is called after its name. */
  readonly suffix: string;
}

const known: ReadonlyMap<string, Coding> = new Map([
  ['gzip', { decoder: gunzip, suffix: '.gz' }],
  ['x-gzip', { decoder: gunzip, suffix: '.gz' }],
  ['deflate', { decoder: inflate, suffix: '.zz' }],
  ['br', { decoder: unbrotli, suffix: '.br' }],
  ['zstd', { decoder: unzstd, suffix: '.zst' }],
]);

/** More of them are no way to send a body, but a way to use up memory: each has a decoder of its own. */
const maxCodings = 5;

/**
 * Undoes content codings (RFC 9110 §8.4) while the bytes arrive, the last one applied first. A coding that Parley does
 * not know ends it: the bytes stay as they are from there, as the Fetch standard has it. What follows the end of what is
 * coded is not decoded, however deep within other codings, but `source` is read to its end.
 * @param codings members of Content-Encoding, lower case, in the order of the field.
 * @throws {Failure} of phase `decode`, at once where there are more than 5 codings; where the bytes are damaged or cut off,
 * after all that could be decoded; what `source` throws, likewise.
 */
export function decode(source: Bytes, codings: readonly string[], place: Place): Bytes {
  const applied = appliedOf(codings);
  if (applied.length > maxCodings) throw tooManyCodings(applied.length, maxCodings, place);
  const decoded = (bytes: Bytes) =>
    undoneOf(codings).reduceRight<Bytes>(
      (coded, [name, { decoder }]) =>
        withFailures(coded, decoder, (cause) => decodeFailure(cause, place, name)),
      bytes,
    );
  return readToEnd(source, decoded);
}

/** A decoder that has come to its end stops the one before it, which must not stop the source. */
async function* readToEnd(source: Bytes, decoded: (bytes: Bytes) => Bytes): AsyncGenerator<Uint8Array> {
  const pieces = source[Symbol.asyncIterator]();
  try {
    yield* decoded({ [Symbol.asyncIterator]: () => ({ next: () => pieces.next() }) });
    while ((await pieces.next()).done !== true);
  } finally {
    await pieces.return?.();
  }
}

/**
 * What to add to the name of a file with the bytes as they were sent, such as `.gz`; '' where `decode` leaves them as they
 * are.
 */
export function asSentSuffix(codings: readonly string[]): string {
  return undoneOf(codings)
    .map(([, { suffix }]) => suffix)
    .join('');
}

function appliedOf(codings: readonly string[]): string[] {
  return codings.filter((coding) => coding !== 'identity');
}

/** Those that can be undone, in the order in which they were applied: all behind the last one that nobody knows. */
function undoneOf(codings: readonly string[]): (readonly [name: string, Coding])[] {
  const undone: (readonly [string, Coding])[] = [];
  for (const name of appliedOf(codings).toReversed()) {
    const coding = known.get(name);
    if (coding === undefined) break;
    undone.unshift([name, coding]);
  }
  return undone;
}

/** A decoder's own errors become failures; those of its source pass as they are. */
async function* withFailures(
  source: Bytes,
  decoder: Decoder,
  fail: (cause: unknown) => Error,
): AsyncGenerator<Uint8Array> {
  let sourceFailure: { readonly reason: unknown } | undefined;
  const watched = async function* () {
    try {
      yield* source;
    } catch (reason) {
      sourceFailure = { reason };
      throw reason;
    }
  };
  try {
    yield* decoder(watched());
  } catch (cause) {
    throw sourceFailure ? sourceFailure.reason : fail(cause);
  }
}
