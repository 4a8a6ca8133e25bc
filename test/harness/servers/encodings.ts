import { type Duplex, Duplex as DuplexStream, Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createBrotliCompress, createDeflate, createDeflateRaw, createGzip } from 'node:zlib';
import { zstdStored } from './zstd.ts';

/** Every content coding that a test server can apply. `deflate-raw` is deflate without its zlib wrapper. */
const encoders = {
  gzip: () => createGzip({ level: constants.Z_BEST_SPEED }),
  'x-gzip': () => createGzip({ level: constants.Z_BEST_SPEED }),
  deflate: () => createDeflate(),
  'deflate-raw': () => createDeflateRaw(),
  br: () => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  zstd: () => DuplexStream.from(zstdStored),
} satisfies Record<string, () => Duplex>;

export type TestCoding = keyof typeof encoders;

export function isTestCoding(name: string): name is TestCoding {
  return Object.hasOwn(encoders, name);
}

/** What Content-Encoding calls a coding. */
export function fieldValueOf(coding: TestCoding): string {
  return coding === 'deflate-raw' ? 'deflate' : coding;
}

/** Writes `source` to `target`, coded in the order in which Content-Encoding lists the codings, with back pressure. */
export async function pour(
  source: Iterable<Buffer> | AsyncIterable<Buffer>,
  codings: readonly TestCoding[],
  target: Writable,
): Promise<void> {
  await pipeline([
    Readable.from(source, { objectMode: false }),
    ...codings.map((name) => encoders[name]()),
    target,
  ]);
}

/** A coded body as a whole, for a test that damages it. */
export async function encoded(source: Iterable<Buffer>, ...codings: TestCoding[]): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const collect = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  await pour(source, codings, collect);
  return Buffer.concat(chunks);
}
