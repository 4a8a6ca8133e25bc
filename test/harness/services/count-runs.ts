import { appendFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';

/** What `npm run bench -- durability` counts. */
export type Counted = 'kills' | 'interleavings' | 'crash prefixes' | 'sequences' | 'round trips';

/** How often to do what shows more the oftener it is done: `usual` in `npm test`, and many times in `npm run test:full`. */
export function durabilityRuns(usual: number): number {
  return Number(process.env['PARLEY_DURABILITY_RUNS'] ?? usual);
}

/**
 * Counts what a test does over and over, from the test's own body. Where `PARLEY_DURABILITY_COUNTS` names a file, a line of JSON
 * is added to it once the test is finished: what was counted, how often it was done, and whether the test failed.
 * @returns to be called each time that it is done
 */
export function countRuns(what: Counted): (times?: number) => void {
  const file = process.env['PARLEY_DURABILITY_COUNTS'];
  let runs = 0;
  if (file !== undefined) {
    onTestFinished(({ task }) => {
      const failed = task.result?.state === 'fail' ? 1 : 0;
      appendFileSync(file, `${JSON.stringify({ what, runs, failed, test: task.name })}\n`);
    });
  }
  return (times = 1) => {
    runs += times;
  };
}
