import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeSocketFrame, encodeSocketFrame } from './socket-frame.ts';

const frame = fc
  .tuple(fc.string({ unit: 'grapheme' }), fc.array(fc.uint8Array(), { minLength: 1 }))
  .map(([text, bytes]): [string, ...Uint8Array[]] => [text, ...bytes]);

function inOnePiece([text, ...bytes]: [string, ...Uint8Array[]]): Uint8Array {
  const encoded = encodeSocketFrame([text, ...bytes]);
  if (typeof encoded === 'string') throw new Error('a frame with bytes became text');
  return encoded;
}

it('carries a frame with bytes in one piece, and leaves text alone', () => {
  fc.assert(
    fc.property(frame, (whole) => {
      expect(decodeSocketFrame(inOnePiece(whole))).toStrictEqual(whole);
    }),
  );
  expect(encodeSocketFrame('text')).toBe('text');
});

it('hands over as it came what is cut off, what is not text, and what is empty', () => {
  fc.assert(
    fc.property(frame, fc.nat(), (whole, cut) => {
      const encoded = inOnePiece(whole);
      const part = encoded.subarray(0, cut % encoded.length);
      const decoded = decodeSocketFrame(part);
      // Cut between two of its bytes, it is a frame with fewer: its extras will miss them.
      expect(decoded === part || (Array.isArray(decoded) && decoded.length < whole.length)).toBe(true);
    }),
  );
  const notText = Uint8Array.from([0, 0, 0, 1, 0xff]);
  expect(decodeSocketFrame(notText)).toBe(notText);
  const empty = new Uint8Array(0);
  expect(decodeSocketFrame(empty)).toBe(empty);
});
