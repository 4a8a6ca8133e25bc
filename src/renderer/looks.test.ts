import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { theme } from './theme.ts';

const folder = import.meta.dirname;
const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');

test('text follows the size that people choose in their browser: no style gives it in pixels', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.css$|ui\/code\/appearance\.ts$/.test(file),
  );
  expect(files.length).toBeGreaterThan(15);
  const inPixels = files.flatMap((file) =>
    (read(file).match(/(?:font-size|fontSize|line-height): ['"]?[\d.]+px/g) ?? []).map(
      (found) => `${file}: ${found}`,
    ),
  );
  expect(inPixels).toEqual([]);
});

test('icons follow that size, too: each size that one is given has its rule', () => {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.tsx'),
  );
  const given = files.flatMap((file) =>
    [...read(file).matchAll(/<Icon\w+\s[^>]*?size=\{(\d+)\}/g)].map(([, size]) => Number(size)),
  );
  expect(given.length).toBeGreaterThan(30);
  const styles = read('ui/ui.css');
  const without = given.filter(
    (size) => !styles.includes(`[width="${size}"] {\n  width: ${size / 16}rem;\n  height: ${size / 16}rem;`),
  );
  expect(without).toEqual([]);
});

/** What text stands on: the window, its bars, a line under the pointer, what is chosen, and news. */
const surfaces = [
  'surface',
  'surface-raised',
  'line-soft',
  'accent-soft',
  'warning-surface',
  'broken-surface',
];
const inks = ['ink', 'ink-soft', 'accent', 'good', 'moved', 'mistaken', 'broken'].concat(
  ['name', 'string', 'number', 'keyword'].map((part) => `code-${part}`),
);

test.each(['light', 'dark'] as const)('what is written can be read on what it stands on, in %s', (scheme) => {
  const colours = coloursOf(scheme);
  const tooFaint = [
    ...pairs([...inks, 'ink-faint'], surfaces),
    ...pairs(inks, ['selection', 'match']),
    ...pairs(['ink'], ['match-selected']),
  ]
    .map(([ink, surface]) => ({ ink, surface, contrast: contrast(colours(ink), colours(surface)) }))
    .filter((pair) => pair.contrast < 4.5);
  expect(tooFaint).toEqual([]);
});

test('what is written on a filled button can be read, also under the pointer', () => {
  const { parley, red } = theme.colors ?? {};
  const { light, dark } = typeof theme.primaryShade === 'object' ? theme.primaryShade : {};
  if (!parley || !red || !light || !dark) throw new Error('The theme has other parts now.');
  const filled = [parley, red].flatMap((colour) =>
    [light, dark].flatMap((at) => [colour[at], colour[at + 1]]),
  );
  for (const colour of filled) expect(contrast('#ffffff', colour ?? ''), colour).toBeGreaterThanOrEqual(4.5);
});

const pairs = (written: string[], on: string[]) =>
  written.flatMap((ink) => on.map((surface) => [ink, surface] as const));

/** The page's colours by name, as app.css has them. */
function coloursOf(scheme: 'light' | 'dark') {
  const found = new Map<string, string>();
  for (const [, name = '', light = '', dark = ''] of read('app.css').matchAll(
    /--([\w-]+): light-dark\(([^,]+), ([^;]+)\);/g,
  )) {
    found.set(name, hexOf(scheme === 'light' ? light : dark));
  }
  return (name: string) => {
    const colour = found.get(name);
    if (colour === undefined) throw new Error(`app.css has no colour --${name}.`);
    return colour;
  };
}

/** Of a colour, or of one of the theme's: `var(--mantine-color-parley-7)`. */
function hexOf(value: string): string {
  const [, name = '', shade = ''] = /^var\(--mantine-color-(\w+)-(\d)\)$/.exec(value) ?? [];
  return theme.colors?.[name]?.[Number(shade)] ?? value;
}

/** As WCAG 2 reckons it: 1 to 21. */
function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  if (!/^#[\da-f]{6}$/.test(hex)) throw new Error(`“${hex}” is no colour that this test can reckon with.`);
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
