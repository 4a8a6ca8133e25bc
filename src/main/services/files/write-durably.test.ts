import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { writeDurably } from './write-durably.ts';

test('the text replaces what was there, and nothing else is left in the folder', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'note.json');
  await writeDurably(path, 'a longer text that was there first');
  await writeDurably(path, 'short');
  expect(await readFile(path, 'utf8')).toBe('short');
  expect(await readdir(folder)).toEqual(['note.json']);
});

test.skipIf(process.platform === 'win32')(
  'the old file is never written to: who has it open still reads it',
  async () => {
    const path = join(await temporaryFolder(), 'note.json');
    await writeDurably(path, 'old');
    const { ino } = await stat(path);
    await writeDurably(path, 'new');
    expect((await stat(path)).ino).not.toBe(ino);
  },
);

test('a leftover of a killed write is no obstacle', async () => {
  const path = join(await temporaryFolder(), 'note.json');
  await writeFile(`${path}.tmp`, 'x'.repeat(1000));
  await writeDurably(path, 'new');
  expect(await readFile(path, 'utf8')).toBe('new');
});

test('where the rename is refused the old content stays, and the temporary file goes', async () => {
  const folder = await temporaryFolder();
  const path = join(folder, 'note.json');
  await mkdir(path);
  await expect(writeDurably(path, 'new')).rejects.toMatchObject({ code: 'EISDIR' });
  expect(await readdir(folder)).toEqual(['note.json']);
});
