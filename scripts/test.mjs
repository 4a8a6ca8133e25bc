// npm test [-- --full]: types, lint, format, build, unit and hook tests, e2e. Each runs whatever became of the one before, and
// the last line is the sum.
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
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

/** @typedef {{ name: string, run: (output?: number) => Promise<import('./lib/tally.mjs').Tally> }} Step */

/**
 * TypeScript, and what oxlint knows of types, are written in Go. On one processor, and with their garbage left for longer, they
 * take half the processor time; the steps beside them have the other one.
 */
const inGo = { GOMAXPROCS: '1', GOGC: '400' };

/**
 * One after the other, but for those that stand together: these begin at once, since each alone leaves part of a machine idle.
 * @type {Step[][]}
 */
const steps = [
  [
    {
      name: 'types',
      run: (output) => check([toolPath('typescript'), '-b', '--checkers', '1'], output, inGo),
    },
    { name: 'lint', run: (output) => check([toolPath('oxlint')], output, inGo) },
    { name: 'format', run: (output) => check([toolPath('@biomejs/biome'), 'format', '.'], output) },
    { name: 'build', run: (output) => check(['scripts/build.mjs'], output) },
  ],
  [{ name: 'unit tests', run: unitTests }],
  // A minute that npm test has no time for.
  ...(process.argv.includes('--full') ? [[{ name: "the double's contract", run: contractTests }]] : []),
  [{ name: 'end to end', run: e2eTests }],
];

let interrupted = false;

try {
  const tallies = [];
  for (const together of steps) {
    tallies.push(...(await runSteps(together)));
    if (interrupted) break;
  }
  const total = sum(tallies);
  process.exitCode = interrupted ? 130 : Math.sign(total.failed);
  // Again, where who sees only the end of a long output finds it.
  if (total.failures.length > 0) console.log(`\n== failed ==\n${total.failures.join('\n\n')}`);
  console.log(`\n${interrupted ? 'Interrupted.' : describeTally(total)}`);
} finally {
  rmSync(reports, { recursive: true, force: true });
}

/**
 * Runs steps side by side, and shows what each of them said as if they had run one after the other.
 * @param {Step[]} together
 */
async function runSteps(together) {
  const tallies = [];
  for (const { name, ended } of together.map((step) => begin(step, together.length > 1))) {
    console.log(`\n== ${name} ==`);
    const { tally, said } = await ended;
    process.stdout.write(said);
    // The others are ended, too, and are waited for.
    if (interrupted) continue;
    console.log(`== ${name}: ${describeTally(tally)} ==`);
    const isUnnamed = tally.failed > 0 && tally.failures.length === 0;
    tallies.push(isUnnamed ? { ...tally, failures: [name] } : tally);
  }
  return tallies;
}

/**
 * @param {Step} step
 * @param {boolean} isKept whether what it says is kept until it has ended
 */
function begin(step, isKept) {
  const file = path.join(reports, `${step.name}.log`);
  const output = isKept ? openSync(file, 'w') : undefined;
  const ended = runStep(step, output).then((tally) => {
    if (output === undefined) return { tally, said: '' };
    closeSync(output);
    return { tally, said: readFileSync(file) };
  });
  return { name: step.name, ended };
}

/**
 * @param {Step} step
 * @param {number | undefined} output where its output goes; see `run`
 */
async function runStep(step, output) {
  try {
    return await step.run(output);
  } catch (error) {
    console.error(error);
    return stepTally(false);
  }
}

/**
 * @param {string[]} args
 * @param {number} [output]
 * @param {NodeJS.ProcessEnv} [env]
 */
async function check(args, output, env) {
  return stepTally((await node(args, env, output)) === 0);
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
 * @param {number} [output] see `run`
 * @returns {Promise<number>} its exit code
 */
async function node(args, env = {}, output) {
  const exit = await run(process.execPath, args, {
    env: { ...process.env, ...env },
    ...(output !== undefined && { output }),
  });
  interrupted ||= exit.interrupted;
  return exit.code;
}
