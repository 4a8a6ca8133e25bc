import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { drawLinePanels } from '../plot/line-panels.ts';
import { drawRatioBars, type Ratio } from '../plot/ratio-bars.ts';
import type { Tone } from '../plot/svg.ts';
import { type ContenderName, contenders } from './contenders/index.ts';
import type { WorkloadName } from './processes/control.ts';
import type { MemorySample, Results } from './results.ts';
import { bestPeer, medianOf } from './targets.ts';

/** Draws `ipc-memory.svg` and `ipc-ratios.svg` into a folder; leaves out one that has nothing to show. */
export async function drawPlots(results: Results, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const memory = memoryPlot(results);
  const ratios = ratiosPlot(results);
  if (memory !== null) await writeFile(path.join(folder, 'ipc-memory.svg'), memory);
  if (ratios !== null) await writeFile(path.join(folder, 'ipc-ratios.svg'), ratios);
}

const compared: readonly { contender: ContenderName; tone: Tone }[] = [
  { contender: 'push-stream', tone: 'other' },
  { contender: 'parley', tone: 'own' },
];

function memoryPlot({ memory, bodySize }: Results): string | null {
  const samplesOf = (contender: ContenderName) =>
    memory.find((entry) => entry.contender === contender)?.samples ?? [];
  if (compared.some(({ contender }) => samplesOf(contender).length === 0)) return null;

  const panel = (title: string, pick: (sample: MemorySample) => number) => ({
    title,
    series: compared.map(({ contender, tone }) => {
      const samples = samplesOf(contender);
      const highest = Math.max(0, ...samples.map(pick));
      const name = contender === 'parley' ? 'Parley' : 'push stream';
      return {
        label: `${name}: ${highest < 10 ? highest.toFixed(1) : highest.toFixed(0)} MiB`,
        tone,
        points: samples.map((sample) => [sample.at, pick(sample)] as const),
      };
    }),
  });
  return drawLinePanels({
    title: `A reader that stops after 1 MiB of a body of ${(bodySize / 2 ** 20).toLocaleString('en')} MiB`,
    description:
      'Growth of the resident memory of the main process and of the window, over seconds: with Parley, whose source stops, and with a push stream, whose source goes on.',
    xLabel: 'seconds since the body was asked for',
    unit: 'MiB more than before',
    panels: [panel('Main process', ({ main }) => main), panel('Window', ({ window }) => window)],
  });
}

interface Comparison {
  readonly workload: WorkloadName;
  readonly figure: string;
  readonly better: 'lower' | 'higher';
  readonly label: string;
  readonly unit: string;
  readonly digits: number;
}

const comparisons: readonly Comparison[] = [
  { workload: 'empty', figure: 'p50', better: 'lower', label: 'empty call', unit: 'µs', digits: 0 },
  {
    workload: 'inFlight',
    figure: 'perSecond',
    better: 'higher',
    label: '1,000 calls in flight',
    unit: 'calls/s',
    digits: 0,
  },
  { workload: 'list', figure: 'p50', better: 'lower', label: 'list of 5,000 items', unit: 'ms', digits: 1 },
  {
    workload: 'bytes',
    figure: 'mibPerSecond',
    better: 'higher',
    label: 'bytes',
    unit: 'MiB/s',
    digits: 0,
  },
  {
    workload: 'events',
    figure: 'perSecond',
    better: 'higher',
    label: '10,000 small events',
    unit: 'events/s',
    digits: 0,
  },
];

function ratiosPlot({ workloads }: Results): string | null {
  const ratios = comparisons.flatMap(({ workload, figure, better, label, unit, digits }): Ratio[] => {
    const own = medianOf(workloads, workload, 'parley', figure);
    const peer = bestPeer(workloads, workload, figure, better);
    if (own === null || peer === null) return [];
    const format = (value: number) => value.toLocaleString('en', { maximumFractionDigits: digits });
    return [
      {
        label,
        value: better === 'lower' ? peer.value / own : own / peer.value,
        detail: `${format(own)} : ${format(peer.value)} ${unit}`,
      },
    ];
  });
  if (ratios.length === 0) return null;
  const names = ['electron-trpc', 'trpc-electron'] as const;
  return drawRatioBars({
    title: 'Parley beside the faster of two peers',
    description: `How many times as fast as the faster of ${names.map((name) => contenders[name].label).join(' and ')}: ${ratios
      .map(({ label, value }) => `${label} ${value.toFixed(2)}`)
      .join(', ')}.`,
    ratios,
  });
}
