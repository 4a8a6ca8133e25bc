import { expect, test } from 'vitest';
import { layOutWaterfall } from './waterfall.ts';

test('places each phase on the scale of the whole', () => {
  const hops = layOutWaterfall(
    [
      { name: 'connect', hop: 0, startMs: 0, durationMs: 25 },
      { name: 'firstByte', hop: 0, startMs: 25, durationMs: 50 },
    ],
    100,
  );
  expect(hops).toMatchObject([
    {
      hop: 0,
      bars: [
        { name: 'connect', left: 0, width: 25 },
        { name: 'firstByte', left: 25, width: 50 },
      ],
    },
  ]);
});

test('groups by hop, in the order in which phases began', () => {
  const hops = layOutWaterfall(
    [
      { name: 'download', hop: 1, startMs: 80, durationMs: 20 },
      { name: 'dns', hop: 1, startMs: 50, durationMs: 10 },
      { name: 'dns', hop: 0, startMs: 0, durationMs: 10 },
    ],
    100,
  );
  expect(hops.map(({ hop, bars }) => [hop, bars.map(({ name }) => name)])).toEqual([
    [0, ['dns']],
    [1, ['dns', 'download']],
  ]);
});

test('a phase that ends after the total stretches the scale', () => {
  expect(layOutWaterfall([{ name: 'download', hop: 0, startMs: 100, durationMs: 100 }], 150)).toMatchObject([
    { bars: [{ left: 50, width: 50 }] },
  ]);
});

test('an exchange without time has bars without width', () => {
  expect(layOutWaterfall([{ name: 'dns', hop: 0, startMs: 0, durationMs: 0 }], 0)).toMatchObject([
    { bars: [{ left: 0, width: 0 }] },
  ]);
  expect(layOutWaterfall([], 0)).toEqual([]);
});
