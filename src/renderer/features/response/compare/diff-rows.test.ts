import { expect, test } from 'vitest';
import type { Hunk } from '#router/contracts/body-compare.ts';
import { DiffRows } from './diff-rows.ts';

const hunk = (left: [number, number], right: [number, number]): Hunk => ({
  left: { first: left[0], count: left[1] },
  right: { first: right[0], count: right[1] },
});

/** Rows as ` 4` (same, by its line on the right), `-4`, `+4`, or `…`. */
function shown(diff: DiffRows): string[] {
  return Array.from({ length: diff.count }, (_, at) => {
    const row = diff.at(at);
    if (row.type === 'gap') return '…';
    if (row.type === 'removed') return `-${row.left}`;
    return `${row.type === 'added' ? '+' : ' '}${row.right}`;
  });
}

test('what differs stands between three lines that are the same', () => {
  const diff = new DiffRows([hunk([10, 1], [10, 2])], 20);
  expect(shown(diff)).toEqual(['…', ' 7', ' 8', ' 9', '-10', '+10', '+11', ' 12', ' 13', ' 14', '…']);
  expect(diff.differences).toEqual([4]);
});

test('between differences that are near, each line is shown once', () => {
  const diff = new DiffRows([hunk([0, 1], [0, 0]), hunk([3, 0], [2, 1]), hunk([8, 1], [8, 1])], 9);
  expect(shown(diff)).toEqual(['-0', ' 0', ' 1', '+2', ' 3', ' 4', ' 5', ' 6', ' 7', '-8', '+8']);
  expect(diff.differences).toEqual([0, 3, 9]);
});

test('there is no row behind the last', () => {
  expect(() => new DiffRows([], 5).at(0)).toThrow(RangeError);
});
