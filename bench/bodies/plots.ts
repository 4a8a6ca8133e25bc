import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { drawRatioBars, type Ratio } from '../plot/ratio-bars.ts';
import { figures } from './figures.ts';
import type { FigureResult, Results } from './results.ts';

/** Draws `bodies-targets.svg` into a folder: every figure that has a target beside it. */
export async function drawPlots(results: Results, folder: string): Promise<void> {
  const ratios = results.figures.flatMap(ratioToTarget);
  if (ratios.length === 0) return;
  await mkdir(folder, { recursive: true });
  const svg = drawRatioBars({
    title: 'A body of 1 GiB: how many times better than its target each figure is',
    description: `By the medians: ${ratios.map(({ label, value }) => `${label} ${value.toFixed(2)}`).join(', ')}.`,
    ratios,
  });
  await writeFile(path.join(folder, 'bodies-targets.svg'), svg);
}

/** What the labels of the table are, in a few words. */
const shortLabels: Partial<Record<FigureResult['name'], string>> = {
  'download.share': 'download, of curl’s speed',
  'download.limited': 'download at 100 MB/s, of curl’s',
  'page.first-rows': 'first rows on screen',
  'index.speed': 'index rate',
  'window.main': '100 rows, p95, main',
  'window.screen': '100 rows, p95, on screen',
  'search.share': 'search, of grep’s speed',
  'format.speed': 'JSON laid out',
  'memory.main': 'memory of main',
  'memory.page': 'JS heap of the page',
  'scroll.p99': 'scrolling, tasks, p99',
  'scroll.longest': 'scrolling, longest task',
};

function ratioToTarget({ name, label, unit, median, target }: FigureResult): Ratio[] {
  if (target === undefined || median <= 0) return [];
  const value = target.bound === 'at most' ? target.limit / median : median / target.limit;
  const shown = median.toLocaleString('en', { maximumFractionDigits: figures[name].digits });
  const detail = `${shown} ${unit}; target ${target.bound === 'at most' ? '≤' : '≥'} ${target.limit}`;
  return [{ label: shortLabels[name] ?? label, value, detail }];
}
