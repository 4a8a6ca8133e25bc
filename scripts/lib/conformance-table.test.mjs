import { expect, it } from 'vitest';
import { bugTable, readCells, rowTable } from './conformance-table.mjs';

/**
 * A report of tests as Vitest writes it.
 * @param {[status: string, row: number, pipe: string, reason?: string][]} tests
 */
function reportOf(tests) {
  const assertionResults = tests.map(([status, row, pipe, reason]) => ({
    status,
    meta: {
      conformance: {
        row,
        pipe,
        title: `row ${row}`,
        bugs: row === 2 ? ['a bug'] : [],
        ...(reason && { reason }),
      },
    },
  }));
  return { testResults: [{ assertionResults: [...assertionResults, { status: 'passed' }] }] };
}

it('takes the tests of a cell together: one that fails is enough, in whatever order', () => {
  const { text } = rowTable(
    readCells(
      reportOf([
        ['passed', 1, 'memory'],
        ['failed', 1, 'process'],
        ['passed', 1, 'process'],
        ['passed', 1, 'WebSocket'],
        ['failed', 1, 'WebSocket'],
      ]),
    ),
  );
  expect(text.split('\n')[1]?.split(/ {2,}/)).toEqual([
    '1',
    'row 1',
    'ok',
    'FAIL (no test)',
    'FAIL',
    'FAIL',
    'FAIL (no test)',
  ]);
});

it('names the reason where a row makes no sense, once for all cells that share it', () => {
  const { text, failed, cells } = rowTable(
    readCells(
      reportOf([
        ['skipped', 1, 'memory', 'no documents'],
        ['skipped', 1, 'process', 'no documents'],
        ['skipped', 2, 'memory', 'no preload'],
      ]),
    ),
  );
  expect(text).toContain('[1] no documents\n[2] no preload');
  expect(text.match(/\[1\]/g)).toHaveLength(3);
  expect(failed).toBe(cells - 3);
});

it('counts a skipped test without a reason, and a row without tests, as failures', () => {
  const { failed, cells } = rowTable(readCells(reportOf([['skipped', 1, 'memory']])));
  expect(failed).toBe(cells);
});

it('finds a bug where a row of it fails', () => {
  expect(bugTable(readCells(reportOf([['passed', 2, 'memory']])))).toMatch(/a bug +2 +not here/);
  expect(bugTable(readCells(reportOf([['failed', 2, 'memory']])))).toMatch(/a bug +2 +FAIL/);
});
