import { stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { recordCalls } from '#test/harness/services/recorded-disk.ts';
import { makeFolder, makeFolderDurably } from './make-folder.ts';

test('folders on the way are made, for the user alone, and those that are there are fine', async () => {
  const folder = join(await temporaryFolder(), 'made/on/the/way');
  await Promise.all([makeFolder(folder), makeFolder(folder)]);
  await makeFolder(folder);
  expect((await stat(folder)).isDirectory()).toBe(true);
  if (process.platform !== 'win32') expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

test('each folder that is made is synced in the one above it, before the next one', async () => {
  const root = await temporaryFolder();
  const { calls } = await recordCalls({ root }, () => makeFolderDurably(join(root, 'a/b'), 0o777));
  expect(calls).toEqual([
    { call: 'mkdir', path: join(root, 'a') },
    { call: 'sync folder', path: root },
    { call: 'mkdir', path: join(root, 'a/b') },
    { call: 'sync folder', path: join(root, 'a') },
  ]);
  if (process.platform !== 'win32') expect((await stat(join(root, 'a/b'))).mode & 0o700).toBe(0o700);
  expect((await recordCalls({ root }, () => makeFolderDurably(join(root, 'a/b')))).calls).toEqual([]);
});

test('a link to a folder is a folder', async () => {
  const folder = await temporaryFolder();
  await symlink(folder, join(folder, 'link'));
  await expect(makeFolder(join(folder, 'link'))).resolves.toBeUndefined();
});

test('a file in the way is an error', async () => {
  const file = join(await temporaryFolder(), 'file');
  await writeFile(file, '');
  await expect(makeFolder(file)).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolder(join(file, 'a/b'))).rejects.toMatchObject({
    code: expect.stringMatching(/ENOTDIR|ENOENT/),
  });
});

test.skipIf(process.platform !== 'linux')('a place that takes no folders is an error, at once', async () => {
  await expect(makeFolder('/proc/nope')).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(makeFolder('/proc/nope/data')).rejects.toMatchObject({ code: 'ENOENT' });
});
