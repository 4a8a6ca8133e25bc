import { describe, expect, it } from 'vitest';
import { drawLinePanels } from './line-panels.ts';
import { drawRatioBars } from './ratio-bars.ts';
import { ticks } from './svg.ts';

describe('ticks', () => {
  it('are round numbers from 0 to the first that covers the highest value', () => {
    expect(ticks(1173, 5)).toEqual([0, 500, 1000, 1500]);
    expect(ticks(8, 8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(ticks(0.9, 5)).toEqual([0, 0.2, 0.4, expect.closeTo(0.6), 0.8, 1]);
  });
});

describe('a plot', () => {
  const bar = (value: number) =>
    drawRatioBars({ title: 'a < b', description: '', ratios: [{ label: 'x', value, detail: '' }] });

  it('says what it shows, with its text escaped', () => {
    expect(bar(2)).toContain('<title>a &lt; b</title>');
  });

  it('draws a ratio from 1 to the right where it is better, to the left and in the other tone where it is not', () => {
    const edges = (svg: string) => {
      const [, tone, x, width] =
        /<rect class="(own|other)" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"/.exec(svg) ?? [];
      return { tone, from: Number(x), to: Number(x) + Number(width) };
    };
    const better = edges(bar(2));
    const worse = edges(bar(0.5));
    expect(better.tone).toBe('own');
    expect(worse.tone).toBe('other');
    expect(better.to).toBeGreaterThan(better.from);
    expect(worse.to).toBeGreaterThan(worse.from);
  });

  it('draws the panels of a line plot over the same axis', () => {
    const svg = drawLinePanels({
      title: '',
      description: '',
      xLabel: 's',
      unit: 'MiB',
      panels: [
        {
          title: 'small',
          series: [
            {
              label: 'a',
              tone: 'own',
              points: [
                [0, 0],
                [1, 10],
              ],
            },
          ],
        },
        {
          title: 'large',
          series: [
            {
              label: 'b',
              tone: 'other',
              points: [
                [0, 0],
                [1, 1000],
              ],
            },
          ],
        },
      ],
    });
    const heights = [...svg.matchAll(/points="0\.0,([\d.]+) [\d.]+,([\d.]+)"/g)].map(
      ([, from, to]) => Number(from) - Number(to),
    );
    expect(heights).toHaveLength(2);
    expect(heights[1]).toBeCloseTo(100 * (heights[0] ?? 0), -1);
  });
});
