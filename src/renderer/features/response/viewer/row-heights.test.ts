import { expect, test } from 'vitest';
import { RowHeights } from './row-heights.ts';

test('what rows measure adds up', () => {
  const heights = new RowHeights();
  expect(heights.set(3, 60, 20)).toBe(true);
  expect(heights.set(4, 20, 20)).toBe(true);
  expect(heights.excess).toBe(40);
  expect(heights.heightOf(3)).toBe(60);
  expect(heights.heightOf(5)).toBeUndefined();
});

test('a row that is measured again counts once', () => {
  const heights = new RowHeights();
  heights.set(3, 60, 20);
  expect(heights.set(3, 60, 20)).toBe(false);
  expect(heights.set(3, 40, 20)).toBe(true);
  expect(heights.excess).toBe(20);
});

test('there is an end to what is kept', () => {
  const heights = new RowHeights();
  for (let row = 0; row <= 20_000; row++) heights.set(row, 40, 20);
  expect(heights.heightOf(0)).toBeUndefined();
  expect(heights.heightOf(20_000)).toBe(40);
  expect(heights.excess).toBe(20);
});
