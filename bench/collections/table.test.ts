import { expect, test } from 'vitest';
import type { FigureName } from './figures.ts';
import { figuresTable } from './table.ts';

const rows = (...values: [FigureName, readonly number[]][]) =>
  figuresTable(new Map(values)).split('\n').slice(2);

test('the table has what was measured, in its own order, whatever came first', () => {
  expect(rows(['paletteOpen', [12.4]], ['bareParse', [4100, 4000, 5000]])).toEqual([
    '| bare parse of all files, one after the other (ms) | 4,000 | 4,100 | 5,000 |  |  |',
    '| palette: from its key to the list of 10,000 requests (ms) | 12 | 12 | 12 |  |  |',
  ]);
});

test('the median has to meet the target: one bad round is no miss, one good round does not save a figure', () => {
  const verdicts = rows(['warmAll', [390, 400, 900]], ['edit', [30, 2, 21]], ['hostMemory', [250]]);
  expect(verdicts.map((row) => row.split(' | ').slice(-2))).toEqual([
    ['≤ 400', 'met |'],
    ['≤ 20', 'missed |'],
    ['≤ 250', 'met |'],
  ]);
});
