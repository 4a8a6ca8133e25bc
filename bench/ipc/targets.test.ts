import { describe, expect, it } from 'vitest';
import type { ContenderName } from './contenders/index.ts';
import type { WorkloadName } from './processes/control.ts';
import type { Results } from './results.ts';
import { bestPeer, judge } from './targets.ts';

/** One workload's results, by the median of one figure. */
function measured(
  name: WorkloadName,
  figure: string,
  medians: Partial<Record<ContenderName, number>>,
): Results['workloads'] {
  const contenders: readonly ContenderName[] = [
    'raw',
    'parley',
    'electron-trpc',
    'trpc-electron',
    'push-stream',
  ];
  return [
    {
      name,
      outcomes: contenders.map((contender) => {
        const median = medians[contender];
        return {
          contender,
          outcome:
            median === undefined
              ? { cannot: 'not here' }
              : { figures: { [figure]: { min: median, median, max: median } } },
        };
      }),
    },
  ];
}

const verdicts = (workloads: Results['workloads'], workload: WorkloadName) =>
  judge(workloads)
    .filter((target) => target.workload === workload)
    .map(({ value, met }) => ({ value, met }));

describe('the targets', () => {
  it('take the faster of the two peers, which is the lower time and the higher rate', () => {
    const peers = { 'electron-trpc': 30, 'trpc-electron': 50 };
    expect(bestPeer(measured('empty', 'p50', peers), 'empty', 'p50', 'lower')).toEqual({
      contender: 'electron-trpc',
      value: 30,
    });
    expect(bestPeer(measured('events', 'perSecond', peers), 'events', 'perSecond', 'higher')).toEqual({
      contender: 'trpc-electron',
      value: 50,
    });
  });

  it('are met at their limit, and missed beyond it', () => {
    const empty = (parley: number) =>
      verdicts(measured('empty', 'p50', { raw: 100, parley, 'electron-trpc': 162 }), 'empty');
    expect(empty(135)).toEqual([
      { value: 1.35, met: true },
      { value: 1.2, met: true },
    ]);
    expect(empty(136).map(({ met }) => met)).toEqual([false, false]);
  });

  it('are missed where a figure is: what failed is not a success', () => {
    expect(verdicts(measured('bytes', 'mibPerSecond', { raw: 1000, parley: 900 }), 'bytes')).toEqual([
      { value: 0.9, met: true },
      { value: null, met: false },
    ]);
  });
});
