import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { waitForIdle } from '../ipc/idle.ts';
import { describeMachine } from '../machine.ts';
import { writeJson } from '../options.ts';
import { builtWorker } from './built-worker.ts';
import { type FigureName, pageFigures } from './figures.ts';
import { checkOut, makeCollection, usualAmounts } from './fixtures.ts';
import { measure } from './measure.ts';
import { figuresTable } from './table.ts';

/**
 * npm run bench -- collections [--repeat N] [--json FILE] [--only services|page] [--quick]
 *
 * 10,000 requests in 500 folders: how long until they are shown and all parsed, cold (without Parley's cache; the files are
 * in the system's) and warm, what it takes of memory, and how long a checkout takes to settle. Each run is a process
 * of its own, with the thread of the built app (`npm run build`). Then the same collection in the built browser host with a window in Chromium: the palette,
 * an edit, and the checkout. `--quick` does not wait for a machine that is busy.
 */
const { values: options } = parseArgs({
  options: {
    repeat: { type: 'string', default: '3' },
    json: { type: 'string' },
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    /** One run, for this program itself: what to measure, as JSON. */
    measure: { type: 'string' },
  },
});

const orderSchema = z.object({
  folder: z.string(),
  cacheFolder: z.string(),
  workerUrl: z.string(),
  items: z.number(),
  touched: z.number(),
});
const measuredSchema = z.object({
  names: z.number(),
  all: z.number(),
  stall: z.number(),
  memory: z.number(),
  checkout: z.number(),
  checkoutStall: z.number(),
});

const { only } = options;
if (only !== undefined && only !== 'services' && only !== 'page') {
  throw new Error(`--only ${only}: there is services and page`);
}

if (options.measure === undefined) {
  await measureAll(Number(options.repeat));
} else {
  const order = orderSchema.parse(JSON.parse(options.measure));
  const measured = await measure({ ...order, workerUrl: new URL(order.workerUrl) });
  console.log(JSON.stringify(measured));
}

async function measureAll(repetitions: number): Promise<void> {
  const temporary = await mkdtemp(path.join(tmpdir(), 'parley-bench-'));
  try {
    const { folders, requestsInEach, touched } = usualAmounts;
    const offered = path.join(temporary, 'collections');
    const folder = path.join(offered, 'bench');
    const cacheFolder = path.join(temporary, 'cache');
    const workerUrl = builtWorker().href;
    console.error('Making the collection');
    await makeCollection(folder, usualAmounts);
    const order = { folder, cacheFolder, workerUrl, items: folders * (requestsInEach + 1), touched: 0 };
    const values = new Map<FigureName, number[]>();
    let versions: Record<string, string> = {};
    let undisturbed = !options.quick;
    const add = (name: FigureName, value: number) =>
      void values.set(name, [...(values.get(name) ?? []), value]);
    for (let round = 0; round < repetitions; round += 1) {
      console.error(`${round + 1} of ${repetitions}`);
      if (!options.quick && !(await waitForIdle(20_000))) undisturbed = false;
      if (only !== 'page') await measureServices();
      if (only !== 'services') await measureWindow();
    }
    const results = {
      measuredAt: new Date().toISOString(),
      machine: describeMachine(versions),
      undisturbed,
      repetitions,
      figures: Object.fromEntries(values),
    };
    console.log(`${results.machine}\n${results.measuredAt}, ${repetitions} rounds`);
    if (!undisturbed) console.log('The machine was busy with something else as rounds of it began.');
    console.log(`\n${figuresTable(values)}\n`);
    if (options.json !== undefined) await writeJson(options.json, results);

    async function measureServices(): Promise<void> {
      add('bareParse', bareParse(folder));
      await rm(cacheFolder, { recursive: true, force: true });
      const cold = await inItsOwnProcess({ ...order, touched });
      add('coldNames', cold.names);
      add('coldAll', cold.all);
      add('coldStall', cold.stall);
      add('coldMemory', cold.memory);
      await checkOut(folder, 'main');
      // Fills the cache: of what git has just written nobody can be sure that it stays so.
      await inItsOwnProcess(order);
      const warm = await inItsOwnProcess(order);
      add('warmAll', warm.all);
      add('warmStall', warm.stall);
      add('warmMemory', warm.memory);
      add('checkout', cold.checkout);
      add('checkoutStall', cold.checkoutStall);
    }

    async function measureWindow(): Promise<void> {
      // Loaded here alone: the processes whose memory is measured are to have no browser's driver in them.
      const { measurePage } = await import('./measure-page.ts');
      const { chromium, ...page } = await measurePage({ folder: temporary, offered, ...usualAmounts });
      versions = { Chromium: chromium };
      for (const name of pageFigures) add(name, page[name]);
      await checkOut(folder, 'main');
    }
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function inItsOwnProcess(order: z.infer<typeof orderSchema>) {
  const [, script = ''] = process.argv;
  const { stdout } = await promisify(execFile)(process.execPath, [
    script,
    '--measure',
    JSON.stringify(order),
  ]);
  return measuredSchema.parse(JSON.parse(stdout));
}

/** What parsing alone takes, at the least, in milliseconds. */
function bareParse(folder: string): number {
  const texts = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yml') && !name.startsWith('.git'))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'));
  const began = performance.now();
  for (const text of texts) parseDocument(text);
  return performance.now() - began;
}
