import { expect, test } from 'vitest';
import { rangeOf } from './byte-range.ts';

test.each([
  ['bytes=0-', { start: 0, end: 10 }],
  ['bytes=0-0', { start: 0, end: 1 }],
  ['bytes=3-5', { start: 3, end: 6 }],
  ['bytes=9-', { start: 9, end: 10 }],
  ['bytes=3-99', { start: 3, end: 10 }],
  ['bytes=-4', { start: 6, end: 10 }],
  ['bytes=-99', { start: 0, end: 10 }],
])('%s of ten bytes is %j', (field, range) => {
  expect(rangeOf(field, 10)).toEqual(range);
});

test.each([null, '', 'bytes=-', 'bytes=5-3', 'bytes=0-1,4-5', 'bytes=a-b', 'lines=0-1', 'bytes=-1-2'])(
  '%j asks for all of it',
  (field) => {
    expect(rangeOf(field, 10)).toBe('all');
  },
);

test.each([
  ['bytes=10-', 10],
  ['bytes=99-100', 10],
  ['bytes=-0', 10],
  ['bytes=0-', 0],
  ['bytes=-5', 0],
])('%s of %i bytes lies behind the end', (field, size) => {
  expect(rangeOf(field, size)).toBe('none');
});
