import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { traceEvents } from '#main/startup-trace.ts';
import { chromiumFlags } from '../../scripts/chromium.mjs';
import { waitForIdle } from '../ipc/idle.ts';
import { describeMachine } from '../machine.ts';
import { wholeNumber, writeJson } from '../options.ts';
import { startChromium } from './bare-chromium.ts';
import { startBrowserHost } from './browser-host.ts';
import { buildProbe } from './build-probe.ts';
import { startDesktop } from './desktop.ts';
import { prepare } from './prepare.ts';
import { chooseSubjects, type Results, type Subject, subjects } from './results.ts';
import { builtSizes } from './sizes.ts';
import type { Start } from './start.ts';
import { summarize } from './summary.ts';
import { sizesTable, stepsTable, timeline } from './table.ts';

/**
 * npm run bench -- startup [--repeat N] [--json FILE] [--trace FILE] [--only SUBJECT,…] [--beside FOLDER]
 *                          [--quick]
 *
 * From the start of the process to a page that can be typed into, on Electron's double, beside the least that any app
 * takes there. `--trace` writes the start in the middle for chrome://tracing or Perfetto; `--beside` names the folder
 * of another build of Parley (package.json and out/), which takes its turns with this one.
 * `--quick` does not wait for a machine that is busy: look at the processor time then.
 */
const { values: options } = parseArgs({
  options: {
    repeat: { type: 'string' },
    json: { type: 'string' },
    trace: { type: 'string' },
    only: { type: 'string' },
    beside: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});

const root = process.cwd();
if (!existsSync(path.join(root, 'bench/startup'))) {
  throw new Error('Run it in the folder of Parley’s package.json');
}
const repetitions = wholeNumber('repeat', options.repeat, 7);
const names = chooseSubjects(options.only?.split(','), options.beside !== undefined);

/** How long to wait before each start for a machine that is busy with something else, in milliseconds. */
const idleMs = options.quick ? 0 : 20_000;

const { double: executable, chromium: chromiumPath } = await prepare();
const probe = await buildProbe(root);
const folder = await mkdtemp(path.join(tmpdir(), 'parley-bench-'));
const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumFlags() });
try {
  const parley = { executable, probe, app: root, isParley: true };
  const leastApp = { executable, probe, app: path.join(root, 'bench/startup/least-app'), isParley: false };
  const starters: Readonly<Record<Subject, (round: number) => Promise<Start>>> = {
    'parley-cold': (round) => startDesktop(parley, path.join(folder, `cold-${round}`)),
    'parley-warm': () => startDesktop(parley, path.join(folder, 'warm')),
    beside: (round) =>
      startDesktop(
        { ...parley, app: path.resolve(options.beside ?? root) },
        path.join(folder, `beside-${round}`),
      ),
    'least-app': (round) => startDesktop(leastApp, path.join(folder, `least-${round}`)),
    chromium: () => startChromium(chromiumPath),
    'host-cold': (round) => startBrowserHost(browser, path.join(folder, `host-${round}`)),
    'host-warm': () => startBrowserHost(browser, path.join(folder, 'host-warm')),
  };

  const starts = new Map<Subject, Start[]>(names.map((name) => [name, []]));
  let disturbed = 0;
  // The first round fills the folders that are to be in use, and the system's file cache: nobody is measured alone.
  for (let round = 0; round <= repetitions; round += 1) {
    console.error(round === 0 ? 'Warming up' : `${round} of ${repetitions}`);
    for (const [index] of names.entries()) {
      const name = names[(index + round) % names.length];
      if (name === undefined) continue;
      const isIdle = round === 0 || (await waitForIdle(idleMs));
      const start = await starters[name](round);
      if (round === 0) continue;
      if (!isIdle) disturbed += 1;
      starts.get(name)?.push(start);
    }
  }

  const loaded = starts.get('parley-cold')?.at(-1)?.loaded ?? [];
  const results: Results = {
    measuredAt: new Date().toISOString(),
    machine: describeMachine({ Chromium: browser.version() }),
    repetitions,
    samples: repetitions * names.length,
    disturbed,
    subjects: [...starts].map(([name, all]) => summarize(name, all)),
    sizes: await builtSizes(root, loaded),
  };
  show(results);
  if (options.json !== undefined) await writeJson(options.json, results);
  const [first] = results.subjects;
  if (options.trace !== undefined && first !== undefined) {
    const { main, page } = first.middle;
    const begins = page['navigation-begins'] ?? 0;
    await writeJson(options.trace, {
      traceEvents: [...traceEvents('main', main), ...traceEvents('page', page, 2, begins)],
    });
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}

function show(results: Results): void {
  console.log(`${results.machine}\n${results.measuredAt}, ${repetitions} starts each: median (min–max)`);
  console.log(`${results.disturbed} of ${results.samples} starts began on a busy machine.\n`);
  console.log(
    `${stepsTable(results, 'steps')}\n\n${stepsTable(results, 'processor')}\n\n${sizesTable(results)}\n`,
  );
  for (const { name, middle } of results.subjects) console.log(`${subjects[name]}\n${timeline(middle)}\n`);
}
