import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from '#test/harness/eventually.ts';
import { collectionFolder, collectionsWorker, requestText } from '#test/harness/services/collections.ts';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { newId } from '../../ids.ts';
import { CollectionTree } from '../tree/collection-tree.ts';
import { readInThread } from './read-in-thread.ts';

/** A tree whose collection is read and followed in a thread, as in the app. */
async function openFollowed(
  files: Readonly<Record<string, string>>,
  known?: { id: string; cacheFolder: string },
) {
  const { path, write } = await collectionFolder(files);
  const id = known?.id ?? newId();
  const cacheFolder = known?.cacheFolder ?? join(await temporaryFolder(), 'collection-cache');
  const errors: unknown[] = [];
  const open = async () => {
    const tree = new CollectionTree({
      idKey: 'key',
      onError: (error) => errors.push(error),
      startReading: readInThread({ workerUrl: collectionsWorker(), cacheFolder }),
    });
    onTestFinished(() => tree[Symbol.asyncDispose]());
    tree.add({ id, path });
    await tree.whenRead(id);
    return tree;
  };
  const tree = await open();
  const paths = (of = tree) => [...of.itemIds()].map((itemId) => of.node(itemId)?.path ?? '').toSorted();
  const nameOf = (inner: string) => tree.node(tree.idAt({ collectionId: id, path: inner }))?.name;
  return { path, write, id, cacheFolder, errors, tree, open, paths, nameOf };
}

test('a thread reads it all, and a refresh waits for what it finds', async () => {
  const { tree, id, write, nameOf, errors } = await openFollowed({
    'a/b.yml': requestText('b'),
    'broken.yml': 'info: {',
  });
  expect(tree.collection(id)).toMatchObject({ name: 'Shop', state: 'ready' });
  expect(nameOf('a/b.yml')).toBe('b');
  await write('a/b.yml', requestText('c'));
  await tree.refresh(id, ['a/b.yml']);
  expect(nameOf('a/b.yml')).toBe('c');
  expect(errors).toEqual([]);
});

test('what somebody else makes, changes, moves and removes is followed', async () => {
  const { path, write, paths, nameOf } = await openFollowed({ 'a.yml': requestText('a') });
  await write('new/deep/b.yml', requestText('b'));
  await eventually(() => expect(nameOf('new/deep/b.yml')).toBe('b'));
  await write('new/deep/b.yml', requestText('c'));
  await eventually(() => expect(nameOf('new/deep/b.yml')).toBe('c'));
  await rename(join(path, 'new'), join(path, 'moved'));
  await eventually(() => expect(paths()).toEqual(['a.yml', 'moved', 'moved/deep', 'moved/deep/b.yml']));
  await write('moved/deep/d.yml', requestText('d'));
  await eventually(() => expect(nameOf('moved/deep/d.yml')).toBe('d'));
  await rm(join(path, 'moved'), { recursive: true });
  await eventually(() => expect(paths()).toEqual(['a.yml']));
});

test('a file that is replaced, as editors and git do it, is read again', async () => {
  const { path, nameOf } = await openFollowed({ 'a.yml': requestText('a') });
  await writeFile(join(path, 'a.yml~'), requestText('b'));
  await rename(join(path, 'a.yml~'), join(path, 'a.yml'));
  await eventually(() => expect(nameOf('a.yml')).toBe('b'));
});

test('a folder that goes and comes back is followed again', async () => {
  const { path, tree, id, write, nameOf, paths } = await openFollowed({ 'a.yml': requestText('a') });
  await rename(path, `${path}-away`);
  await eventually(() => expect(tree.collection(id)?.state).toBe('missing'));
  expect(paths()).toEqual([]);
  await rename(`${path}-away`, path);
  await eventually(() => expect(tree.collection(id)?.state).toBe('ready'));
  await write('b.yml', requestText('b'));
  await eventually(() => expect(nameOf('b.yml')).toBe('b'));
});

test('a folder that another one takes the place of is followed', async () => {
  const { path, nameOf } = await openFollowed({ 'x/a.yml': requestText('a') });
  await mkdir(join(path, 'y'));
  await rename(join(path, 'x'), join(path, '.gone'));
  await rename(join(path, 'y'), join(path, 'x'));
  await eventually(() => expect(nameOf('x/a.yml')).toBeUndefined());
  await writeFile(join(path, 'x', 'b.yml'), requestText('b'));
  await eventually(() => expect(nameOf('x/b.yml')).toBe('b'));
});

test('a file of the same version is not read again at the next start; any other is', async () => {
  const { path, tree, id, cacheFolder, open } = await openFollowed({
    'same.yml': requestText('same'),
    'other.yml': requestText('other'),
  });
  await tree[Symbol.asyncDispose]();
  // What was read right after it was written is not taken for granted: it is as if that had been long ago.
  const cache = join(cacheFolder, `${id}.json`);
  const { mtimeNs, ctimeNs, size, ino } = await stat(join(path, 'same.yml'), { bigint: true });
  const facts = { kind: 'request', name: 'of the cache', method: 'GET', url: '', type: 'http' };
  const files = [
    ['same.yml', `${mtimeNs}-${ctimeNs}-${size}-${ino}`, facts],
    ['other.yml', '1-1-1-1', facts],
    ['gone.yml', '1-1-1-1', facts],
  ];
  await writeFile(cache, JSON.stringify({ format: 2, root: path, files }));
  const again = await open();
  const names = again.children(id).map(({ name }) => name);
  expect(names).toEqual(['of the cache', 'other']);
});

test('what was parsed is in the cache by the end, once it is old enough to be sure of', async () => {
  const { path, tree, id, cacheFolder, open } = await openFollowed({ 'a.yml': requestText('a') });
  await tree[Symbol.asyncDispose]();
  await delay(150);
  await (await open())[Symbol.asyncDispose]();
  const cached: unknown = JSON.parse(await readFile(join(cacheFolder, `${id}.json`), 'utf8'));
  const files = expect.arrayContaining([
    ['a.yml', expect.any(String), expect.objectContaining({ name: 'a' })],
  ]);
  expect(cached).toEqual({ format: 2, root: path, files });
});

test.each(['{', '[]', '{"format":1}'])('a cache that says %s is as good as none', async (text) => {
  const cacheFolder = await temporaryFolder();
  const id = newId();
  await writeFile(join(cacheFolder, `${id}.json`), text);
  const { nameOf, errors } = await openFollowed({ 'a.yml': requestText('a') }, { id, cacheFolder });
  expect(nameOf('a.yml')).toBe('a');
  expect(errors).toEqual([]);
});

test('where the cache can not be read all is read anew, and that is told', async () => {
  const cacheFolder = await temporaryFolder();
  const id = newId();
  await mkdir(join(cacheFolder, `${id}.json`));
  const { nameOf, errors } = await openFollowed({ 'a.yml': requestText('a') }, { id, cacheFolder });
  expect(nameOf('a.yml')).toBe('a');
  expect(errors).not.toEqual([]);
});

test('a thread that ends is started again, and reads all anew', async () => {
  const { path } = await collectionFolder({ 'a.yml': requestText('a') });
  const folder = await temporaryFolder();
  const endsOnce = join(folder, 'ends-once.mjs');
  await writeFile(
    endsOnce,
    `import { existsSync, writeFileSync } from 'node:fs';
     if (!existsSync(${JSON.stringify(join(folder, 'mark'))})) {
       writeFileSync(${JSON.stringify(join(folder, 'mark'))}, '');
       process.exit(1);
     }
     await import(${JSON.stringify(collectionsWorker().href)});`,
  );
  const { tree, id, errors } = await openWith(endsOnce, path);
  expect(tree.collection(id)?.state).toBe('ready');
  expect(tree.children(id).map(({ name }) => name)).toEqual(['a']);
  expect(errors).toEqual([expect.objectContaining({ message: expect.stringContaining('has ended') })]);
});

test('a thread that ends again and again is given up, and the collection says so', async () => {
  const folder = await temporaryFolder();
  const ends = join(folder, 'ends.mjs');
  await writeFile(ends, 'process.exit(1)');
  const { tree, id, errors } = await openWith(ends, folder);
  expect(tree.collection(id)).toMatchObject({
    state: 'missing',
    problem: expect.stringContaining('Restart'),
  });
  await expect(tree.refresh(id, ['a.yml'])).resolves.toBeUndefined();
  expect(errors).toHaveLength(3);
});

test('a thread that says what nobody understands is ended, and main goes on', async () => {
  const folder = await temporaryFolder();
  const script = join(folder, 'nonsense.mjs');
  await writeFile(
    script,
    `import { workerData } from 'node:worker_threads';
    workerData.port.on('message', () => workerData.port.postMessage({ type: 'batch', seq: Infinity }));`,
  );
  const { tree, id, errors } = await openWith(script, folder);
  expect(tree.collection(id)?.state).toBe('missing');
  expect(errors).toHaveLength(3);
});

/** A tree that is read in a thread of that script. */
async function openWith(script: string, path: string) {
  const id = newId();
  const errors: unknown[] = [];
  const tree = await CollectionTree.open({
    folders: [{ id, path }],
    idKey: 'key',
    onError: (error) => errors.push(error),
    startReading: readInThread({ workerUrl: pathToFileURL(script), cacheFolder: await temporaryFolder() }),
  });
  onTestFinished(() => tree[Symbol.asyncDispose]());
  return { tree, id, errors };
}
