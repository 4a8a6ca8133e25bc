import { figures } from './figures.ts';
import type { FigureResult, Results } from './results.ts';

/** What was measured, as Markdown: the median is what has to meet a target. */
export function resultsTable({ figures: results }: Results): string {
  return [
    '| figure | min | median | max | target | |',
    '| --- | --- | --- | --- | --- | --- |',
    ...results.map((result) => `| ${cells(result).join(' | ')} |`),
  ].join('\n');
}

function cells({ name, label, unit, min, median, max, values, target }: FigureResult): string[] {
  const { digits } = figures[name];
  const format = (value: number) =>
    value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const named = unit === '' ? label : `${label} (${unit})`;
  // One value has no spread.
  const spread = values.length === 1 ? ['', format(median), ''] : [min, median, max].map(format);
  if (target === undefined) return [named, ...spread, '', ''];
  const sign = target.bound === 'at most' ? '≤' : '≥';
  return [named, ...spread, `${sign} ${target.limit}`, target.met ? 'met' : 'missed'];
}
