import { element, label, plot } from './svg.ts';

export interface Ratio {
  readonly label: string;
  /** How many times better; below 1 is worse. */
  readonly value: number;
  /** The two figures behind it. */
  readonly detail: string;
}

const rowHeight = 44;
const left = 210;
const right = 64;
const chartWidth = 420;
const top = 62;

/** A bar for each ratio, from 1 to the right where it is better and to the left where it is worse; log scale. */
export function drawRatioBars(options: {
  readonly title: string;
  readonly description: string;
  readonly ratios: readonly Ratio[];
}): string {
  const { title, description, ratios } = options;
  const powers = ratios.map(({ value }) => Math.log2(value));
  const low = Math.floor(Math.min(0, ...powers));
  const high = Math.ceil(Math.max(1, ...powers));
  const x = (power: number) => left + ((power - low) / (high - low)) * chartWidth;
  const height = top + ratios.length * rowHeight + 40;
  const axisEnd = height - 34;

  const steps = Array.from({ length: high - low + 1 }, (_, i) => low + i);
  const grid = steps.flatMap((power) => [
    element('line', {
      class: power === 0 ? 'axis' : 'grid',
      x1: x(power),
      x2: x(power),
      y1: top - 8,
      y2: axisEnd,
    }),
    label(x(power), axisEnd + 18, power < 0 ? `1/${2 ** -power}×` : `${2 ** power}×`, {
      class: 'quiet',
      'text-anchor': 'middle',
    }),
  ]);
  const bars = ratios.flatMap(({ label: name, value, detail }, index) => {
    const y = top + index * rowHeight;
    const power = Math.log2(value);
    const better = value >= 1;
    return [
      label(20, y + 14, name),
      label(20, y + 30, detail, { class: 'quiet' }),
      element('rect', {
        class: better ? 'own' : 'other',
        x: Math.min(x(0), x(power)),
        y: y + 4,
        width: Math.abs(x(power) - x(0)),
        height: 22,
        rx: 2,
      }),
      label(better ? x(power) + 8 : x(0) + 8, y + 20, `${value.toFixed(2)}×`),
    ];
  });
  return plot({ width: left + chartWidth + right, height, title, description }, ...grid, ...bars);
}
