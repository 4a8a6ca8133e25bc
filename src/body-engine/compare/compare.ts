import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CompareEvent, Comparison } from '#router/contracts/body-compare.ts';
import type { ByteReader } from '../byte-reader.ts';
import { lineHunks } from './line-hunks.ts';

/** Both sides together: what is aligned line by line is held in memory. */
const maxAlignedBytes = 64 * 1024 * 1024;
const sliceBytes = 1024 * 1024;

/**
 * Compares two bodies of any size: their hashes, the place of the first difference, and, up to 64 MiB and two million lines
 * of both, the lines that differ.
 * @yields progress in bytes of both sides, and the result at the end
 * @throws the signal's reason; what a reader throws
 */
export async function* compare(
  left: ByteReader,
  right: ByteReader,
  signal: AbortSignal,
): AsyncGenerator<CompareEvent> {
  const sizes = { left: left.size, right: right.size };
  const totalBytes = sizes.left + sizes.right;
  const hashes = { left: createHash('sha256'), right: createHash('sha256') };
  const slices = { left: Buffer.alloc(sliceBytes), right: Buffer.alloc(sliceBytes) };
  let firstDifference: Comparison['firstDifference'] = null;
  let feeds = 0;

  for (let offset = 0; offset < Math.max(sizes.left, sizes.right); offset += sliceBytes) {
    signal.throwIfAborted();
    const leftBytes = slice(left, slices.left, offset, sizes.left);
    const rightBytes = slice(right, slices.right, offset, sizes.right);
    hashes.left.update(leftBytes);
    hashes.right.update(rightBytes);
    if (firstDifference === null) {
      const shared = sharedBytes(leftBytes, rightBytes);
      feeds += feedsIn(leftBytes.subarray(0, shared));
      if (shared < Math.max(leftBytes.byteLength, rightBytes.byteLength)) {
        firstDifference = { offset: offset + shared, line: feeds };
      }
    }
    yield { type: 'progress', doneBytes: doneOf(sizes, offset + sliceBytes), totalBytes };
    await nextTurn();
  }

  const comparison: Comparison = {
    left: { size: sizes.left, sha256: hashes.left.digest('hex') },
    right: { size: sizes.right, sha256: hashes.right.digest('hex') },
    firstDifference,
    lines: firstDifference === null ? { hunks: [] } : alignedLines(left, right, sizes),
  };
  yield { type: 'result', comparison };
}

interface Sizes {
  readonly left: number;
  readonly right: number;
}

function alignedLines(left: ByteReader, right: ByteReader, sizes: Sizes): Comparison['lines'] {
  if (sizes.left + sizes.right > maxAlignedBytes) {
    return { tooMuch: 'Together they are larger than 64 MiB: too much to compare line by line.' };
  }
  return lineHunks(whole(left, sizes.left), whole(right, sizes.right));
}

function whole(reader: ByteReader, size: number): Uint8Array {
  const bytes = Buffer.alloc(size);
  return bytes.subarray(0, reader.read(bytes, 0));
}

function slice(reader: ByteReader, into: Buffer, offset: number, size: number): Buffer {
  const wanted = Math.max(0, Math.min(sliceBytes, size - offset));
  return into.subarray(0, wanted === 0 ? 0 : reader.read(into.subarray(0, wanted), offset));
}

/** How many bytes both begin with. By halves: many bytes are compared much faster in one piece than one by one. */
function sharedBytes(left: Buffer, right: Buffer): number {
  let same = 0;
  let most = Math.min(left.byteLength, right.byteLength);
  while (same < most) {
    const middle = Math.ceil((same + most) / 2);
    if (left.compare(right, same, middle, same, middle) === 0) same = middle;
    else most = middle - 1;
  }
  return same;
}

function feedsIn(bytes: Buffer): number {
  let feeds = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) feeds++;
  return feeds;
}

function doneOf(sizes: Sizes, offset: number): number {
  return Math.min(sizes.left, offset) + Math.min(sizes.right, offset);
}
