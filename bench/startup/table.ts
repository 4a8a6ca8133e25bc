import { type Results, subjectNames, subjects } from './results.ts';

/** How each step is shown to a person; one that is not here is shown by its name. */
const shown: Readonly<Record<string, string>> = {
  process: 'process runs',
  'app-loads': 'executable loaded, app begins to load',
  'parley:main-runs': 'app loaded',
  'electron-ready': 'Electron ready',
  'parley:ready-and-locked': 'data folder locked',
  'window-made': 'window made',
  'parley:window-asked-for': 'window asked for, page included',
  'parley:page-asked-for': 'page asked for',
  'page-navigated': 'page navigated to',
  'parley:services-ready': 'services ready',
  'parley:session-opened': "window's first message",
  'parley:page-loaded': 'page loaded',
  listening: 'listening',
  'navigation-begins': 'navigation begins',
  'document-there': 'document there',
  'first-paint': 'first paint',
  'first-contentful-paint': 'first contentful paint',
  'url-editable': 'URL field editable',
  'page-usable': 'page usable',
};
const labelOf = (step: string) => shown[step] ?? step;

const heads = {
  steps: 'ms since the process was asked for',
  processor: 'processor time of main until then, ms',
};

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/**
 * Every step of every subject, as Markdown: median, and minimum to maximum behind it, in milliseconds.
 * @param kind the time that went by, or the processor time of the main process
 */
export function stepsTable({ subjects: measured }: Results, kind: 'steps' | 'processor'): string {
  const all = subjectNames.flatMap(
    (name) => measured.find((subject) => subject.name === name && subject[kind].length > 0) ?? [],
  );
  const order = new Map<string, number>();
  for (const { [kind]: steps } of all)
    for (const { step, median } of steps) if (!order.has(step)) order.set(step, median);
  const steps = [...order].toSorted(([, a], [, b]) => a - b).map(([step]) => step);
  return [
    line([heads[kind], ...all.map(({ name }) => subjects[name])]),
    line(['---', ...all.map(() => '---')]),
    ...steps.map((step) =>
      line([
        labelOf(step),
        ...all.map((subject) => {
          const found = subject[kind].find((one) => one.step === step);
          return found === undefined
            ? '–'
            : `${found.median.toFixed(0)} (${found.min.toFixed(0)}–${found.max.toFixed(0)})`;
        }),
      ]),
    ),
  ].join('\n');
}

/** The sizes, as Markdown. */
export function sizesTable({ sizes }: Results): string {
  const kib = (bytes: number | null) => (bytes === null ? '–' : (bytes / 1024).toFixed(1));
  return [
    '| part | files | KiB | gzipped, KiB |',
    '| --- | --- | --- | --- |',
    ...sizes.map(({ part, files, bytes, gzipped }) => line([part, String(files), kib(bytes), kib(gzipped)])),
  ].join('\n');
}

const columns = 60;

/**
 * A start as a picture in text: a line a step, with a bar from where the one before it on its track ended.
 * @param tracks by their names: when each step was reached, in milliseconds. A track without steps is left out.
 */
export function timeline(tracks: Readonly<Record<string, Readonly<Record<string, number>>>>): string {
  const end = Math.max(...Object.values(tracks).flatMap((steps) => Object.values(steps)));
  const lines = Object.entries(tracks).flatMap(([track, steps]) => {
    let last: number | null = null;
    return Object.entries(steps)
      .toSorted(([, a], [, b]) => a - b)
      .map(([step, at]) => {
        // A track's first step is where it begins; main's begins with the process.
        const from = last ?? (track === 'main' ? 0 : at);
        last = at;
        const before = Math.round((from / end) * columns);
        const bar = Math.max(1, Math.round((at / end) * columns) - before);
        const text = `${' '.repeat(before)}${'█'.repeat(bar)}`.padEnd(columns + 1);
        return `${track.padEnd(5)} ${text} ${at.toFixed(0).padStart(5)} ms  +${(at - from).toFixed(0)}  ${labelOf(step)}`;
      });
  });
  return lines.join('\n');
}
