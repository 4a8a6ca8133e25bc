import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeTally, playwrightTally, runnerTally, stepTally, sum, vitestTally } from './tally.mjs';

test('the sum of the steps is the last line of npm test', () => {
  const tests = { passed: 10, failed: 2, skipped: 3, failures: ['a.test.ts › a test', 'b.test.ts › b test'] };
  const total = sum([stepTally(true), stepTally(false), tests]);
  expect(total.failures).toEqual(['a.test.ts › a test', 'b.test.ts › b test']);
  expect(describeTally(total)).toBe('11 passed, 3 failed, 3 skipped');
  expect(describeTally(sum([stepTally(true)]))).toBe('1 passed, 0 failed');
});

test('a file of tests that can not be loaded has failed; what failed is named with what it said', () => {
  const report = {
    numPassedTests: 4,
    numFailedTests: 1,
    numPendingTests: 1,
    numTodoTests: 1,
    testResults: [
      { name: 'a.test.ts', status: 'passed', assertionResults: [{ status: 'passed', fullName: 'good' }] },
      {
        name: 'b.test.ts',
        status: 'failed',
        assertionResults: [
          { status: 'passed', fullName: 'good', failureMessages: [] },
          {
            status: 'failed',
            fullName: 'a group is bad',
            failureMessages: [
              'expected 1\n\nto be 2\n    at b.test.ts:3:1\n    at new Promise (<anonymous>)\n    at x (/node_modules/y.js:1:1)',
            ],
          },
        ],
      },
      { name: 'c.test.ts', status: 'failed', message: 'No such module', assertionResults: [] },
    ],
  };
  expect(vitestTally(report)).toEqual({
    passed: 4,
    failed: 2,
    skipped: 2,
    failures: [
      'c.test.ts\n    No such module',
      'b.test.ts › a group is bad\n    expected 1\n    to be 2\n        at b.test.ts:3:1',
    ],
  });
});

test('a test that passes only when repeated has failed, and is named with its host', () => {
  /** @param {string} title @param {string} status @param {string[]} [said] */
  const spec = (title, status, said = []) => ({
    title,
    tests: [{ projectName: 'web', status, results: [{ errors: said.map((message) => ({ message })) }, {}] }],
  });
  const suites = [
    {
      title: 'tabs.spec.ts',
      specs: [spec('opens', 'expected'), spec('closes', 'flaky', ['too late'])],
      suites: [
        { title: 'a tab', specs: [spec('moves', 'unexpected', ['not there']), spec('waits', 'skipped')] },
      ],
    },
  ];
  const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 2 };
  expect(playwrightTally({ stats, suites, errors: [{ message: 'No browser' }] })).toEqual({
    passed: 5,
    failed: 2,
    skipped: 2,
    failures: [
      'no test\n    No browser',
      '[web] › tabs.spec.ts › closes\n    too late',
      '[web] › tabs.spec.ts › a tab › moves\n    not there',
    ],
  });
});

test('a test that took too long is said to have', () => {
  const failureMessages = ['Error: STACK_TRACE_ERROR\n    at slow.test.ts:3:1'];
  const assertionResults = [{ status: 'failed', fullName: 'is slow', failureMessages }];
  const file = { name: 'slow.test.ts', status: 'failed', assertionResults };
  const counts = { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0 };
  expect(vitestTally({ ...counts, testResults: [file] }).failures).toEqual([
    'slow.test.ts › is slow\n    It took longer than it may.\n        at slow.test.ts:3:1',
  ]);
});

test('of what a test said, its beginning is told', () => {
  const said = Array.from({ length: 500 }, (_, line) => `line ${line}`).join('\n');
  const file = { name: 'a.test.ts', status: 'failed', message: said, assertionResults: [] };
  const counts = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 };
  const told = vitestTally({ ...counts, testResults: [file] }).failures.join('');
  expect(told).toContain('line 39');
  expect(told).not.toContain('line 40');
});

describe('a runner', () => {
  /** @type {string} */
  let folder;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'parley-tally-'));
    await writeFile(
      path.join(folder, 'good.json'),
      JSON.stringify({ passed: 3, failed: 0, skipped: 0, failures: [] }),
    );
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
      failures: [],
    });
  });

  test('that ends badly has failed even where its report says otherwise', () => {
    expect(runnerTally(path.join(folder, 'good.json'), 1, same)).toEqual({
      passed: 3,
      failed: 1,
      skipped: 0,
      failures: [],
    });
  });

  test.each(['none.json', 'cut.json'])('that leaves no whole report (%s) has failed', (name) => {
    expect(runnerTally(path.join(folder, name), 0, same)).toEqual(stepTally(false));
  });
});
