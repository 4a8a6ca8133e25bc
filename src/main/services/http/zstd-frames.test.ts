import { describe, expect, test } from 'vitest';
import { ZstdFrames } from './zstd-frames.ts';

const MiB = 1024 * 1024;

/** The code of what is thrown over these bytes, in pieces of any size; undefined where nothing is. */
function refusal(...parts: readonly Uint8Array[]): unknown {
  const bytes = Buffer.concat(parts);
  const codes = [1, 2, 7, bytes.byteLength].map((pieceBytes) => {
    const frames = new ZstdFrames();
    try {
      for (let at = 0; at < bytes.byteLength; at += pieceBytes) {
        frames.check(bytes.subarray(at, at + pieceBytes));
      }
    } catch (error) {
      return error instanceof Error && 'code' in error ? error.code : error;
    }
    return undefined;
  });
  expect(new Set(codes).size).toBe(1);
  return codes[0];
}

const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
const frame = (...header: number[]) => Buffer.concat([magic, Buffer.from(header)]);

const raw = 0;
const repeated = 1;
function block(type: number, size: number, isLast: boolean): Buffer {
  const header = Buffer.alloc(3);
  header.writeUIntLE((size << 3) | (type << 1) | (isLast ? 1 : 0), 0, 3);
  // What is in it looks like the header of a frame that asks for too much.
  return Buffer.concat([header, Buffer.alloc(type === repeated ? 1 : size, tooLarge)]);
}

/** Bits of the descriptor. */
const singleSegment = 0x20;
const checksum = 4;
/** A window of 8 MiB is 2^(10 + 13) bytes. */
const largestWindow = 13 << 3;
const tooLarge = frame(0, 14 << 3);
const modest = frame(0, 10 << 3);

describe('a window', () => {
  test.each([
    [largestWindow, undefined],
    // An eighth more.
    [largestWindow + 1, 'ZSTD_WINDOW_TOO_LARGE'],
    [largestWindow + 8, 'ZSTD_WINDOW_TOO_LARGE'],
    [largestWindow - 1, undefined],
    [0xff, 'ZSTD_WINDOW_TOO_LARGE'],
  ])('of the byte %i: %s', (window, code) => {
    expect(refusal(frame(0, window))).toBe(code);
  });
});

describe('a frame of one segment', () => {
  const sizeFlags = { 1: 0, 2: 1 << 6, 4: 2 << 6, 8: 3 << 6 };
  const sized = (sizeBytes: 1 | 2 | 4 | 8, size: bigint, dictionary: readonly number[] = []) => {
    const content = Buffer.alloc(8);
    content.writeBigUInt64LE(size);
    const dictionaryFlag = [0, 1, 2, 2, 3][dictionary.length] ?? 0;
    return frame(
      singleSegment | sizeFlags[sizeBytes] | dictionaryFlag,
      ...dictionary,
      ...content.subarray(0, sizeBytes),
    );
  };

  test('may hold 8 MiB and no more', () => {
    expect(refusal(sized(1, 0xffn))).toBeUndefined();
    expect(refusal(sized(2, 0xffffn))).toBeUndefined();
    for (const sizeBytes of [4, 8] as const) {
      expect(refusal(sized(sizeBytes, BigInt(8 * MiB)))).toBeUndefined();
      expect(refusal(sized(sizeBytes, BigInt(8 * MiB) + 1n))).toBe('ZSTD_WINDOW_TOO_LARGE');
    }
    expect(refusal(sized(8, 2n ** 64n - 1n))).toBe('ZSTD_WINDOW_TOO_LARGE');
  });

  test('may name a dictionary before that', () => {
    for (const bytes of [1, 2, 4]) {
      expect(refusal(sized(4, 1n, Array<number>(bytes).fill(0xff)))).toBeUndefined();
      expect(refusal(sized(4, 2n ** 32n - 1n, Array<number>(bytes).fill(0)))).toBe('ZSTD_WINDOW_TOO_LARGE');
    }
  });
});

describe('what is between headers is passed over', () => {
  const skippable = Buffer.from([0x5f, 0x2a, 0x4d, 0x18, 9, 0, 0, 0, ...tooLarge, 0, 0, 0]);

  test.each([
    ['blocks as they are', [modest, block(raw, 100, false), block(raw, 6, true)]],
    ['blocks of repetitions', [modest, block(repeated, 100_000, false), block(repeated, 6, true)]],
    ['a last block that is empty', [modest, block(raw, 100, false), block(raw, 0, true)]],
    ['a checksum', [frame(checksum, 10 << 3), block(raw, 6, true), tooLarge.subarray(0, 4)]],
    ['a frame to be skipped', [skippable]],
    ['some of all', [skippable, modest, block(raw, 6, true), skippable, modest, block(repeated, 6, true)]],
  ])('%s', (_, parts) => {
    expect(refusal(...parts)).toBeUndefined();
    expect(refusal(...parts, modest)).toBeUndefined();
    expect(refusal(...parts, tooLarge)).toBe('ZSTD_WINDOW_TOO_LARGE');
  });

  test('a block of more than 128 KiB is damage', () => {
    expect(refusal(modest, block(raw, 128 * 1024, true))).toBeUndefined();
    for (const isLast of [false, true]) {
      expect(refusal(modest, block(repeated, 128 * 1024 + 1, isLast))).toBe('ZSTD_INVALID_DATA');
    }
  });

  test('what is no zstd is left for the decoder to say', () => {
    expect(refusal(Buffer.from('gzip'), tooLarge.subarray(4), tooLarge)).toBeUndefined();
  });
});
