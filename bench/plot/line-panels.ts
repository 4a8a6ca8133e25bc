import { element, label, plot, ticks, type Tone } from './svg.ts';

export interface Series {
  readonly label: string;
  readonly tone: Tone;
  readonly points: readonly (readonly [x: number, y: number])[];
}

export interface LinePanels {
  readonly title: string;
  readonly description: string;
  readonly xLabel: string;
  /** Written above each panel, behind the panel's own title. */
  readonly unit: string;
  readonly panels: readonly { readonly title: string; readonly series: readonly Series[] }[];
}

const panelWidth = 300;
const panelHeight = 180;
const left = 64;
const gap = 76;
const top = 76;
const bottom = 48;

/** Lines over the same axes, a panel beside the other. */
export function drawLinePanels({ title, description, xLabel, unit, panels }: LinePanels): string {
  const points = panels.flatMap(({ series }) => series.flatMap((one) => one.points));
  const xTicks = ticks(Math.max(1, ...points.map(([x]) => x)), 8);
  // Room above the highest line for its label.
  const yTicks = ticks(Math.max(1, ...points.map(([, y]) => y)) * 1.1, 5);
  const xEnd = Math.max(1, ...points.map(([x]) => x));
  const yEnd = yTicks.at(-1) ?? 1;
  const x = (value: number) => (value / xEnd) * panelWidth;
  const y = (value: number) => panelHeight * (1 - Math.max(0, value) / yEnd);

  const drawn = panels.map((panel, index) =>
    element(
      'g',
      { transform: `translate(${left + index * (panelWidth + gap)} ${top})` },
      label(0, -14, `${panel.title}, ${unit}`),
      ...yTicks.flatMap((tick) => [
        element('line', {
          class: tick === 0 ? 'axis' : 'grid',
          x1: 0,
          x2: panelWidth,
          y1: y(tick),
          y2: y(tick),
        }),
        label(-8, y(tick) + 4, tick.toLocaleString('en'), { class: 'quiet', 'text-anchor': 'end' }),
      ]),
      ...xTicks
        .filter((tick) => tick <= xEnd)
        .map((tick) =>
          label(x(tick), panelHeight + 18, String(tick), { class: 'quiet', 'text-anchor': 'middle' }),
        ),
      label(panelWidth / 2, panelHeight + 36, xLabel, { class: 'quiet', 'text-anchor': 'middle' }),
      ...panel.series.map(({ tone, points: line }) =>
        element('polyline', {
          class: `line ${tone}`,
          points: line.map(([px, py]) => `${x(px).toFixed(1)},${y(py).toFixed(1)}`).join(' '),
        }),
      ),
      ...panel.series.map(({ tone, label: name, points: line }) => {
        const highest = Math.max(0, ...line.map(([, py]) => py));
        return label(panelWidth - 4, y(highest) - 7, name, { class: tone, 'text-anchor': 'end' });
      }),
    ),
  );
  const width = left + panels.length * (panelWidth + gap) - gap + 24;
  return plot({ width, height: top + panelHeight + bottom, title, description }, ...drawn);
}
