import { chmod, mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { collectionFolder, requestText as request } from '#test/harness/services/collections.ts';
import { temporaryFolder } from '#test/harness/services/support.ts';
import { newId } from '../../ids.ts';
import type { FilesChanged } from '../collection-files.ts';
import { CollectionTree } from './collection-tree.ts';

const unexpected = (error: unknown) => {
  throw error;
};

/** A collection of those files, read. */
async function openFolder(files: Readonly<Record<string, string | Uint8Array>>) {
  const { path, write } = await collectionFolder(files);
  const id = newId();
  const tree = await CollectionTree.open({ folders: [{ id, path }], idKey: 'key', onError: unexpected });
  onTestFinished(() => tree[Symbol.asyncDispose]());
  const names = (parent = id) => tree.children(parent).map(({ name }) => name);
  const at = (inner: string) => tree.node(tree.idAt({ collectionId: id, path: inner }));
  return { path, id, tree, write, names, at };
}

test('a request is known by its name, method and address, and a folder by what its folder.yml says', async () => {
  const { id, tree, at } = await openFolder({
    'users/folder.yml': 'info:\n  name: All users\n  seq: 3\n',
    'users/get.yml': request('Get a user', 2, '"{{host}}/users/1"'),
  });
  expect(tree.collection(id)).toMatchObject({ name: 'Shop', state: 'ready', problem: null });
  const folder = at('users');
  expect(folder).toMatchObject({ kind: 'folder', name: 'All users', seq: 3, parentId: id, path: 'users' });
  expect(tree.children(folder?.id ?? '')).toEqual([at('users/get.yml')]);
  expect(at('users/get.yml')).toMatchObject({
    kind: 'request',
    name: 'Get a user',
    method: 'GET',
    url: '{{host}}/users/1',
    seq: 2,
    type: 'http',
    parentId: folder?.id,
  });
});

test('folders stand first, then what has a seq, then the rest by name, in which numbers count', async () => {
  const { names } = await openFolder({
    'item 10.yml': request('item 10'),
    'item 9.yml': request('item 9'),
    'b.yml': request('second', 2),
    'a.yml': request('tenth', 10),
    'zoo/x.yml': request('x'),
    'arc/folder.yml': 'info:\n  name: arc\n  seq: 1\n',
  });
  expect(names()).toEqual(['arc', 'zoo', 'second', 'tenth', 'item 9', 'item 10']);
});

test('environments are those of the folder of that name, and no items', async () => {
  const { id, tree, names } = await openFolder({
    'environments/Test.yml': 'name: Test\nvariables: []\n',
    'environments/live.yml': 'variables: []\n',
    'a/environments/none.yml': request('a request'),
  });
  expect(tree.environments(id).map(({ name, kind }) => [name, kind])).toEqual([
    ['live', 'environment'],
    ['Test', 'environment'],
  ]);
  expect(tree.collection(id)?.environments.map(({ name }) => name)).toEqual(['live', 'Test']);
  expect(names()).toEqual(['a']);
});

test.each([
  ['no-type.yml', 'info:\n  name: x\n', 'does not say what it is'],
  ['odd-type.yml', 'info:\n  type: telepathy\n', 'knows no “telepathy”'],
  ['list.yml', '- 1\n', 'no OpenCollection file'],
  ['open.yaml', 'info:\n  type: http\n  name: "open\n', 'quote'],
  ['odd.yml', 'info:\n  type: http\nhttp:\n  headers: 1\n', 'headers'],
  ['latin1.yml', Uint8Array.of(0x69, 0xe4, 0x0a), 'not UTF-8'],
])('%s is shown as broken, by its file name, and all else is there', async (name, text, message) => {
  const { at, names } = await openFolder({ [name]: text, 'zzz.yml': request('zzz') });
  expect(at(name)).toMatchObject({ kind: 'broken', name });
  expect(at(name)?.problem?.message).toContain(message);
  expect(names()).toContain('zzz');
});

test('a folder whose folder.yml is broken is there by its own name, and the file is in it', async () => {
  const { tree, at, write, id } = await openFolder({
    'users/folder.yml': 'info: {',
    'users/a.yml': request('a'),
  });
  expect(at('users')).toMatchObject({ kind: 'folder', name: 'users', problem: undefined });
  expect(tree.children(at('users')?.id ?? '').map(({ name, kind }) => [name, kind])).toEqual([
    ['a', 'request'],
    ['folder.yml', 'broken'],
  ]);
  await write('users/folder.yml', 'info:\n  name: People\n');
  await tree.refresh(id, ['users/folder.yml']);
  expect(at('users')?.name).toBe('People');
  expect(at('users/folder.yml')).toBeUndefined();
});

test('kinds of requests that can not be sent yet are there with their type', async () => {
  const { at } = await openFolder({
    'call.yml': 'info:\n  name: Call\n  type: grpc\n',
    'lib.yml': 'type: script\nscript: |\n  x\n',
  });
  expect(at('call.yml')).toMatchObject({ kind: 'other', type: 'grpc', name: 'Call' });
  expect(at('lib.yml')).toMatchObject({ kind: 'other', type: 'script', name: 'lib' });
});

test('folders of tools, and links that lead out or round, are left alone', async () => {
  const elsewhere = await temporaryFolder();
  await writeFile(join(elsewhere, 'x.yml'), request('x'));
  const { path, id, tree, names } = await openFolder({
    '.git/a.yml': request('a'),
    'node_modules/a.yml': request('a'),
    'in/a.yml': request('a'),
    'notes.txt': 'notes',
  });
  await symlink(elsewhere, join(path, 'out'));
  await symlink(join(elsewhere, 'x.yml'), join(path, 'out.yml'));
  await symlink(path, join(path, 'in', 'round'));
  await symlink(join(path, 'in'), join(path, 'in', 'itself'));
  await symlink(join(path, 'in'), join(path, 'other way'));
  await mkdir(join(path, 'beside'));
  await symlink(join(path, 'beside'), join(path, 'in', 'beside'));
  await symlink(join(path, 'in'), join(path, 'beside', 'in'));
  await tree.refresh(id, ['']);
  expect(names()).toEqual(['beside', 'in', 'other way']);
  const namesIn = (inner: string) => names(tree.idAt({ collectionId: id, path: inner }));
  expect(namesIn('in')).toEqual(['beside', 'a']);
  expect(namesIn('in/beside')).toEqual([]);
  expect(namesIn('other way')).toEqual(['a']);
});

test('what was made, changed or removed is known after a refresh of it, and told', async () => {
  const { path, id, tree, write, at, names } = await openFolder({ 'a.yml': request('a') });
  const changes: FilesChanged[] = [];
  tree.onChanged((change) => changes.push(change));
  await write('new/deep/b.yml', request('b'));
  await tree.refresh(id, ['new/deep/b.yml']);
  expect(at('new/deep')?.parentId).toBe(at('new')?.id);
  expect(at('new/deep/b.yml')?.name).toBe('b');
  expect(changes).toEqual([
    { collectionId: id, paths: expect.arrayContaining(['new', 'new/deep', 'new/deep/b.yml']) },
  ]);
  await write('a.yml', request('another'));
  await rm(join(path, 'new'), { recursive: true });
  await tree.refresh(id, ['a.yml', 'new']);
  expect(names()).toEqual(['another']);
  expect(at('new/deep/b.yml')).toBeUndefined();
  expect(changes[1]?.paths).toEqual(expect.arrayContaining(['a.yml', 'new', 'new/deep', 'new/deep/b.yml']));
});

test('ids stay, wherever the tree is built anew, and are those of the place', async () => {
  const { path, id, tree, at } = await openFolder({ 'a.yml': request('a') });
  const again = await CollectionTree.open({ folders: [{ id, path }], idKey: 'key', onError: unexpected });
  onTestFinished(() => again[Symbol.asyncDispose]());
  const itemId = at('a.yml')?.id ?? '';
  expect(itemId).toMatch(/^[\w-]{22}$/);
  expect(again.node(itemId)?.name).toBe('a');
  expect(tree.idAt({ collectionId: id, path: '' })).toBe(id);
  const other = await CollectionTree.open({ folders: [{ id, path }], idKey: 'other', onError: unexpected });
  onTestFinished(() => other[Symbol.asyncDispose]());
  expect(other.node(itemId)).toBeUndefined();
});

test('positions are told with the items, also those that others have pushed on', async () => {
  const { id, tree, write, at } = await openFolder({ 'b.yml': request('b'), 'c.yml': request('c') });
  expect(tree.item(at('c.yml')?.id ?? '')?.position).toBe(1);
  const told: string[] = [];
  tree.onNews(({ items }) => told.push(...items.map((itemId) => tree.item(itemId)?.name ?? '')));
  await write('a.yml', request('a'));
  await tree.refresh(id, ['a.yml']);
  expect(told.toSorted()).toEqual(['a', 'b', 'c']);
  expect(tree.item(at('c.yml')?.id ?? '')?.position).toBe(2);
});

test('a folder that is gone is missing, with nothing in it, and whoever asks is told what to do', async () => {
  const { path, id, tree, names } = await openFolder({ 'a/b.yml': request('b') });
  await rm(path, { recursive: true });
  await tree.refresh(id, ['']);
  expect(tree.collection(id)).toMatchObject({ state: 'missing', problem: 'The folder is gone' });
  expect(names()).toEqual([]);
  tree.remove(id);
  expect(() => tree.absolute({ collectionId: id, path: 'a' })).toThrow('not open any more');
});

test.skipIf(process.getuid?.() === 0)(
  'a folder that Parley may not read is shown as broken, and all else is there',
  async () => {
    const { path, id, tree, at, names } = await openFolder({
      'closed/a.yml': request('a'),
      'b.yml': request('b'),
    });
    await chmod(join(path, 'closed'), 0);
    await tree.refresh(id, ['']);
    expect(at('closed')).toMatchObject({ kind: 'broken', problem: { message: /may not read/ } });
    expect(names()).toEqual(['b', 'closed']);
    await chmod(join(path, 'closed'), 0o700);
    await tree.refresh(id, ['']);
    expect(at('closed/a.yml')?.name).toBe('a');
  },
);

test('a file of more than 5 MiB is shown as broken, unless they are its body', async () => {
  const { path, id, tree, at } = await openFolder({});
  await writeFile(join(path, 'nothing.yml'), '');
  await truncate(join(path, 'nothing.yml'), 64 * 1024 * 1024);
  const head = request('Large').replace('http:', 'http:\n  body:\n    type: text\n    data: |-');
  const line = `      ${'x'.repeat(99)}\n`;
  const [before = '', after = ''] = head.split('data: |-\n');
  await writeFile(join(path, 'large.yml'), `${before}data: |-\n${line.repeat(60_000)}${after}`);
  await tree.refresh(id, ['nothing.yml', 'large.yml']);
  expect(at('nothing.yml')?.problem?.message).toContain('more than 5 MiB besides its body');
  expect(at('large.yml')).toMatchObject({ kind: 'request', name: 'Large', problem: undefined });
});

test('a listener that fails keeps nothing from the others', async () => {
  const { path, write } = await collectionFolder({});
  const errors: unknown[] = [];
  const id = newId();
  const tree = await CollectionTree.open({
    folders: [{ id, path }],
    idKey: 'key',
    onError: (error) => errors.push(error),
  });
  onTestFinished(() => tree[Symbol.asyncDispose]());
  const told: FilesChanged[] = [];
  tree.onChanged(() => {
    throw new Error('a defect');
  });
  tree.onChanged((change) => told.push(change));
  await write('a.yml', request('a'));
  await tree.refresh(id, ['a.yml']);
  expect(told).toEqual([{ collectionId: id, paths: ['a.yml'] }]);
  expect(errors).toHaveLength(1);
});
