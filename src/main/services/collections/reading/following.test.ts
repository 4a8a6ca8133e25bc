import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { collectionFolder, requestText } from '#test/harness/services/collections.ts';
import { newId } from '../../ids.ts';
import { CollectionTree } from '../tree/collection-tree.ts';
import { readHere } from './read-here.ts';

/** A collection that is watched. */
async function followed(files: Readonly<Record<string, string>>) {
  const { path, write } = await collectionFolder(files);
  const id = newId();
  const onError = (error: unknown) => {
    throw error;
  };
  const startReading = readHere({ watch: true });
  const tree = await CollectionTree.open({ folders: [{ id, path }], idKey: 'key', onError, startReading });
  onTestFinished(() => tree[Symbol.asyncDispose]());
  const name = (inner: string) => tree.node(tree.idAt({ collectionId: id, path: inner }))?.name;
  return { path, write, name };
}

test('a folder that is removed and made again at once is still followed', async () => {
  const { path, write, name } = await followed({ 'api/a.yml': requestText('A') });
  const folder = join(path, 'api');
  // The new one often gets the number of the old one.
  await rm(folder, { recursive: true });
  await mkdir(folder);
  await write('api/a.yml', requestText('B'));
  await expect.poll(() => name('api/a.yml')).toBe('B');
  await writeFile(join(folder, 'a.yml'), requestText('C'));
  await writeFile(join(folder, 'new.yml'), requestText('New'));
  await expect.poll(() => name('api/a.yml')).toBe('C');
  await expect.poll(() => name('api/new.yml')).toBe('New');
});

test('a folder that takes the place of another is looked through, and followed', async () => {
  const { path, write, name } = await followed({ 'api/v1/a.yml': requestText('A') });
  // Nobody looks into a folder with such a name.
  await write('.next/v1/a.yml', requestText('B'));
  await write('.next/v1/more.yml', requestText('More'));
  await rename(join(path, 'api'), join(path, '.old'));
  await rename(join(path, '.next'), join(path, 'api'));
  await expect.poll(() => name('api/v1/a.yml')).toBe('B');
  await expect.poll(() => name('api/v1/more.yml')).toBe('More');
  await writeFile(join(path, 'api/v1/a.yml'), requestText('C'));
  await expect.poll(() => name('api/v1/a.yml')).toBe('C');
});
