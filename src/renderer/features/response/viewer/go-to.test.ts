import { expect, test } from 'vitest';
import { parseGoTo, parseOffset } from './go-to.ts';

test.each([
  ['1', { line: 0 }],
  ['120', { line: 119 }],
  [' 8,700,000 ', { line: 8_699_999 }],
  ['@0', { offset: 0 }],
  ['@1048576', { offset: 1_048_576 }],
  ['@ 1 048 576', { offset: 1_048_576 }],
  ['@0xff', { offset: 255 }],
])('%j leads to %j', (text, place) => {
  expect(parseGoTo(text)).toEqual(place);
});

test.each(['', '0', '-1', 'abc', '1.5', '@', '@-2', '@x', '99999999999999999999'])(
  '%j leads nowhere',
  (text) => {
    expect(parseGoTo(text)).toBeNull();
  },
);

test('where there are only offsets the sign may be left out', () => {
  expect(parseOffset('4096')).toBe(4096);
  expect(parseOffset('@0x1000')).toBe(4096);
  expect(parseOffset('line 1')).toBeNull();
});
