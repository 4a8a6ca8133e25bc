import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeTally, playwrightTally, runnerTally, stepTally, sum, vitestTally } from './tally.mjs';

test('the sum of the steps is the last line of npm test', () => {
  const total = sum([stepTally(true), stepTally(false), { passed: 10, failed: 2, skipped: 3 }]);
  expect(describeTally(total)).toBe('11 passed, 3 failed, 3 skipped');
  expect(describeTally(sum([stepTally(true)]))).toBe('1 passed, 0 failed');
});

test('a file of tests that can not be loaded has failed', () => {
  const report = {
    numPassedTests: 4,
    numFailedTests: 1,
    numPendingTests: 1,
    numTodoTests: 1,
    testResults: [
      { status: 'passed', assertionResults: [{}] },
      { status: 'failed', assertionResults: [{}] },
      { status: 'failed', assertionResults: [] },
    ],
  };
  expect(vitestTally(report)).toEqual({ passed: 4, failed: 2, skipped: 2 });
});

test('a test that passes only when repeated has failed', () => {
  expect(playwrightTally({ stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 2 } })).toEqual({
    passed: 5,
    failed: 2,
    skipped: 2,
  });
});

describe('a runner', () => {
  /** @type {string} */
  let folder;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'parley-tally-'));
    await writeFile(path.join(folder, 'good.json'), JSON.stringify({ passed: 3, failed: 0, skipped: 0 }));
    await writeFile(path.join(folder, 'cut.json'), '{ "passed": ');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** @param {import('./tally.mjs').Tally} report */
  const same = (report) => report;

  test('that ends well is believed', () => {
    expect(runnerTally(path.join(folder, 'good.json'), 0, same)).toEqual({
      passed: 3,
      failed: 0,
      skipped: 0,
    });
  });

  test('that ends badly has failed even where its report says otherwise', () => {
    expect(runnerTally(path.join(folder, 'good.json'), 1, same)).toEqual({
      passed: 3,
      failed: 1,
      skipped: 0,
    });
  });

  test.each(['none.json', 'cut.json'])('that leaves no whole report (%s) has failed', (name) => {
    expect(runnerTally(path.join(folder, name), 0, same)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});
