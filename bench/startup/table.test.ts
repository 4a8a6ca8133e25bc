import { expect, test } from 'vitest';
import { chooseSubjects, type Results } from './results.ts';
import { stepsTable, timeline } from './table.ts';

const results: Results = {
  measuredAt: '2026-01-01T00:00:00.000Z',
  machine: 'a machine',
  repetitions: 3,
  samples: 6,
  disturbed: 0,
  sizes: [],
  subjects: [
    {
      name: 'parley-cold',
      steps: [
        { step: 'process', min: 8, median: 10, max: 12 },
        { step: 'first-paint', min: 90, median: 100, max: 140 },
      ],
      processor: [{ step: 'app-loads', min: 5, median: 6, max: 7 }],
      middle: { main: {}, page: {} },
    },
    {
      name: 'chromium',
      steps: [{ step: 'first-paint', min: 40, median: 50, max: 60 }],
      processor: [],
      middle: { main: {}, page: {} },
    },
  ],
};

test('the table has a row for each step in the order of time, and a dash where a subject has no such step', () => {
  expect(stepsTable(results, 'steps')).toBe(
    [
      '| ms since the process was asked for | Parley, new data folder | Chromium alone |',
      '| --- | --- | --- |',
      '| process runs | 10 (8–12) | – |',
      '| first paint | 100 (90–140) | 50 (40–60) |',
    ].join('\n'),
  );
});

test('processor time is shown of those that have a main process', () => {
  expect(stepsTable(results, 'processor').split('\n')[0]).toBe(
    '| processor time of main until then, ms | Parley, new data folder |',
  );
});

test('the timeline draws each step from where the one before it on its track ended', () => {
  const picture = timeline({
    main: { 'parley:page-loaded': 300, process: 100 },
    page: { 'first-paint': 200 },
  });
  const bars = picture.split('\n').map((line) => line.replace(/ +(?=\d+ ms)/, ' '));
  const [process, loaded, painted] = bars;
  expect(process).toBe(`main  ${'█'.repeat(20)} 100 ms  +100  process runs`);
  expect(loaded).toBe(`main  ${' '.repeat(20)}${'█'.repeat(40)} 300 ms  +200  page loaded`);
  expect(painted).toBe(`page  ${' '.repeat(40)}█ 200 ms  +0  first paint`);
});

test('a subject is chosen by its name, and another build only where there is one', () => {
  expect(chooseSubjects(['chromium', 'parley-cold'], false)).toEqual(['parley-cold', 'chromium']);
  expect(chooseSubjects(undefined, false)).not.toContain('beside');
  expect(chooseSubjects(undefined, true)).toContain('beside');
  expect(() => chooseSubjects(['beside'], false)).toThrow('--only beside: there is parley-cold');
  expect(() => chooseSubjects(['parly'], true)).toThrow('--only parly');
});
