import type { Frame } from '../protocol/pipe.ts';

/**
 * A frame with bytes for a carrier that has no structures, in one piece; all numbers are `u32`, big-endian:
 *
 *   length · text in UTF-8 · (length · bytes)…
 */

const lengthSize = 4;
/** More than a frame can hold: a few bytes must not become as many arrays. */
const maxParts = 16_385;
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** Text as it is, and a frame with bytes in one piece. */
export function encodeSocketFrame(frame: Frame): string | Uint8Array<ArrayBuffer> {
  if (typeof frame === 'string') return frame;
  const [text, ...bytes] = frame;
  const parts = [encoder.encode(text), ...bytes];
  const encoded = new Uint8Array(parts.reduce((size, part) => size + lengthSize + part.byteLength, 0));
  const view = new DataView(encoded.buffer);
  let offset = 0;
  for (const part of parts) {
    view.setUint32(offset, part.byteLength);
    encoded.set(part, offset + lengthSize);
    offset += lengthSize + part.byteLength;
  }
  return encoded;
}

/** What a binary message stands for; the bytes themselves, which are no frame, where it can't be read. */
export function decodeSocketFrame(data: Uint8Array): Frame | Uint8Array {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const parts: Uint8Array[] = [];
  let offset = 0;
  while (offset < data.byteLength) {
    const start = offset + lengthSize;
    if (start > data.byteLength || parts.length === maxParts) return data;
    offset = start + view.getUint32(offset);
    if (offset > data.byteLength) return data;
    // Copied: each is its receiver's own, and keeps no more in memory than itself.
    parts.push(new Uint8Array(data.subarray(start, offset)));
  }
  const [text, ...bytes] = parts;
  if (text === undefined) return data;
  try {
    return [decoder.decode(text), ...bytes];
  } catch {
    // Not UTF-8.
    return data;
  }
}
