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

const unexpected = (error: unknown) => expect.unreachable(String(error));

test('nothing is looked for at start until somebody has asked for it', async () => {
  expect(await readCheckAtStart(file, unexpected)).toBe(false);
});

test('the choice is kept', async () => {
  await writeCheckAtStart(file, true);
  expect(await readCheckAtStart(file, unexpected)).toBe(true);
  await writeCheckAtStart(file, false);
  expect(await readCheckAtStart(file, unexpected)).toBe(false);
});

test.each(['{"checkAtStart":"yes"}', '{"checkAt', ''])(
  'a file that says %j is no choice, and is told',
  async (text) => {
    await writeFile(file, text);
    const errors: unknown[] = [];
    expect(await readCheckAtStart(file, (error) => errors.push(error))).toBe(false);
    expect(errors).toHaveLength(1);
  },
);
