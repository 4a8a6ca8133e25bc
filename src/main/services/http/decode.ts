import { decodeFailure, type Place, tooManyCodings } from './failures.ts';
import { gunzip, inflate, unbrotli } from './zlib-decoders.ts';
import { unzstd } from './zstd-decoder.ts';

type Bytes = AsyncIterable<Uint8Array>;
/** Yields all that can be decoded, then throws where the bytes are damaged or cut off. */
type Decoder = (source: Bytes) => AsyncIterable<Uint8Array>;

const decoders: ReadonlyMap<string, Decoder> = new Map([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', inflate],
  ['br', unbrotli],
  ['zstd', unzstd],
]);

/** More of them are no way to send a body, but a way to use up memory: each has a decoder of its own. */
const maxCodings = 5;

/**
 * Undoes content codings (RFC 9110 §8.4) while the bytes arrive, the last one applied first. A coding that Parley does
 * not know ends it: the bytes stay as they are from there, as the Fetch standard has it.
 * @param codings members of Content-Encoding, lower case, in the order of the field.
 * @throws {Failure} of phase `decode`, at once where there are more than 5 codings; where the bytes are damaged or cut off,
 * after all that could be decoded; what `source` throws, likewise.
 */
export function decode(source: Bytes, codings: readonly string[], place: Place): Bytes {
  let bytes = source;
  const applied = codings.filter((coding) => coding !== 'identity');
  if (applied.length > maxCodings) throw tooManyCodings(applied.length, maxCodings, place);
  for (const coding of applied.toReversed()) {
    const decoder = decoders.get(coding);
    if (decoder === undefined) break;
    bytes = withFailures(bytes, decoder, (cause) => decodeFailure(cause, place, coding));
  }
  return bytes;
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
