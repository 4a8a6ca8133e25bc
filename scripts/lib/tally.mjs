import { readFileSync } from 'node:fs';

/**
 * Tests that passed, failed and were skipped.
 * @typedef {object} Tally
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {readonly string[]} failures what failed, as far as a report names it: a test's name, and under it what it said
 */

/**
 * The part of Vitest's JSON report that is counted.
 * @typedef {object} VitestReport
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {VitestFile[]} testResults
 */

/**
 * @typedef {object} VitestFile
 * @property {string} name its path
 * @property {string} status
 * @property {string} [message] why it could not be loaded
 * @property {{ status: string, fullName: string, failureMessages?: string[] | null }[]} assertionResults
 */

/**
 * The part of Playwright's JSON report that is counted.
 * @typedef {object} PlaywrightReport
 * @property {{ expected: number, unexpected: number, flaky: number, skipped: number }} stats
 * @property {PlaywrightSuite[]} suites
 * @property {{ message?: string }[]} [errors] those of no test
 */

/**
 * @typedef {object} PlaywrightSuite
 * @property {string} title
 * @property {PlaywrightSuite[]} [suites]
 * @property {{ title: string, tests: PlaywrightTest[] }[]} specs
 */

/**
 * @typedef {object} PlaywrightTest
 * @property {string} projectName
 * @property {string} status
 * @property {{ errors?: { message?: string }[] }[]} results
 */

/** Lines of what one test said that are told again: a difference can be as long as the data. */
const toldLines = 40;

/**
 * A file that could not even be loaded has no tests, and counts as one that failed.
 * @param {VitestReport} report
 * @returns {Tally}
 */
export function vitestTally(report) {
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: [
      ...broken.map((file) => failure([file.name], [file.message])),
      ...report.testResults.flatMap((file) =>
        file.assertionResults
          .filter(({ status }) => status === 'failed')
          .map((result) =>
            failure([file.name, result.fullName], (result.failureMessages ?? []).map(inWords)),
          ),
      ),
    ],
  };
}

/**
 * Vitest's report has a name of its own in place of what it says of a test or a hook that took too long.
 * @param {string} message
 */
function inWords(message) {
  return message.replace('Error: STACK_TRACE_ERROR', 'It took longer than it may.');
}

/**
 * A test that passed only when it was repeated is flaky: it failed.
 * @param {PlaywrightReport} report
 * @returns {Tally}
 */
export function playwrightTally({ stats, suites, errors = [] }) {
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky,
    skipped: stats.skipped,
    failures: [
      ...errors.map(({ message }) => failure(['no test'], [message])),
      ...suites.flatMap((suite) => suiteFailures(suite, [])),
    ],
  };
}

/**
 * @param {PlaywrightSuite} suite
 * @param {readonly string[]} above the titles of those that it is in
 * @returns {string[]}
 */
function suiteFailures({ title, suites = [], specs }, above) {
  const path = [...above, title];
  return [
    ...specs.flatMap((spec) =>
      spec.tests
        .filter(({ status }) => status === 'unexpected' || status === 'flaky')
        .map(({ projectName, results }) =>
          failure(
            [`[${projectName}]`, ...path, spec.title],
            results.flatMap((result) => (result.errors ?? []).map(({ message }) => message)),
          ),
        ),
    ),
    ...suites.flatMap((inner) => suiteFailures(inner, path)),
  ];
}

/**
 * @param {readonly string[]} names from the file to the test
 * @param {readonly (string | undefined)[]} messages
 */
function failure(names, messages) {
  const lines = messages.join('\n').split('\n');
  // The way through the runner's own code tells nothing.
  const telling = lines.filter(
    (line) => line.trim() !== '' && !/^\s*at .*(node_modules|new Promise)/.test(line),
  );
  return [names.join(' › '), ...telling.slice(0, toldLines)].join('\n    ');
}

/**
 * A step that has no tests in it, or that lost its report.
 * @param {boolean} ok
 * @returns {Tally}
 */
export function stepTally(ok) {
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0, failures: [] };
}

/**
 * What a test runner did. One that ended with an error, or without a report, has failed whatever its report says.
 * @template TReport
 * @param {string} file the runner's JSON report
 * @param {number} exitCode the runner's
 * @param {(report: TReport) => Tally} count
 * @returns {Tally}
 */
export function runnerTally(file, exitCode, count) {
  /** @type {Tally} */
  let tally;
  try {
    tally = count(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    console.error(`No report of the tests: ${error instanceof Error ? error.message : String(error)}`);
    return stepTally(false);
  }
  return exitCode !== 0 && tally.failed === 0 ? sum([tally, stepTally(false)]) : tally;
}

/**
 * @param {readonly Tally[]} tallies
 * @returns {Tally}
 */
export function sum(tallies) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of tallies) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return { ...total, failures: tallies.flatMap(({ failures }) => failures) };
}

/**
 * @param {Omit<Tally, 'failures'>} tally
 * @returns {string} such as `12 passed, 0 failed`
 */
export function describeTally({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
