import type { Transform } from 'node:stream';
import {
  brotliDecompressSync,
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  type ZlibOptions,
} from 'node:zlib';
import { ReadableTap } from './readable-tap.ts';

type Bytes = AsyncIterable<Uint8Array>;

interface ZlibFormat {
  readonly stream: (options: ZlibOptions) => Transform;
  readonly sync: (bytes: Uint8Array, options: ZlibOptions) => Buffer;
  /** Makes `sync` give what it has where the input is cut off. */
  readonly flush: number;
}

const gzipFormat: ZlibFormat = { stream: createGunzip, sync: gunzipSync, flush: constants.Z_SYNC_FLUSH };
const zlibFormat: ZlibFormat = { stream: createInflate, sync: inflateSync, flush: constants.Z_SYNC_FLUSH };
const bareFormat: ZlibFormat = {
  stream: createInflateRaw,
  sync: inflateRawSync,
  flush: constants.Z_SYNC_FLUSH,
};
const brotliFormat: ZlibFormat = {
  stream: createBrotliDecompress,
  sync: brotliDecompressSync,
  flush: constants.BROTLI_OPERATION_FLUSH,
};

export function gunzip(source: Bytes): AsyncIterable<Uint8Array> {
  return throughZlib(source, gzipFormat);
}

export function unbrotli(source: Bytes): AsyncIterable<Uint8Array> {
  return throughZlib(source, brotliFormat);
}

/** "deflate" is zlib's format (RFC 9110 §8.4.1.2), but some servers send it bare; its first two bytes tell. */
export async function* inflate(source: Bytes): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  let start = Buffer.alloc(0);
  let next = await iterator.next();
  for (; next.done !== true; next = await iterator.next()) {
    start = Buffer.concat([start, next.value]);
    if (start.length >= 2) break;
  }
  const whole = async function* () {
    try {
      if (start.length > 0) yield start;
      for (let item = await iterator.next(); item.done !== true; item = await iterator.next())
        yield item.value;
    } finally {
      await iterator.return?.();
    }
  };
  yield* throughZlib(whole(), isZlib(start) ? zlibFormat : bareFormat);
}

/** RFC 1950 §2.2: compression method 8, and a header that is a multiple of 31. */
function isZlib(start: Buffer): boolean {
  return start.length >= 2 && (start.readUInt8(0) & 0x0f) === 8 && start.readUInt16BE(0) % 31 === 0;
}

/** Bytes of input that are kept until more has come, and of the output that is saved from them. */
const savedInputBytes = 64 * 1024;
const savedOutputBytes = 1024 * 1024;

/**
 * Decodes with zlib or brotli. These drop what they decoded of the piece of input in which they meet damage; for a
 * small body that may be all of it (a wrong checksum comes last), so that it is looked at again.
 */
async function* throughZlib(source: Bytes, format: ZlibFormat): AsyncGenerator<Uint8Array> {
  const input: Uint8Array[] = [];
  let inputBytes = 0;
  const remembered = async function* () {
    for await (const bytes of source) {
      inputBytes += bytes.byteLength;
      if (inputBytes <= savedInputBytes) input.push(bytes);
      yield bytes;
    }
  };
  let given = 0;
  const stream = format.stream({ chunkSize: 64 * 1024 });
  try {
    for await (const bytes of transform(remembered(), stream)) {
      given += bytes.byteLength;
      yield bytes;
    }
  } catch (error) {
    if (error === stream.errored && inputBytes <= savedInputBytes) {
      yield soundPart(Buffer.concat(input), format).subarray(given);
    }
    throw error;
  }
}

/** What the longest undamaged start of `input` decodes to, found by halving. */
function soundPart(input: Buffer, { sync, flush }: ZlibFormat): Buffer {
  let output: Buffer = Buffer.alloc(0);
  let sound = 0;
  let damaged = input.length + 1;
  while (damaged - sound > 1) {
    const middle = Math.floor((sound + damaged) / 2);
    try {
      output = sync(input.subarray(0, middle), { finishFlush: flush, maxOutputLength: savedOutputBytes });
      sound = middle;
    } catch {
      damaged = middle;
    }
  }
  return output;
}

/**
 * Runs bytes through a zlib stream, one piece at a time. What follows the end of the coded data is left unread.
 * @throws the stream's error, after all that it gave.
 */
async function* transform(source: Bytes, stream: Transform): AsyncGenerator<Uint8Array> {
  const tap = new ReadableTap(stream);
  let isEmpty = true;
  try {
    for await (const bytes of source) {
      isEmpty = false;
      let isTaken = false;
      stream.write(bytes, () => {
        isTaken = true;
        tap.wake();
      });
      yield* tap.until(() => isTaken);
      if (tap.failure) throw tap.failure;
      if (stream.readableEnded) return;
    }
    if (isEmpty) return;
    stream.end();
    yield* tap;
    if (tap.failure) throw tap.failure;
  } finally {
    stream.destroy();
  }
}
