import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { builtWorker } from '../collections/built-worker.ts';
import { usualAmounts, writeCollection } from '../collections/fixtures.ts';
import { waitForIdle } from '../ipc/idle.ts';
import { describeMachine } from '../machine.ts';
import { wholeNumber, writeJson } from '../options.ts';
import { measureEdits } from './measure-edits.ts';
import { type Results, timedNames, timesResult } from './results.ts';
import { runTests } from './run-tests.ts';
import { countsTable, timesTable } from './table.ts';

/**
 * npm run bench -- durability [--json FILE] [--only times|counts] [--samples N] [--runs N] [--quick]
 *
 * What it costs that an edit can't be lost: an edit and a Save with a collection of 10,000 requests open, beside a bare write of
 * the same size. And how often the tests have tried to lose one: it runs them, each with `--runs` times. `--quick` takes few
 * of everything and does not wait for a machine that is busy: to develop with.
 */
const { values: options } = parseArgs({
  options: {
    json: { type: 'string' },
    only: { type: 'string' },
    samples: { type: 'string' },
    runs: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});
const { only, quick } = options;
if (only !== undefined && only !== 'times' && only !== 'counts') {
  throw new Error(`--only ${only}: there is times and counts`);
}
const samples = wholeNumber('samples', options.samples, quick ? 30 : 400);
const runs = wholeNumber('runs', options.runs, quick ? 20 : 1000);
const amounts = quick ? { folders: 20, requestsInEach: 10, touched: 0 } : usualAmounts;

const folder = await mkdtemp(path.join(tmpdir(), 'parley-bench-'));
try {
  const { times, undisturbed } = only === 'counts' ? { times: [], undisturbed: !quick } : await takeTimes();
  if (only !== 'times') console.error(`The tests, ${runs} times each`);
  const results: Results = {
    measuredAt: new Date().toISOString(),
    machine: describeMachine(),
    quick,
    undisturbed,
    requests: amounts.folders * amounts.requestsInEach,
    times,
    counts: only === 'times' ? [] : await runTests(runs, folder),
  };
  show(results);
  if (options.json !== undefined) await writeJson(options.json, results);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function takeTimes(): Promise<Pick<Results, 'times' | 'undisturbed'>> {
  console.error('Making the collection');
  const collection = path.join(folder, 'collection');
  await writeCollection(collection, amounts);
  const workerUrl = builtWorker();
  const undisturbed = quick ? false : await waitForIdle(20_000);
  console.error(`${samples} edits`);
  const measured = await measureEdits({ collection, folder, workerUrl, samples });
  return { times: timedNames.map((name) => timesResult(name, measured[name])), undisturbed };
}

function show(results: Results): void {
  console.log(`${results.machine}\n${results.measuredAt}, ${results.requests.toLocaleString('en')} requests`);
  if (results.quick)
    console.log('Quick: with few of everything, to develop with. These are no figures to keep.');
  else if (!results.undisturbed) console.log('The machine was busy with something else as it began.');
  if (results.times.length > 0) console.log(`\n${timesTable(results)}`);
  if (results.counts.length > 0) console.log(`\n${countsTable(results)}`);
}
