import { residentBytes } from '#test/harness/memory.ts';
import type { WorkloadAmounts } from './amounts.ts';
import type { ContenderName } from './contenders/index.ts';
import { waitForIdle } from './idle.ts';
import type { Answer, WorkloadName } from './processes/control.ts';
import { ProcessPair, type ProcessScripts } from './processes/process-pair.ts';
import type { MemorySample } from './results.ts';

interface Measured extends Answer {
  readonly memory?: readonly MemorySample[];
}

export interface Sample extends Measured {
  /** Whether the machine had nothing else to do when it began. */
  readonly undisturbed: boolean;
  readonly pinned: boolean;
}

export interface Patience {
  readonly idleMs: number;
  readonly stallMs: number;
}

const mib = (bytes: number) => bytes / 2 ** 20;
const sampleEveryMs = 50;

/**
 * Runs one workload once, in two processes of its own.
 * @param patience `idleMs`: how long to wait for a machine that is busy with something else; `stallMs`: how long to
 *   watch a body whose reader has stopped.
 * @throws where the contender fails, or what arrived is not what was sent.
 */
export async function measure(
  scripts: ProcessScripts,
  contender: ContenderName,
  workload: WorkloadName,
  { warm, run }: WorkloadAmounts,
  { idleMs, stallMs }: Patience,
): Promise<Sample> {
  await using pair = await ProcessPair.start(scripts, contender);
  const undisturbed = await waitForIdle(idleMs);
  await pair.ask({ type: 'warm', workload, amount: warm });
  const conditions = { undisturbed, pinned: pair.pinned };
  if (workload === 'stalled') return { ...conditions, ...(await measureStall(pair, run, stallMs)) };
  if (workload === 'cycles') return { ...conditions, ...(await measureCycles(pair, run)) };
  return { ...conditions, ...(await pair.ask({ type: 'run', workload, amount: run })) };
}

/** By how much the heaps of both processes grow. */
async function measureCycles(pair: ProcessPair, amount: WorkloadAmounts['run']): Promise<Measured> {
  const before = await pair.ask({ type: 'heap' });
  const { figures } = await pair.ask({ type: 'run', workload: 'cycles', amount });
  const after = await pair.ask({ type: 'heap' });
  const { figures: probe } = await pair.ask({ type: 'probe' });
  if (probe['live'] !== 0 || probe['cleaned'] !== probe['started']) {
    throw new Error(`${probe['started']} subscriptions were started, ${probe['cleaned']} cleaned up`);
  }
  const growth = (side: string) => mib((after.figures[side] ?? Number.NaN) - (before.figures[side] ?? 0));
  const main = growth('main');
  const window = growth('window');
  return { figures: { growthMiB: main + window, mainMiB: main, windowMiB: window, ...figures } };
}

/** By how much the memory of both processes grows while a body's reader has stopped. */
async function measureStall(
  pair: ProcessPair,
  amount: WorkloadAmounts['run'],
  stallMs: number,
): Promise<Measured> {
  await pair.ask({ type: 'heap' });
  const before = await pair.ask({ type: 'probe' });
  const resident = async () => ({
    main: mib(await residentBytes(pair.mainPid)),
    window: mib(await residentBytes(pair.windowPid)),
  });
  const baseline = await resident();
  const memory: MemorySample[] = [];
  const began = performance.now();
  const stalled = pair.ask({ type: 'run', workload: 'stalled', amount });
  while (performance.now() - began < stallMs) {
    const { main, window } = await resident();
    memory.push({
      at: (performance.now() - began) / 1000,
      main: main - baseline.main,
      window: window - baseline.window,
    });
    await new Promise((resolve) => {
      setTimeout(resolve, sampleEveryMs);
    });
  }
  const { figures: taken } = await stalled;
  const after = await pair.ask({ type: 'probe' });
  await pair.ask({ type: 'release' });
  const produced = (after.figures['produced'] ?? Number.NaN) - (before.figures['produced'] ?? 0);
  return {
    figures: {
      growthMiB: Math.max(...memory.map(({ main, window }) => main + window)),
      mainMiB: Math.max(...memory.map(({ main }) => main)),
      windowMiB: Math.max(...memory.map(({ window }) => window)),
      takenMiB: mib(taken['taken'] ?? Number.NaN),
      producedMiB: mib(produced),
    },
    memory,
  };
}
