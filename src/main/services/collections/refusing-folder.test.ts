import { execFileSync } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { emptyRequest } from '#router/contracts/request.ts';
import { mountSmallDisk } from '#test/harness/services/small-disk.ts';
import { startSession, temporaryFolder } from '#test/harness/services/support.ts';
import { cannotChange, EnvironmentFolder } from '../environments/environment-folder.ts';
import { wholeTexts } from '../files/text-files.ts';
import { newId } from '../ids.ts';
import { YamlFiles } from '../variables/yaml-files.ts';
import { Bin } from './changing/bin.ts';
import { TreeChanges } from './changing/tree-changes.ts';
import { Collections } from './collections.ts';
import { makeCollection } from './new-collection.ts';
import { CollectionTree } from './tree/collection-tree.ts';

const probe = mountSmallDisk(64);
const refused = 'refused' in probe ? probe.refused : undefined;
if ('folder' in probe) probe[Symbol.dispose]();
if (refused !== undefined) console.warn(`The tests of folders that can only be read are skipped: ${refused}`);

const unexpected = (error: unknown) => {
  throw error;
};

/** The words that a person is told where `work` is refused. */
async function wordsOf(work: Promise<unknown>): Promise<unknown> {
  return await work.then(
    () => 'it was done',
    (cause: unknown) => Object(cause).message,
  );
}

/** A collection on a disk of its own. */
async function onDisk() {
  const mounted = mountSmallDisk(64);
  if ('refused' in mounted) throw new Error(mounted.refused);
  onTestFinished(() => mounted[Symbol.dispose]());
  const [id, path] = [newId(), mounted.folder];
  await writeFile(join(path, 'opencollection.yml'), 'opencollection: 1.0.0\n');
  await mkdir(join(path, 'environments'));
  await writeFile(join(path, 'environments/Test.yml'), 'name: Test\n');
  await writeFile(join(path, 'list.yml'), 'info:\n  name: List\n  type: http\n');
  const tree = await CollectionTree.open({ folders: [{ id, path }], idKey: 'key', onError: unexpected });
  onTestFinished(() => tree[Symbol.asyncDispose]());
  const toReadOnly = () => void execFileSync('mount', ['-o', 'remount,ro', path]);
  return { id, path, tree, toReadOnly, place: (inner: string) => ({ collectionId: id, path: inner }) };
}

describe.skipIf(refused !== undefined)('a collection on a disk that can only be read', () => {
  test('is what is told of: not the data folder, in which nothing is wrong', async () => {
    const { id, path, tree, toReadOnly, place } = await onDisk();
    const environments = new EnvironmentFolder(tree);
    const environment = place('environments/Test.yml');
    const binFolder = join(await temporaryFolder(), 'bin');
    const bin = await Bin.open({ folder: binFolder, onError: unexpected });
    const done = () => Promise.resolve();
    const changes = new TreeChanges({
      ...{ files: tree, bin, texts: wholeTexts, onError: unexpected },
      ...{ beforeMove: done, afterMove: done, notMoved: done },
      fileNames: () => ({ stored: unexpected, pathOf: () => undefined }),
    });
    onTestFinished(() => changes[Symbol.asyncDispose]());
    toReadOnly();
    expect(await wordsOf(environments.create(id, 'New', ''))).toBe(
      'The disk is read-only, so the environment could not be made. Make it writable, then try again.',
    );
    expect(await wordsOf(environments.follow(environment, ['Test', 'Next'], done))).toBe(
      'The disk is read-only, so the file of the environment could not be renamed. Make it writable, then rename it again.',
    );
    expect(await wordsOf(makeCollection(path, 'Second'))).toBe(
      'The disk is read-only, so the collection “Second” could not be made. Choose another folder, or make it writable, then create it again.',
    );
    const list = tree.idAt(place('list.yml'));
    const refusal = (what: string) =>
      `The disk is read-only, so “List” ${what}. It is as it was. Make it writable, then try again.`;
    expect(await wordsOf(changes.rename(list, 'Other'))).toBe(refusal('could not be renamed'));
    expect(await wordsOf(changes.remove(list))).toBe(refusal('could not be removed'));
    expect(await readdir(binFolder)).toEqual([]);
    expect(await wordsOf(changes.duplicate(list))).toBe(refusal('could not be duplicated'));
    expect(await wordsOf(changes.createRequest(id, 'List', emptyRequest()))).toBe(
      refusal('could not be made'),
    );
  });

  test('a bin that can’t be written to is another thing', async () => {
    const { path, tree, place } = await onDisk();
    const data = await onDisk();
    const errors: unknown[] = [];
    const onError = (error: unknown) => void errors.push(error);
    const bin = await Bin.open({ folder: join(data.path, 'bin'), onError });
    data.toReadOnly();
    await expect(
      bin.put(join(path, 'list.yml'), place('list.yml'), new AbortController().signal),
    ).rejects.toThrow(
      'The disk is read-only, so it could not be put into Parley’s bin. Nothing was removed.',
    );
    expect(tree.node(tree.idAt(place('list.yml')))).toBeDefined();
  });
});

/* Who is root may read and write everything else: so these are told by their codes alone. */

test('a file of a collection that Parley may not use is told as one of the collection', () => {
  const place = { collectionId: newId(), path: 'environments/Test.yml' };
  const cause = Object.assign(new Error('EACCES: as the system puts it'), { code: 'EACCES' });
  expect(cannotChange(place, cause)).toMatchObject({
    message:
      'Parley may not use the file or its folder, so Test.yml could not be saved. Give it access, then change it again.',
  });
});

test('a folder in the place of a file is told, and so is a file in the place of the folder', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'folder.yml'));
  const yaml = new YamlFiles({ absolute: ({ path }) => join(folder, path) });
  expect(await wordsOf(yaml.read({ collectionId: newId(), path: 'folder.yml' }))).toBe(
    'A folder has the file’s name, so folder.yml could not be read. Rename that folder, then try again.',
  );
  const collectionsFolder = join(folder, 'collections');
  await writeFile(collectionsFolder, '');
  const collections = await Collections.start({
    platform: { collectionsFolder },
    dataFolder: await temporaryFolder(),
    onError: unexpected,
  });
  onTestFinished(() => collections[Symbol.asyncDispose]());
  expect(await wordsOf(collections.offered())).toBe(
    'A file stands where a folder should be, so the collections there could not be listed. Move that file, then try again.',
  );
  expect(await wordsOf(collections.create(startSession(), 'New'))).toContain('A file stands where');
});
