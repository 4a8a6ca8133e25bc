// npm test [-- --full]: types, lint, format, build, unit and hook tests, e2e. Each runs whatever became of the one before, and
// the last line is the sum.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { prepareHost, usualHosts } from './lib/e2e-hosts.mjs';
import { run } from './lib/processes.mjs';
import { root, toolPath } from './lib/project.mjs';
import { describeTally, playwrightTally, runnerTally, stepTally, sum, vitestTally } from './lib/tally.mjs';

process.chdir(root);
const reports = mkdtempSync(path.join(tmpdir(), 'parley-test-'));
const vitestReport = path.join(reports, 'vitest.json');
const playwrightReport = path.join(reports, 'playwright.json');
const contractReport = path.join(reports, 'contract.json');

/** @type {{ name: string, run: () => Promise<import('./lib/tally.mjs').Tally> }[]} */
const steps = [
  { name: 'types', run: () => check([toolPath('typescript'), '-b']) },
  { name: 'lint', run: () => check([toolPath('oxlint')]) },
  { name: 'format', run: () => check([toolPath('@biomejs/biome'), 'format', '.']) },
  { name: 'build', run: () => check(['scripts/build.mjs']) },
  { name: 'unit tests', run: unitTests },
  // A minute that npm test has no time for.
  ...(process.argv.includes('--full') ? [{ name: "the double's contract", run: contractTests }] : []),
  { name: 'end to end', run: e2eTests },
];

let interrupted = false;

try {
  const tallies = [];
  for (const step of steps) {
    console.log(`\n== ${step.name} ==`);
    const tally = await runStep(step);
    if (interrupted) break;
    tallies.push(tally);
    console.log(`== ${step.name}: ${describeTally(tally)} ==`);
  }
  const total = sum(tallies);
  process.exitCode = interrupted ? 130 : Math.sign(total.failed);
  console.log(`\n${interrupted ? 'Interrupted.' : describeTally(total)}`);
} finally {
  rmSync(reports, { recursive: true, force: true });
}

/** @param {typeof steps[number]} step */
async function runStep(step) {
  try {
    return await step.run();
  } catch (error) {
    console.error(error);
    return stepTally(false);
  }
}

/** @param {string[]} args */
async function check(args) {
  return stepTally((await node(args)) === 0);
}

async function unitTests() {
  // What takes minutes: a hundred thousand hostile frames instead of five thousand, a thousand kills instead of fifty.
  const env = process.argv.includes('--full')
    ? { PARLEY_FUZZ_RUNS: '100000', PARLEY_DURABILITY_RUNS: '1000' }
    : {};
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`];
  return runnerTally(vitestReport, await node([toolPath('vitest'), 'run', ...reporters], env), vitestTally);
}

async function contractTests() {
  const config = 'test/electron-double/playwright.config.ts';
  const args = [toolPath('@playwright/test'), 'test', '-c', config, '--reporter=list,json'];
  const env = { PLAYWRIGHT_JSON_OUTPUT_FILE: contractReport };
  return runnerTally(contractReport, await node(args, env), playwrightTally);
}

async function e2eTests() {
  /** @type {NodeJS.ProcessEnv} */
  let env = { PARLEY_E2E_REPORT: playwrightReport };
  if (process.argv.includes('--full')) env['PARLEY_E2E_BODY_MIB'] = '1024';
  else env['PARLEY_E2E_SHORT'] = '1';
  for (const host of usualHosts) {
    const prepared = await prepareHost(host);
    if ('problem' in prepared) throw new Error(`The tests can't run on ${host}: ${prepared.problem}`);
    env = { ...env, ...prepared.env };
  }
  const projects = usualHosts.map((host) => `--project=${host}`);
  return runnerTally(
    playwrightReport,
    await node([toolPath('@playwright/test'), 'test', ...projects], env),
    playwrightTally,
  );
}

/**
 * @param {string[]} args a script and its arguments
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>} its exit code
 */
async function node(args, env = {}) {
  const exit = await run(process.execPath, args, { env: { ...process.env, ...env } });
  interrupted ||= exit.interrupted;
  return exit.code;
}
