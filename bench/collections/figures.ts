import { spread } from '../machine.ts';

interface Figure {
  readonly label: string;
  readonly unit: 'ms' | 'MiB';
  readonly atMost?: number;
}

/** Everything that is measured, in the order in which it is shown. */
export const figures = {
  bareParse: { label: 'bare parse of all files, one after the other', unit: 'ms' },
  coldNames: { label: 'cold: tree with all names', unit: 'ms', atMost: 1500 },
  coldAll: { label: 'cold: everything parsed, in the worker', unit: 'ms', atMost: 6000 },
  coldStall: { label: '… longest time that main was kept busy', unit: 'ms' },
  coldMemory: { label: '… highest RSS, checkout included', unit: 'MiB', atMost: 250 },
  warmAll: { label: 'warm: from a cache that is checked', unit: 'ms', atMost: 400 },
  warmStall: { label: '… longest time that main was kept busy', unit: 'ms' },
  warmMemory: { label: '… highest RSS', unit: 'MiB', atMost: 250 },
  checkout: { label: '`git checkout` that touches 5,000 files: tree settled', unit: 'ms', atMost: 4000 },
  checkoutStall: { label: '… longest time that main was kept busy', unit: 'ms' },
} as const satisfies Record<string, Figure>;

export type FigureName = keyof typeof figures;

/** A Markdown table; the median is what has to meet a target. */
export function figuresTable(values: ReadonlyMap<FigureName, readonly number[]>): string {
  const rows = [...values].map(([name, measured]) => {
    const figure: Figure = figures[name];
    const { min, median, max } = spread(measured);
    const numbers = [min, median, max].map((value) =>
      value.toLocaleString('en', { maximumFractionDigits: 0 }),
    );
    const target =
      figure.atMost === undefined
        ? ['', '']
        : [`≤ ${figure.atMost}`, median <= figure.atMost ? 'met' : 'missed'];
    return `| ${[`${figure.label} (${figure.unit})`, ...numbers, ...target].join(' | ')} |`;
  });
  return [
    '| figure | min | median | max | target | |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}
