/** The few pieces of SVG that the plots are made of. A plot brings its own ground, so that it reads on any page. */

/** Whose mark it is: the project's, or that of what it is compared with. */
export type Tone = 'own' | 'other';

type Attributes = Readonly<Record<string, string | number>>;

const style = `
  .ground { fill: #fff; stroke: #d8dde5 }
  text { font: 13px system-ui, -apple-system, 'Segoe UI', sans-serif; fill: #1f2733 }
  .title { font-size: 15px; font-weight: 600 }
  .quiet { fill: #5b6675; font-size: 12px }
  .grid { stroke: #e4e8ee }
  .axis { stroke: #8c97a5 }
  .own { fill: #1d5fd0 } .other { fill: #c2500a }
  .line { fill: none; stroke-width: 2; stroke-linejoin: round }
  .line.own { stroke: #1d5fd0 } .line.other { stroke: #c2500a }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #14181f; stroke: #313a47 }
    text { fill: #e6eaf0 }
    .quiet { fill: #9aa6b5 }
    .grid { stroke: #262e39 }
    .axis { stroke: #6d7988 }
    .own { fill: #7fb0ff } .other { fill: #ff9a57 }
    .line { fill: none }
    .line.own { stroke: #7fb0ff } .line.other { stroke: #ff9a57 }
  }`;

/** An element and what is inside it, which is markup already. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const list = Object.entries(attributes).map(
    ([key, value]) => ` ${key}="${escapeText(String(round(value)))}"`,
  );
  return children.length === 0
    ? `<${name}${list.join('')}/>`
    : `<${name}${list.join('')}>${children.join('')}</${name}>`;
}

/** A line of text. */
export function label(x: number, y: number, text: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escapeText(text));
}

/**
 * A whole plot.
 * @param description what it shows, for whoever can't see it.
 */
export function plot(
  { width, height, title, description }: PlotFrame,
  ...children: readonly string[]
): string {
  const heading = label(20, 28, title, { class: 'title' });
  return `${element(
    'svg',
    { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${width} ${height}`, width, height, role: 'img' },
    element('title', {}, escapeText(title)),
    element('desc', {}, escapeText(description)),
    element('style', {}, `${style}\n`),
    element('rect', { class: 'ground', x: 0.5, y: 0.5, width: width - 1, height: height - 1, rx: 8 }),
    heading,
    ...children.map((child) => `\n${child}`),
  )}\n`;
}

export interface PlotFrame {
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly description: string;
}

/** Whole steps (1, 2 or 5 times a power of ten) from 0 to the first one at or above `highest`. */
export function ticks(highest: number, atMost: number): number[] {
  const rough = highest / atMost;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const count = Math.ceil(highest / step);
  return Array.from({ length: count + 1 }, (_, i) => i * step);
}

function round(value: string | number): string | number {
  return typeof value === 'number' ? Math.round(value * 100) / 100 : value;
}

function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
