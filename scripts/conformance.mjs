// npm run conformance [-- arguments of `vitest run`]: the adapter's behaviours, row by row, over every pipe.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bugTable, readCells, rowTable } from './lib/conformance-table.mjs';
import { run } from './lib/processes.mjs';
import { root, toolPath } from './lib/project.mjs';
import { describeTally, runnerTally, vitestTally } from './lib/tally.mjs';

process.chdir(root);
const folder = mkdtempSync(path.join(tmpdir(), 'parley-conformance-'));
const report = path.join(folder, 'vitest.json');

try {
  const tests = ['run', '--project', 'node', 'test/conformance', ...process.argv.slice(2)];
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const exit = await run(process.execPath, [toolPath('vitest'), ...tests, ...reporters]);
  const tally = runnerTally(report, exit.code, vitestTally);
  const cells = readCells(JSON.parse(readFileSync(report, 'utf8')));
  const table = rowTable(cells);
  console.log(`\n${table.text}\n\n${bugTable(cells)}\n`);
  console.log(
    `${table.failed} of ${table.cells} cells fail. All tests of the suite: ${describeTally(tally)}.`,
  );
  process.exitCode = table.failed > 0 || tally.failed > 0 || exit.code !== 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
