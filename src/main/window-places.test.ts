import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { placementAt, placementBeside, readPlaces } from './window-places.ts';

const screen = { x: 0, y: 24, width: 1920, height: 1056 };
const size = { width: 1000, height: 700 };

test('a window comes back where it stood', () => {
  expect(placementAt({ x: 300, y: 100, ...size }, screen)).toEqual({ x: 300, y: 100, ...size });
});

test.each([
  ['a screen that is gone', { x: 2500, y: 100 }],
  ['all but out of the left edge', { x: -950, y: 100 }],
  ['with its title bar above the screen', { x: 300, y: 10 }],
  ['with its title bar below the screen', { x: 300, y: 1000 }],
])('a window out of reach keeps its size alone: %s', (_what, at) => {
  expect(placementAt({ ...at, ...size }, screen)).toEqual(size);
});

test('each new window stands a step away from the one before', () => {
  const second = placementBeside({ x: 300, y: 100, ...size }, screen);
  expect(second).toEqual({ x: 328, y: 128, ...size });
});

test('where the screen ends, the windows begin in its corner again', () => {
  expect(placementBeside({ x: 910, y: 100, ...size }, screen)).toEqual({ x: 0, y: 24, ...size });
  expect(placementBeside({ x: 300, y: 370, ...size }, screen)).toEqual({ x: 0, y: 24, ...size });
});

test('the windows of last time are read back, each with its draft', async () => {
  const file = join(await temporaryFolder(), 'windows.json');
  const windows = [
    { x: 1, y: 2, ...size, maximized: false, draft: 'A'.repeat(22) },
    { x: 3, y: 4, ...size, maximized: true },
  ];
  await writeFile(file, JSON.stringify({ windows }));
  expect(await readPlaces(file)).toEqual(windows);
});

test.each([
  ['cut off', '{"windows":[{"x":1,'],
  ['of another version', '{"x":1,"y":2,"width":800,"height":600,"maximized":false}'],
  ['with a draft that Parley never made', JSON.stringify({ windows: [{ draft: '../x' }] })],
])('a file that is %s is as good as none', async (_what, text) => {
  const file = join(await temporaryFolder(), 'windows.json');
  await writeFile(file, text);
  expect(await readPlaces(file)).toEqual([]);
});

test('at the first start there is no file', async () => {
  expect(await readPlaces(join(await temporaryFolder(), 'windows.json'))).toEqual([]);
});
