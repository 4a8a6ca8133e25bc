import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { mountSmallDisk } from '#test/harness/services/small-disk.ts';
import { noSignal, temporaryFolder } from '#test/harness/services/support.ts';
import { newId } from '../../ids.ts';
import { Bin } from './bin.ts';

const collectionId = newId();

async function openBin() {
  const root = await temporaryFolder();
  const errors: unknown[] = [];
  const folder = join(root, 'data/bin');
  const open = () => Bin.open({ folder, onError: (error) => errors.push(error) });
  return { root, folder, open, bin: await open(), errors };
}

test('a file is there until it is taken out, and for a person to find', async () => {
  const { root, folder, bin, errors } = await openBin();
  await writeFile(join(root, 'a.yml'), 'text');
  const id = await bin.put(join(root, 'a.yml'), { collectionId, path: 'a.yml' }, noSignal());
  expect(await readdir(root)).toEqual(['data']);
  expect(await readFile(join(folder, id, 'content/a.yml'), 'utf8')).toBe('text');
  expect(JSON.parse(await readFile(join(folder, id, 'was.json'), 'utf8'))).toMatchObject({
    collectionId,
    path: 'a.yml',
    absolute: join(root, 'a.yml'),
  });
  await bin.takeOut(id, join(root, 'b.yml'), noSignal());
  expect(await readFile(join(root, 'b.yml'), 'utf8')).toBe('text');
  expect(await readdir(folder)).toEqual([]);
  await expect(bin.takeOut(id, join(root, 'c.yml'), noSignal())).rejects.toMatchObject({ code: 'ENOENT' });
  expect(errors).toEqual([]);
});

test('it knows what was where, and since when, after a restart as well', async () => {
  const { root, bin, open } = await openBin();
  const before = Date.now();
  await mkdir(join(root, 'users'));
  await writeFile(join(root, 'users/a.yml'), 'text');
  const id = await bin.put(join(root, 'users'), { collectionId, path: 'users' }, noSignal());
  const later = Date.now() + 1;
  const again = await open();
  for (const each of [bin, again]) {
    expect(each.holds({ collectionId, path: 'users' }, before)).toBe(true);
    expect(each.holds({ collectionId, path: 'users/a.yml' }, before)).toBe(true);
    expect(each.holds({ collectionId, path: 'users/a.yml' }, later)).toBe(false);
    expect(each.holds({ collectionId, path: 'users.yml' }, before)).toBe(false);
    expect(each.holds({ collectionId: newId(), path: 'users' }, before)).toBe(false);
  }
  await again.takeOut(id, join(root, 'users'), noSignal());
  expect(again.holds({ collectionId, path: 'users' }, before)).toBe(false);
});

test('what can’t be removed leaves no entry, what can’t be taken out stays', async () => {
  const { root, folder, bin } = await openBin();
  await expect(
    bin.put(join(root, 'gone.yml'), { collectionId, path: 'gone.yml' }, noSignal()),
  ).rejects.toMatchObject({ code: 'ENOENT' });
  expect(await readdir(folder)).toEqual([]);
  await writeFile(join(root, 'a.yml'), 'text');
  const id = await bin.put(join(root, 'a.yml'), { collectionId, path: 'a.yml' }, noSignal());
  await writeFile(join(root, 'a.yml'), 'newcomer');
  await expect(bin.takeOut(id, join(root, 'a.yml'), noSignal())).rejects.toMatchObject({
    name: 'NameTakenError',
  });
  expect(await readFile(join(folder, id, 'content/a.yml'), 'utf8')).toBe('text');
  expect(await readFile(join(root, 'a.yml'), 'utf8')).toBe('newcomer');
});

test('things come from another disk and go back there', async (context) => {
  const { bin } = await openBin();
  const disk = mountSmallDisk(256);
  if ('refused' in disk) return context.skip(disk.refused);
  onTestFinished(() => disk[Symbol.dispose]());
  await mkdir(join(disk.folder, 'x/y'), { recursive: true });
  await writeFile(join(disk.folder, 'x/y/a.yml'), 'text');
  const id = await bin.put(join(disk.folder, 'x'), { collectionId, path: 'x' }, noSignal());
  expect(await readdir(disk.folder)).toEqual([]);
  await bin.takeOut(id, join(disk.folder, 'x'), noSignal());
  expect(await readFile(join(disk.folder, 'x/y/a.yml'), 'utf8')).toBe('text');
});

test('after 30 days, and where a kill left nothing in it, an entry is cleared at the next start', async () => {
  const { root, folder, bin, open } = await openBin();
  const removed = async (name: string, days: number) => {
    await writeFile(join(root, name), 'text');
    const id = await bin.put(join(root, name), { collectionId, path: name }, noSignal());
    const was = join(folder, id, 'was.json');
    const removedAt = new Date(Date.now() - days * 24 * 3600 * 1000).toISOString();
    await writeFile(was, JSON.stringify({ ...JSON.parse(await readFile(was, 'utf8')), removedAt }));
    return id;
  };
  const young = await removed('young.yml', 29);
  await removed('old.yml', 31);
  const odd = await removed('odd.yml', 0);
  await writeFile(join(folder, odd, 'was.json'), 'not JSON');
  await mkdir(join(folder, newId(), 'content'), { recursive: true });
  await mkdir(join(folder, newId()));
  await writeFile(join(folder, 'note.txt'), 'not ours');
  await open();
  expect((await readdir(folder)).toSorted()).toEqual([young, odd, 'note.txt'].toSorted());
});

test('what could not be put into it, since its folder is gone, is one failure', async () => {
  const { root, folder, bin, errors } = await openBin();
  await writeFile(join(root, 'a.yml'), 'text');
  await rm(folder, { recursive: true });
  const put = bin.put(join(root, 'a.yml'), { collectionId, path: 'a.yml' }, noSignal());
  await expect(put).rejects.toMatchObject({ details: { phase: 'store', errno: 'ENOENT' } });
  expect(await readFile(join(root, 'a.yml'), 'utf8')).toBe('text');
  expect(errors).toEqual([]);
});
