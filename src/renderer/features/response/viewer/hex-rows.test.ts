import { describe, expect, test } from 'vitest';
import { asciiOf, byteRange, hexOf, hexRowsOf, offsetLabel, partsOf } from './hex-rows.ts';

const bytes = new TextEncoder().encode('Ok\n\u0000é~');

test('bytes are shown in hexadecimal, and as ASCII where they are', () => {
  expect(hexOf(bytes)).toBe('4f 6b 0a 00 c3 a9 7e');
  expect(asciiOf(bytes)).toBe('Ok....~');
});

test('offsets are as wide as the last one, and eight digits at least', () => {
  expect(offsetLabel(1, 100)).toBe('00000010');
  expect(offsetLabel(0, 2 ** 36)).toBe('000000000');
  expect(offsetLabel(2 ** 32 - 1, 2 ** 36)).toBe('ffffffff0');
});

test('rows hold sixteen bytes', () => {
  expect([0, 1, 16, 17].map(hexRowsOf)).toEqual([1, 1, 1, 2]);
});

test('a selection is a range, whichever way it was made', () => {
  expect(byteRange({ anchor: 5, focus: 2 })).toEqual({ start: 2, end: 6 });
  expect(byteRange({ anchor: 3, focus: 3 })).toEqual({ start: 3, end: 4 });
});

describe('what is selected of a row', () => {
  const hex = hexOf(bytes);

  test('is parted from the rest', () => {
    expect(partsOf(hex, { start: 1, end: 3 }, 3)).toEqual(['4f ', '6b 0a', ' 00 c3 a9 7e']);
    expect(partsOf(asciiOf(bytes), { start: 1, end: 3 }, 1)).toEqual(['O', 'k.', '...~']);
  });

  test('may be all of it, or nothing', () => {
    expect(partsOf(hex, { start: -16, end: 32 }, 3)).toEqual(['', hex, '']);
    expect(partsOf(hex, { start: -32, end: -16 }, 3)).toEqual(['', '', hex]);
    expect(partsOf(hex, { start: 16, end: 20 }, 3)).toEqual([hex, '', '']);
  });
});
