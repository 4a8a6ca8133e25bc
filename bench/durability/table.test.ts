import { expect, test } from 'vitest';
import { countResults, type Results, timesResult } from './results.ts';
import { countsTable, timesTable } from './table.ts';

function results(more: Partial<Results>): Results {
  const run = { measuredAt: '', machine: '', quick: false, undisturbed: true, requests: 10_000 };
  return { ...run, times: [], counts: [], ...more };
}

const rows = (table: string) => table.split('\n').slice(2);

test('times stand beside those of a bare write, and the p95 has to meet the target', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  const bare = hundred.map((value) => value / 2);
  const times = [
    timesResult('put', { bytes: 1234, parley: hundred, bare }),
    timesResult('save', { bytes: 10, parley: [3], bare: [2] }),
  ];
  expect(rows(timesTable(results({ times })))).toEqual([
    '| one edit journalled | 51.0 | 96.0 | 100.0 | ≤ 20 | missed |',
    '| … a bare write of as many bytes (1,234) | 25.5 | 48.0 | 50.0 |  |  |',
    '| … how many times as long | 2.00 | 2.00 | 2.00 |  |  |',
    '| Save: into the file of the request | 3.0 | 3.0 | 3.0 |  |  |',
    '| … a bare write of as many bytes (10) | 2.0 | 2.0 | 2.0 |  |  |',
    '| … how many times as long | 1.50 | 1.50 | 1.50 |  |  |',
  ]);
});

test('a count has to be high enough without a test that failed; what nobody counted is missed', () => {
  const counts = countResults([
    { what: 'kills', runs: 400, failed: 0 },
    { what: 'kills', runs: 600, failed: 0 },
    { what: 'interleavings', runs: 999, failed: 0 },
    { what: 'sequences', runs: 600, failed: 1 },
    { what: 'round trips', runs: 2000, failed: 0 },
  ]);
  const shown = rows(countsTable(results({ counts }))).map((row) => row.split(' | ').slice(1));
  expect(shown).toEqual([
    ['1,000', '1,000', '0', 'met |'],
    ['999', '1,000', '0', 'missed |'],
    ['0', '', '0', 'missed |'],
    ['600', '500', '1', 'missed |'],
    ['2,000', '', '0', 'met |'],
  ]);
});
