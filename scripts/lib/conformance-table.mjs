/**
 * What the tests say of one row over one pipe.
 * @typedef {{ row: number, pipe: string, title: string, bugs: readonly string[], reason?: string }} CellMeta
 */

/**
 * The part of Vitest's JSON report that the table is made of.
 * @typedef {{ testResults: { assertionResults: { status: string, meta?: { conformance?: CellMeta } }[] }[] }} Report
 */

/**
 * One cell: a row's tests over one pipe, taken together.
 * @typedef {CellMeta & { state: 'ok' | 'FAIL' | 'reason' }} Cell
 */

/** The specification's rows. */
const rowCount = 60;
const pipes = ['memory', 'MessagePort', 'process', 'WebSocket', 'Electron'];

/**
 * @param {Report} report
 * @returns {Map<string, Cell>} by `row pipe`; a cell of which one test fails has failed
 */
export function readCells(report) {
  /** @type {Map<string, Cell>} */
  const cells = new Map();
  for (const { status, meta } of report.testResults.flatMap((file) => file.assertionResults)) {
    const cell = meta?.conformance;
    if (!cell) continue;
    const key = `${cell.row} ${cell.pipe}`;
    const before = cells.get(key)?.state;
    const state =
      cell.reason !== undefined ? 'reason' : status === 'passed' && before !== 'FAIL' ? 'ok' : 'FAIL';
    cells.set(key, { ...cell, state });
  }
  return cells;
}

/**
 * Rows by pipes. A cell without a test is one that fails: nothing is left out silently.
 * @param {Map<string, Cell>} cells
 * @returns {{ text: string, cells: number, failed: number }}
 */
export function rowTable(cells) {
  /** @type {string[]} */
  const notes = [];
  let failed = 0;
  const titles = new Map([...cells.values()].map(({ row, title }) => [row, title]));
  const lines = Array.from({ length: rowCount }, (_, index) => {
    const row = index + 1;
    const marks = pipes.map((pipe) => {
      const cell = cells.get(`${row} ${pipe}`);
      if (cell?.state === 'reason' && cell.reason) return noteMark(notes, cell.reason);
      if (cell?.state === 'ok') return 'ok';
      failed += 1;
      return cell ? 'FAIL' : 'FAIL (no test)';
    });
    return [String(row), titles.get(row) ?? '', ...marks];
  });
  const footnotes = notes.map((reason, index) => `[${index + 1}] ${reason}`);
  return {
    text: [align([['row', '', ...pipes], ...lines]), '', ...footnotes].join('\n'),
    cells: rowCount * pipes.length,
    failed,
  };
}

/**
 * Bugs of the existing adapters, with the rows that show that they are not shared.
 * @param {Map<string, Cell>} cells
 * @returns {string}
 */
export function bugTable(cells) {
  /** @type {Map<string, Cell[]>} */
  const byBug = new Map();
  for (const cell of cells.values()) {
    for (const bug of cell.bugs) byBug.set(bug, [...(byBug.get(bug) ?? []), cell]);
  }
  const lines = [...byBug].map(([bug, shown]) => [
    bug,
    [...new Set(shown.map(({ row }) => row))].join(', '),
    shown.some(({ state }) => state === 'FAIL') ? 'FAIL' : 'not here',
  ]);
  return align([['bug of an existing adapter', 'rows', ''], ...lines]);
}

/**
 * @param {string[]} notes the reasons so far; a new one is added
 * @param {string} reason
 */
function noteMark(notes, reason) {
  if (!notes.includes(reason)) notes.push(reason);
  return `[${notes.indexOf(reason) + 1}]`;
}

/** @param {string[][]} lines */
function align(lines) {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? '').length)),
  );
  return lines
    .map((line) =>
      line
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
