import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { describeMachine, spread } from '../machine.ts';
import { writeJson } from '../options.ts';
import { fullAmounts, quickAmounts } from './amounts.ts';
import { buildProcesses } from './build-processes.ts';
import { type ContenderName, contenderNames, contenders } from './contenders/index.ts';
import { installPeers, versionOf } from './install-peers.ts';
import { measure, type Sample } from './measure.ts';
import { drawPlots } from './plots.ts';
import { type WorkloadName, workloadNames } from './processes/control.ts';
import type { ProcessScripts } from './processes/process-pair.ts';
import { type Outcome, type Results, resultsSchema } from './results.ts';
import { remarks, resultsTable, targetsTable } from './table.ts';
import { judge } from './targets.ts';

/**
 * npm run bench -- ipc [--json FILE] [--plots FOLDER] [--quick] [--repeat N] [--only WORKLOAD] [--beside A,B]
 *                      [--from FILE]
 *
 * Parley's adapter beside everything one could use instead, over the same border; `--beside` names the contenders to
 * take, for a quick look. `--from` measures nothing and shows an earlier run's file. Exits with 1 where a contender
 * failed, whatever the targets say.
 */
const { values: options } = parseArgs({
  options: {
    json: { type: 'string' },
    plots: { type: 'string' },
    from: { type: 'string' },
    only: { type: 'string' },
    beside: { type: 'string' },
    repeat: { type: 'string' },
    quick: { type: 'boolean', default: false },
  },
});

const root = process.cwd();
if (!existsSync(path.join(root, 'bench/peers/package.json'))) {
  throw new Error('Run it in the folder of Parley’s package.json');
}

const amounts = options.quick ? quickAmounts : fullAmounts;
const patience = options.quick ? { idleMs: 0, stallMs: 2000 } : { idleMs: 20_000, stallMs: 8000 };

const chosen = options.beside?.split(',');

type Samples = Map<ContenderName, (Sample | Error)[]>;

/** One repetition of one workload after the other, each contender once; another of them begins each time. */
async function measureAll(
  scripts: ProcessScripts,
  names: readonly WorkloadName[],
  repetitions: number,
): Promise<Map<WorkloadName, Samples>> {
  const all = new Map<WorkloadName, Samples>(names.map((name) => [name, new Map()]));
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    for (const [workload, samples] of all) {
      console.error(`${repetition + 1} of ${repetitions}: ${workload}`);
      for (const contender of rotated(contenderNames, repetition)) {
        if (chosen !== undefined && !chosen.includes(contender)) continue;
        if (contenders[contender].cannot[workload] !== undefined) continue;
        const sample = await measure(scripts, contender, workload, amounts[workload], patience).catch(
          (cause: unknown) => (cause instanceof Error ? cause : new Error(String(cause))),
        );
        if (sample instanceof Error) console.error(`${contenders[contender].label}: ${sample.message}`);
        samples.set(contender, [...(samples.get(contender) ?? []), sample]);
      }
    }
  }
  return all;
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const first = by % items.length;
  return [...items.slice(first), ...items.slice(0, first)];
}

/** One sample that went wrong spoils the contender's workload: what it sends can't be relied on. */
function outcomeOf(contender: ContenderName, workload: WorkloadName, samples: Samples): Outcome {
  const cannot = contenders[contender].cannot[workload];
  if (cannot !== undefined) return { cannot };
  const good: Sample[] = [];
  for (const sample of samples.get(contender) ?? []) {
    if (sample instanceof Error) return { failed: sample.message.split('\n', 1)[0] ?? '' };
    good.push(sample);
  }
  const [first] = good;
  const names = Object.keys(first?.figures ?? {});
  const figures = Object.fromEntries(
    names.map((name) => [name, spread(good.map((sample) => sample.figures[name] ?? Number.NaN))]),
  );
  return { figures, ...(first?.remark !== undefined && { remark: first.remark }) };
}

function conditionsOf(all: Map<WorkloadName, Samples>): Pick<Results, 'pinned' | 'samples' | 'disturbed'> {
  const good = [...all.values()]
    .flatMap((samples) => [...samples.values()].flat())
    .flatMap((sample) => (sample instanceof Error ? [] : [sample]));
  return {
    pinned: good.every(({ pinned }) => pinned),
    samples: good.length,
    disturbed: good.filter(({ undisturbed }) => !undisturbed).length,
  };
}

/** The memory of the repetition whose growth is the median one. */
function memoryOf(all: Map<WorkloadName, Samples>): Results['memory'] {
  return [...(all.get('stalled') ?? [])].map(([contender, samples]) => {
    const good = samples
      .flatMap((sample) => (sample instanceof Error ? [] : [sample]))
      .toSorted((a, b) => (a.figures['growthMiB'] ?? 0) - (b.figures['growthMiB'] ?? 0));
    return { contender, samples: [...(good[Math.floor(good.length / 2)]?.memory ?? [])] };
  });
}

async function run(): Promise<Results> {
  const names = workloadNames.filter((name) => options.only === undefined || options.only === name);
  if (names.length === 0)
    throw new Error(`There is no workload ${options.only}: ${workloadNames.join(', ')}`);
  const repetitions = Number(options.repeat ?? (options.quick ? 1 : 5));
  await installPeers(root);
  const scripts = await buildProcesses(root);
  const all = await measureAll(scripts, names, repetitions);

  const peers = path.join(root, 'bench/peers');
  const peerVersion = (name: string, workspace: string) =>
    versionOf(name, [path.join(peers, workspace), peers]);
  const workloads = names.map((name) => ({
    name,
    outcomes: contenderNames.map((contender) => ({
      contender,
      outcome: outcomeOf(contender, name, all.get(name) ?? new Map()),
    })),
  }));
  return {
    measuredAt: new Date().toISOString(),
    machine: describeMachine({
      tRPC: versionOf('@trpc/server', [root]),
      'electron-trpc': `${peerVersion('electron-trpc', 'electron-trpc')} on tRPC ${peerVersion('@trpc/server', 'electron-trpc')}`,
      'trpc-electron': `${peerVersion('trpc-electron', 'trpc-electron')} on tRPC ${peerVersion('@trpc/server', 'trpc-electron')}`,
      ws: versionOf('ws', [root]),
    }),
    repetitions,
    quick: options.quick,
    ...conditionsOf(all),
    bodySize: amounts.stalled.run.size,
    workloads,
    memory: memoryOf(all),
    targets: judge(workloads).filter(({ workload }) => names.includes(workload)),
  };
}

const results =
  options.from === undefined
    ? await run()
    : resultsSchema.parse(JSON.parse(await readFile(options.from, 'utf8')));

console.log(
  `${results.machine}\n${results.measuredAt}, ${results.repetitions} repetitions: median (min–max)\n`,
);
console.log(
  `${results.pinned ? 'Main and the window have a processor each' : 'The processes are not pinned'}. ${results.disturbed} of ${results.samples} samples began on a busy machine.\n`,
);
if (results.quick) console.log('A quick run: it shows that everything works, its figures say little.\n');
console.log(`${resultsTable(results)}\n\n${targetsTable(results)}\n`);
for (const remark of remarks(results)) console.log(`- ${remark}`);

if (options.json !== undefined) await writeJson(options.json, results);
if (options.plots !== undefined) await drawPlots(results, options.plots);
const failed = results.workloads.some(({ outcomes }) => outcomes.some(({ outcome }) => 'failed' in outcome));
if (failed) process.exitCode = 1;
