import { spread } from '../machine.ts';
import { type Figure, type FigureName, figureNames, figures } from './figures.ts';

/** What was measured, as Markdown, in the order of `figures`: the median is what has to meet a target. */
export function figuresTable(values: ReadonlyMap<FigureName, readonly number[]>): string {
  const rows = figureNames.flatMap((name) => {
    const measured = values.get(name);
    return measured ? [`| ${cells(figures[name], measured).join(' | ')} |`] : [];
  });
  return [
    '| figure | min | median | max | target | |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function cells({ label, unit, atMost }: Figure, measured: readonly number[]): string[] {
  const { min, median, max } = spread(measured);
  const numbers = [min, median, max].map((value) => value.toLocaleString('en', { maximumFractionDigits: 0 }));
  const target = atMost === undefined ? ['', ''] : [`≤ ${atMost}`, median <= atMost ? 'met' : 'missed'];
  return [`${label} (${unit})`, ...numbers, ...target];
}
