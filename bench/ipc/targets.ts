import type { ContenderName } from './contenders/index.ts';
import type { WorkloadName } from './processes/control.ts';
import type { Results } from './results.ts';

/** The median of a contender's figure; null where there is none. */
export function medianOf(
  workloads: Results['workloads'],
  workload: WorkloadName,
  contender: ContenderName,
  figure: string,
): number | null {
  const outcome = workloads
    .find(({ name }) => name === workload)
    ?.outcomes.find((entry) => entry.contender === contender)?.outcome;
  return outcome && 'figures' in outcome ? (outcome.figures[figure]?.median ?? null) : null;
}

/** The two whose place Parley's adapter takes. */
export const peerNames = ['electron-trpc', 'trpc-electron'] as const satisfies readonly ContenderName[];

/** The faster of the two peers, by their medians; null where neither has the figure. */
export function bestPeer(
  workloads: Results['workloads'],
  workload: WorkloadName,
  figure: string,
  better: 'lower' | 'higher',
): { readonly contender: ContenderName; readonly value: number } | null {
  const peers = peerNames.flatMap((contender) => {
    const value = medianOf(workloads, workload, contender, figure);
    return value === null ? [] : [{ contender, value }];
  });
  const [best] = peers.toSorted((a, b) => (better === 'lower' ? a.value - b.value : b.value - a.value));
  return best ?? null;
}

interface Target {
  readonly workload: WorkloadName;
  readonly text: string;
  readonly bound: 'at most' | 'at least';
  readonly limit: number;
  readonly measure: (workloads: Results['workloads']) => number | null;
}

/** A quotient; null where one of the two is missing. */
function ratio(a: number | null | undefined, b: number | null | undefined): number | null {
  return a === null || a === undefined || b === null || b === undefined ? null : a / b;
}

const targets: readonly Target[] = [
  {
    workload: 'empty',
    text: 'empty call, p50: × raw',
    bound: 'at most',
    limit: 1.35,
    measure: (all) => ratio(medianOf(all, 'empty', 'parley', 'p50'), medianOf(all, 'empty', 'raw', 'p50')),
  },
  {
    workload: 'empty',
    text: 'empty call, p50: × faster than the best peer',
    bound: 'at least',
    limit: 1.2,
    measure: (all) =>
      ratio(bestPeer(all, 'empty', 'p50', 'lower')?.value, medianOf(all, 'empty', 'parley', 'p50')),
  },
  {
    workload: 'inFlight',
    text: '1,000 calls in flight: × the best peer',
    bound: 'at least',
    limit: 2,
    measure: (all) =>
      ratio(
        medianOf(all, 'inFlight', 'parley', 'perSecond'),
        bestPeer(all, 'inFlight', 'perSecond', 'higher')?.value,
      ),
  },
  {
    workload: 'list',
    text: '5,000-item list, p50: × faster than the best peer',
    bound: 'at least',
    limit: 1.3,
    measure: (all) =>
      ratio(bestPeer(all, 'list', 'p50', 'lower')?.value, medianOf(all, 'list', 'parley', 'p50')),
  },
  {
    workload: 'bytes',
    text: '1 GiB of bytes: × raw at the same chunk size',
    bound: 'at least',
    limit: 0.85,
    measure: (all) =>
      ratio(medianOf(all, 'bytes', 'parley', 'mibPerSecond'), medianOf(all, 'bytes', 'raw', 'mibPerSecond')),
  },
  {
    workload: 'bytes',
    text: '1 GiB of bytes: × the push stream',
    bound: 'at least',
    limit: 2,
    measure: (all) =>
      ratio(
        medianOf(all, 'bytes', 'parley', 'mibPerSecond'),
        medianOf(all, 'bytes', 'push-stream', 'mibPerSecond'),
      ),
  },
  {
    workload: 'stalled',
    text: 'stalled consumer, RSS growth of both processes (MiB)',
    bound: 'at most',
    limit: 16,
    measure: (all) => medianOf(all, 'stalled', 'parley', 'growthMiB'),
  },
  {
    workload: 'events',
    text: '10,000 events, in order: × the best peer',
    bound: 'at least',
    limit: 2,
    measure: (all) =>
      ratio(
        medianOf(all, 'events', 'parley', 'perSecond'),
        bestPeer(all, 'events', 'perSecond', 'higher')?.value,
      ),
  },
  {
    workload: 'cycles',
    text: '10,000 subscribe/stop cycles, heap growth of both processes (MiB)',
    bound: 'at most',
    limit: 1,
    measure: (all) => medianOf(all, 'cycles', 'parley', 'growthMiB'),
  },
];

/** Holds what was measured against the targets. One that could not be measured is not met. */
export function judge(workloads: Results['workloads']): Results['targets'] {
  return targets.map(({ workload, text, bound, limit, measure }) => {
    const value = measure(workloads);
    const met = value !== null && (bound === 'at most' ? value <= limit : value >= limit);
    return { workload, text: `${text}, ${bound} ${limit}`, value, limit, met };
  });
}
