import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isCurrent } from './built.mjs';

/** @type {string} */
let folder;

/** @param {string} name @param {number} minute */
async function touch(name, minute) {
  await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
  await writeFile(path.join(folder, name), '');
  await setTime(name, minute);
}

/** @param {string} name @param {number} minute */
async function setTime(name, minute) {
  const time = new Date(2026, 0, 1, 12, minute);
  await utimes(path.join(folder, name), time, time);
}

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'parley-built-'));
  await touch('src/main/index.ts', 1);
  await setTime('src/main', 1);
  await setTime('src', 1);
  await touch('package.json', 1);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a checkout that was never built is not current', () => {
  expect(isCurrent(folder)).toBe(false);
});

test('a build newer than every source is current', async () => {
  await touch('out/.built', 2);
  expect(isCurrent(folder)).toBe(true);
});

test.each(['src/main/index.ts', 'package.json', 'electron.vite.config.ts'])(
  '%s, changed, asks for a build',
  async (name) => {
    await touch('out/.built', 2);
    await touch(name, 3);
    expect(isCurrent(folder)).toBe(false);
  },
);

test('a source that was removed asks for a build', async () => {
  await touch('out/.built', 2);
  await rm(path.join(folder, 'src/main/index.ts'));
  expect(isCurrent(folder)).toBe(false);
});
