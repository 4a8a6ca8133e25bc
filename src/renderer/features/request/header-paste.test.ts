import { expect, test } from 'vitest';
import { rowsFromHeaderLines } from './header-paste.ts';

const pairs = (text: string) => rowsFromHeaderLines(text)?.map(({ name, value }) => [name, value]) ?? null;

test('header lines become rows', () => {
  expect(pairs('Accept: */*\r\nX-Time: 12:30 \n\nX-Empty:')).toEqual([
    ['Accept', '*/*'],
    ['X-Time', '12:30'],
    ['X-Empty', ''],
  ]);
});

test.each(['Accept', 'two words: x', ': x', 'Accept: */*\nnot a header', ''])(
  '%j is ordinary text',
  (text) => {
    expect(pairs(text)).toBeNull();
  },
);
