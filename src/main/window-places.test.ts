import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { maxWindows, placementAt, placementBeside, readPlaces } from './window-places.ts';

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

test('a window that is out of reach and larger than the screen gets the size of the screen', () => {
  expect(placementAt({ x: -5000, y: 0, width: 3840, height: 2160 }, screen)).toEqual({
    width: 1920,
    height: 1056,
  });
});

test('each new window stands a step away from the one before', () => {
  const second = placementBeside({ x: 300, y: 100, ...size }, screen);
  expect(second).toEqual({ x: 328, y: 128, ...size });
});

test('where the screen ends, the windows begin in its corner again', () => {
  expect(placementBeside({ x: 910, y: 100, ...size }, screen)).toEqual({ x: 0, y: 24, ...size });
  expect(placementBeside({ x: 300, y: 370, ...size }, screen)).toEqual({ x: 0, y: 24, ...size });
});

const wrote = { x: 1, y: 2, ...size, maximized: false, tabs: 'A'.repeat(22) };

/** What is read of a file with this text, and how many errors that told. */
async function read(text: string) {
  const file = join(await temporaryFolder(), 'windows.json');
  await writeFile(file, text);
  const errors: unknown[] = [];
  const places = await readPlaces(file, (error) => errors.push(error));
  return { ...places, errors: errors.length };
}

test('the windows of last time are read back, each with its tabs', async () => {
  const windows = [wrote, { x: 3, y: 4, ...size, maximized: true }];
  const closed = [{ ...wrote, tabs: 'B'.repeat(22) }];
  expect(await read(JSON.stringify({ windows, closed }))).toEqual({ windows, closed, errors: 0 });
});

test('a file of a version that kept no closed windows is read', async () => {
  expect(await read(JSON.stringify({ windows: [wrote] }))).toEqual({
    windows: [wrote],
    closed: [],
    errors: 0,
  });
});

test('a file of a version without tabs is read: its windows come back where they stood', async () => {
  const { tabs: _tabs, ...place } = wrote;
  const windows = [{ ...place, draft: 'A'.repeat(22) }];
  expect(await read(JSON.stringify({ windows, closed: windows }))).toEqual({
    windows: [place],
    closed: [place],
    errors: 0,
  });
});

test.each([
  ['with tabs that Parley never made', { ...wrote, tabs: '../x' }],
  ['without a size', { ...wrote, width: 0 }],
  ['that is no place', 'elsewhere'],
])('a window %s is left out and told, and the others come back', async (_what, broken) => {
  const text = JSON.stringify({ windows: [broken, wrote], closed: [] });
  expect(await read(text)).toEqual({ windows: [wrote], closed: [], errors: 1 });
});

test('a window that its system made very small is one of them', async () => {
  const small = { ...wrote, width: 200, height: 150 };
  expect(await read(JSON.stringify({ windows: [small] }))).toMatchObject({ windows: [small], errors: 0 });
});

test('of more windows than there can be the first ones are read', async () => {
  const many = Array.from({ length: maxWindows + 5 }, () => wrote);
  const { windows, closed } = await read(JSON.stringify({ windows: many, closed: many }));
  expect([windows.length, closed.length]).toEqual([maxWindows, maxWindows]);
});

test.each([
  ['cut off', '{"windows":[{"x":1,'],
  ['empty', ''],
  ['of another version', '{"x":1,"y":2,"width":800,"height":600,"maximized":false}'],
])('a file that is %s is as good as none, and told', async (_what, text) => {
  expect(await read(text)).toEqual({ windows: [], closed: [], errors: 1 });
});

test('at the first start there is no file, and nothing to tell', async () => {
  const file = join(await temporaryFolder(), 'windows.json');
  const nothing = await readPlaces(file, (error) => expect.unreachable(String(error)));
  expect(nothing).toEqual({ windows: [], closed: [] });
});
