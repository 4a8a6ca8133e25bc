import { expect, test } from 'vitest';
import { type Start, startSince } from './start.ts';
import { summarize } from './summary.ts';

const start = (paint: number): Start => ({
  main: { process: 10 },
  processor: { 'app-loads': paint / 10 },
  page: { 'first-contentful-paint': paint, 'navigation-begins': paint / 2 },
  loaded: [],
});

test('a start counts from when the process was asked for, whichever process’s clock a step was read from', () => {
  const seen = startSince(1000, {
    timeOrigin: 1010,
    main: { 'electron-ready': 90 },
    processor: { 'electron-ready': 40 },
    page: {
      timeOrigin: 1200,
      responseEnd: 20,
      firstPaint: 50,
      firstContentfulPaint: 60,
      editable: null,
      loaded: ['/'],
    },
  });
  expect(seen).toEqual({
    main: { process: 10, 'electron-ready': 100 },
    processor: { 'electron-ready': 40 },
    page: {
      'navigation-begins': 200,
      'document-there': 220,
      'first-paint': 250,
      'first-contentful-paint': 260,
    },
    loaded: ['/'],
  });
});

test('several starts have a spread for each step, in the order of time, and one that painted in the middle', () => {
  const summary = summarize('parley-cold', [start(300), start(100), start(200)]);
  expect(summary.steps).toEqual([
    { step: 'process', min: 10, median: 10, max: 10 },
    { step: 'navigation-begins', min: 50, median: 100, max: 150 },
    { step: 'first-contentful-paint', min: 100, median: 200, max: 300 },
  ]);
  expect(summary.processor).toEqual([{ step: 'app-loads', min: 10, median: 20, max: 30 }]);
  expect(summary.middle.page).toEqual(start(200).page);
});

test('starts that did not all get equally far are not averaged', () => {
  const stuck: Start = { ...start(100), main: {} };
  expect(() => summarize('parley-cold', [start(200), start(300), stuck])).toThrow(
    'A start never reached process',
  );
  expect(() => summarize('parley-cold', [])).toThrow('parley-cold was never started');
});
