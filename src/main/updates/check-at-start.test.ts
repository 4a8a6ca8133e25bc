import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readCheckAtStart, writeCheckAtStart } from './check-at-start.ts';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-updates-'));
  file = join(folder, 'updates.json');
});

afterEach(() => rm(folder, { recursive: true }));

test('nothing is looked for at start until somebody has asked for it', async () => {
  expect(await readCheckAtStart(file)).toBe(false);
});

test('the choice is kept', async () => {
  await writeCheckAtStart(file, true);
  expect(await readCheckAtStart(file)).toBe(true);
  await writeCheckAtStart(file, false);
  expect(await readCheckAtStart(file)).toBe(false);
});

test('a file that says something else is no choice', async () => {
  await writeFile(file, '{"checkAtStart":"yes"}');
  expect(await readCheckAtStart(file)).toBe(false);
});
