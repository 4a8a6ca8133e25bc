import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { waitForIdle } from '../ipc/idle.ts';
import { describeMachine } from '../machine.ts';
import { wholeNumber, writeJson } from '../options.ts';
import type { Bench } from './bench.ts';
import { FileServer } from './file-server.ts';
import { makeFixtures } from './fixtures.ts';
import { measureDownloads } from './measure-downloads.ts';
import { measureIndex } from './measure-index.ts';
import { measureJobs } from './measure-jobs.ts';
import { measureLimits } from './measure-limits.ts';
import { measurePage } from './measure-page.ts';
import { measureWindows } from './measure-windows.ts';
import { drawPlots } from './plots.ts';
import { Recorder, type Results } from './results.ts';
import { resultsTable } from './table.ts';

/**
 * npm run bench -- bodies [--json FILE] [--plots FOLDER] [--only PART,…] [--rounds N] [--quick] [--fixtures FOLDER]
 *                         [--profile FOLDER]
 *
 * Bodies of 1 GiB through the built app (`npm run build`), beside what the system's own programs make of the same bytes.
 * The parts: limits, downloads, index, windows, jobs, page. `--fixtures` names where the files to send are kept.
 * `--quick` takes 64 MiB and does not wait for a machine that is busy: to develop with. `--profile` leaves CPU profiles of
 * the hosts' threads; figures taken with it are lower.
 */
const { values: options } = parseArgs({
  options: {
    json: { type: 'string' },
    plots: { type: 'string' },
    only: { type: 'string' },
    rounds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    fixtures: { type: 'string' },
    profile: { type: 'string' },
  },
});

const parts: Readonly<Record<string, (bench: Bench) => Promise<Record<string, string> | void>>> = {
  limits: measureLimits,
  downloads: measureDownloads,
  index: measureIndex,
  windows: measureWindows,
  jobs: measureJobs,
  page: measurePage,
};
const partNames = options.only?.split(',') ?? Object.keys(parts);
const unknown = partNames.find((name) => !(name in parts));
if (unknown !== undefined) throw new Error(`--only ${unknown}: there is ${Object.keys(parts).join(', ')}`);
const rounds = wholeNumber('rounds', options.rounds, 5);
if (!existsSync('out/main/serve.js')) throw new Error('There is no built app. Run npm run build first.');

const MiB = 2 ** 20;
const bytes = options.quick ? 64 * MiB : 1024 * MiB;
/** How long to wait before each part for a machine that is busy with something else, in milliseconds. */
const idleMs = options.quick ? 0 : 15_000;

const fixturesFolder = options.fixtures ?? path.join(tmpdir(), `parley-bodies-${bytes / MiB}`);
console.error(`The files to send: ${fixturesFolder}`);
const fixtures = await makeFixtures(fixturesFolder, bytes);
const folder = await mkdtemp(path.join(tmpdir(), 'parley-bench-'));
try {
  await using server = await FileServer.start(fixturesFolder);
  const recorder = new Recorder();
  const scrollMs = options.quick ? 2000 : 10_000;
  const { profile: profiles } = options;
  const bench: Bench = { fixtures, server, folder, recorder, rounds, scrollMs, profiles };

  let versions: Record<string, string> = {};
  let undisturbed = !options.quick;
  for (const name of partNames) {
    if (!(await waitForIdle(idleMs))) undisturbed = false;
    console.error(name);
    versions = { ...versions, ...(await parts[name]?.(bench)) };
  }

  const results: Results = {
    measuredAt: new Date().toISOString(),
    machine: describeMachine(versions),
    quick: options.quick,
    bytes,
    undisturbed,
    figures: recorder.results,
  };
  show(results);
  if (options.json !== undefined) await writeJson(options.json, results);
  if (options.plots !== undefined) await drawPlots(results, options.plots);
} finally {
  await rm(folder, { recursive: true, force: true });
}

function show(results: Results): void {
  console.log(`${results.machine}\n${results.measuredAt}, files of ${bytes / MiB} MiB, ${rounds} rounds`);
  if (results.quick) console.log('Quick: with small files, to develop with. These are no figures to keep.');
  else if (!results.undisturbed)
    console.log('The machine was busy with something else as parts of it began.');
  console.log(`\n${resultsTable(results)}`);
}
