import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { countLineSchema, countResults, type Results } from './results.ts';

/** The tests that show that nothing is lost. What they count goes by `countRuns`. */
const files = [
  'test/durability',
  'src/main/services/files/replace-file.test.ts',
  'src/main/services/collections/changing/any-changes.test.ts',
  'src/main/services/collections/opencollection/round-trip.test.ts',
  'src/main/services/collections/opencollection/any-request.test.ts',
];

/**
 * Runs them, and says what they did. What Vitest says goes to the error output.
 * @param runs how often things are done that are done over and over
 * @param folder for what the tests report
 */
export async function runTests(runs: number, folder: string): Promise<Results['counts']> {
  const report = path.join(folder, 'counts.jsonl');
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', 'node', ...files];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 2, 2],
    env: { ...process.env, PARLEY_DURABILITY_RUNS: String(runs), PARLEY_DURABILITY_COUNTS: report },
  });
  const [code] = await once(child, 'exit');
  const lines = (await readFile(report, 'utf8')).split('\n').filter((line) => line !== '');
  const counts = countResults(lines.map((line) => countLineSchema.parse(JSON.parse(line))));
  // A test that counts nothing may have failed, or one that never began.
  if (code !== 0 && counts.every(({ failed }) => failed === 0)) {
    throw new Error('A test failed that counts nothing: see above.');
  }
  return counts;
}
