import { expect, test } from 'vitest';
import { agoOf } from './ago.ts';

const noon = new Date(2026, 10, 23, 12, 0).getTime();

test.each([
  [20, 'just now'],
  [5 * 60, '5 min ago'],
  [3 * 3600, '09:00'],
  [20 * 3600, 'yesterday 16:00'],
  [20 * 24 * 3600, '3 Nov 12:00'],
])('what was %s seconds ago is “%s”', (seconds, words) => {
  expect(agoOf(noon - seconds * 1000, noon)).toBe(words);
});
