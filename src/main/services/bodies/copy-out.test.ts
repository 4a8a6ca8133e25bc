import { mkdir, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mountSmallDisk } from '#test/harness/services/small-disk.ts';
import { all, noSignal, temporaryFolder } from '#test/harness/services/support.ts';
import { copyOut } from './copy-out.ts';

const mib = 1024 * 1024;

/** A body's file, and a folder that a person saves to. */
async function withBody(content: Uint8Array | string) {
  const folder = await temporaryFolder();
  const path = join(folder, 'body');
  await writeFile(path, content);
  const downloads = join(folder, 'downloads');
  await mkdir(downloads);
  return { file: { path, size: content.length }, downloads, target: join(downloads, 'answer.txt') };
}

test('the copy is the body, to the last byte, and nothing is left beside it', async () => {
  const content = Buffer.alloc(5 * mib + 7, 'abcdefghijk');
  const { file, downloads, target } = await withBody(content);
  const reports = await all(copyOut(file, target, noSignal()));
  expect(reports[0]).toBe(0);
  expect(reports.toSorted((a, b) => a - b)).toEqual(reports);
  expect((await readFile(target)).equals(content)).toBe(true);
  expect(await readdir(downloads)).toEqual(['answer.txt']);
});

test('an empty body is an empty file', async () => {
  const { file, target } = await withBody('');
  await all(copyOut(file, target, noSignal()));
  expect((await stat(target)).size).toBe(0);
});

test('what stood there is replaced, by as much of a longer file as was asked for', async () => {
  const { file, target } = await withBody('the new text, and more');
  await writeFile(target, 'an older and much longer text that was here first');
  await all(copyOut({ ...file, size: 12 }, target, noSignal()));
  expect(await readFile(target, 'utf8')).toBe('the new text');
});

test('a copy that is given up half-way leaves what stood there, and nothing else', async () => {
  const { file, downloads, target } = await withBody(new Uint8Array(3 * mib));
  await writeFile(target, 'old');
  const controller = new AbortController();
  const reports = copyOut(file, target, controller.signal);
  await reports.next();
  // It has begun: its file is there, under a name of its own.
  expect(await readdir(downloads)).toHaveLength(2);
  controller.abort();
  await expect(reports.next()).rejects.toBe(controller.signal.reason);
  expect(await readdir(downloads)).toEqual(['answer.txt']);
  expect(await readFile(target, 'utf8')).toBe('old');
});

test('so does one whose reader leaves', async () => {
  const { file, downloads, target } = await withBody(new Uint8Array(3 * mib));
  for await (const _ of copyOut(file, target, noSignal())) break;
  expect(await readdir(downloads)).toEqual([]);
});

test('a copy that was given up before it began touches nothing', async () => {
  const { file, downloads, target } = await withBody('new');
  const signal = AbortSignal.abort();
  await expect(all(copyOut(file, target, signal))).rejects.toBe(signal.reason);
  expect(await readdir(downloads)).toEqual([]);
});

test('a folder that is not there is said so, with the remedy', async () => {
  const { file, downloads } = await withBody('new');
  await expect(all(copyOut(file, join(downloads, 'gone', 'answer.txt'), noSignal()))).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    message: 'answer.txt could not be saved. The folder is not there. Choose another one.',
    details: { phase: 'store', errno: 'ENOENT', file: 'answer.txt' },
  });
});

test('a folder under the name is not replaced', async () => {
  const { file, downloads, target } = await withBody('new');
  await mkdir(target);
  await expect(all(copyOut(file, target, noSignal()))).rejects.toThrow('Choose another name.');
  expect(await readdir(downloads)).toEqual(['answer.txt']);
  expect((await stat(target)).isDirectory()).toBe(true);
});

test('a body that was cut short, and one that is gone, are no copy', async () => {
  const { file, downloads, target } = await withBody('0123456789');
  await truncate(file.path, 4);
  const gone = { code: 'NOT_FOUND', message: 'This response is no longer kept. Send the request again.' };
  await expect(all(copyOut(file, target, noSignal()))).rejects.toMatchObject(gone);
  const nowhere = { ...file, path: join(downloads, 'nowhere') };
  await expect(all(copyOut(nowhere, target, noSignal()))).rejects.toMatchObject(gone);
  expect(await readdir(downloads)).toEqual([]);
});

test('a disk that is full says so, and is left as it was', async ({ skip }) => {
  const { file } = await withBody(new Uint8Array(2 * mib));
  const disk = mountSmallDisk(1024);
  if ('refused' in disk) return skip(disk.refused);
  using _ = disk;
  const target = join(disk.folder, 'answer.txt');
  await writeFile(target, 'old');
  await expect(all(copyOut(file, target, noSignal()))).rejects.toMatchObject({
    message: 'answer.txt could not be saved. The disk is full. Free some space, or choose another disk.',
    details: { errno: 'ENOSPC' },
  });
  expect(await readdir(disk.folder)).toEqual(['answer.txt']);
  expect(await readFile(target, 'utf8')).toBe('old');
});
