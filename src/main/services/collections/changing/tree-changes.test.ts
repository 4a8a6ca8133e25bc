import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emptyRequest } from '#router/contracts/request.ts';
import { folderText, requestText } from '#test/harness/services/collections.ts';
import { openCollection, openCollections } from '#test/harness/services/changing.ts';

describe('making', () => {
  test('a request is made last, in a file of its name, and undo takes it away', async () => {
    const { id, changes, tree, names, contents, read } = await openCollection({
      'a.yml': requestText('a', 4),
    });
    const before = await contents();
    const request = { ...emptyRequest(), url: 'https://example.org/users' };
    const made = await changes.createRequest(id, 'Get all users', request);
    expect(tree.node(made.id ?? '')).toMatchObject({
      path: 'Get all users.yml',
      name: 'Get all users',
      seq: 5,
    });
    expect(names()).toEqual(['a', 'Get all users']);
    expect(await read('Get all users.yml')).toContain('url: https://example.org/users');

    const undone = await changes.undo(made.undoId);
    expect(undone.id).toBeNull();
    expect(await contents()).toEqual(before);
    const redone = await changes.undo(undone.undoId);
    expect(redone.id).toBe(made.id);
    expect(names()).toEqual(['a', 'Get all users']);
  });

  test('a folder is made last, with a folder.yml, so that git keeps it', async () => {
    const { id, changes, names, read } = await openCollection({ 'b/folder.yml': folderText('b', 1) });
    const made = await changes.createFolder(id, 'a: first?');
    expect(names()).toEqual(['b', 'a: first?']);
    expect(await read('a- first-/folder.yml')).toBe('info:\n  name: "a: first?"\n  type: folder\n  seq: 2\n');
    const inner = await changes.createFolder(made.id ?? '', 'inner');
    await changes.createRequest(inner.id ?? '', 'r', emptyRequest());
    expect(await read('a- first-/inner/r.yml')).toContain('name: r');
  });

  test('nothing is overwritten, not even what the tree does not show: the name gets a number', async () => {
    const { id, changes, paths, read, write } = await openCollection({ 'Get.yml': requestText('Get') });
    await write('GET 2.yml', 'nothing of ours');
    for (let count = 0; count < 2; count += 1) await changes.createRequest(id, 'get', emptyRequest());
    await changes.createRequest(id, 'folder', emptyRequest());
    await changes.createFolder(id, 'environments');
    expect(paths()).toEqual([
      'environments 2',
      'folder 2.yml',
      'get 3.yml',
      'get 4.yml',
      'Get.yml',
      'GET 2.yml',
    ]);
    expect(await read('GET 2.yml')).toBe('nothing of ours');
  });

  test('requests that nobody has named can be told apart, also where they are made at once', async () => {
    const { id, changes, names } = await openCollection({ 'a.yml': requestText('new request') });
    const folder = await changes.createFolder(id, 'b');
    await Promise.all([id, id, folder.id ?? ''].map((at) => changes.createRequest(at, null, emptyRequest())));
    expect(names()).toEqual(['b', 'new request', 'New request 2', 'New request 3']);
    expect(names('b')).toEqual(['New request']);
  });

  test('many at once all come about', async () => {
    const { id, changes, names } = await openCollection({});
    await Promise.all(Array.from({ length: 8 }, () => changes.createRequest(id, 'x', emptyRequest())));
    expect(names()).toHaveLength(8);
  });
});

describe('renaming', () => {
  const commented = `# kept\ninfo:\n  name:   'Old'   # this too\n  type: http\n  odd: [1,2]\nhttp: {method: GET}\n`;

  test("a request's file follows, only the name changes in it, and undo brings back every byte", async () => {
    const { changes, at, contents, moves } = await openCollection({ 'Old.yml': commented });
    const before = await contents();
    const renamed = await changes.rename(at('Old.yml'), 'Née: new/old');
    expect(renamed.id).toBe(at('Née- new-old.yml'));
    expect(await contents()).toMatchObject({
      'Née- new-old.yml': commented.replace('Old', 'Née: new/old'),
    });
    expect(moves).toEqual([
      ['before', 'Old.yml', 'Née- new-old.yml'],
      ['after', 'Old.yml', 'Née- new-old.yml'],
    ]);
    const undone = await changes.undo(renamed.undoId);
    expect(undone.id).toBe(at('Old.yml'));
    expect(await contents()).toEqual(before);
  });

  test('a file whose name is its own keeps it', async () => {
    const { changes, at, read } = await openCollection({ 'own.yml': requestText('Old') });
    await changes.rename(at('own.yml'), 'New');
    expect(await read('own.yml')).toBe(requestText('New'));
  });

  test('case alone may change', async () => {
    const { changes, at, paths } = await openCollection({ 'get.yml': requestText('get') });
    await changes.rename(at('get.yml'), 'GET');
    expect(paths()).toEqual(['GET.yml']);
  });

  test('a folder without folder.yml gets one only where its name can’t be its own', async () => {
    const { changes, at, names, contents } = await openCollection({ 'old/a.yml': requestText('a') });
    await changes.rename(at('old'), 'new');
    expect(Object.keys(await contents()).toSorted()).toEqual(['new/', 'new/a.yml', 'opencollection.yml']);
    await changes.rename(at('new'), 'a/b');
    expect(names()).toEqual(['a/b']);
    expect(await contents()).toMatchObject({
      'a-b/a.yml': requestText('a'),
      'a-b/folder.yml': folderText('a/b'),
    });
  });

  test('a folder with folder.yml is renamed in it', async () => {
    const { changes, at, names, read } = await openCollection({
      'x/folder.yml': `# mine\n${folderText('x', 3)}`,
      'x/a.yml': requestText('a'),
    });
    await changes.rename(at('x'), 'y');
    expect(names()).toEqual(['y']);
    expect(await read('y/folder.yml')).toBe(`# mine\n${folderText('y', 3)}`);
  });

  test("a collection's name is in its opencollection.yml alone", async () => {
    const { id, changes, tree, read } = await openCollection({});
    await changes.rename(id, 'Store');
    expect(tree.collection(id)?.name).toBe('Store');
    expect(await read('opencollection.yml')).toBe('opencollection: 1.0.0\ninfo:\n  name: Store\n');
  });

  test('what can’t be read is told in words, and stays', async () => {
    const { changes, at, contents } = await openCollection({
      'broken.yml': 'info: [',
      'x/folder.yml': 'info: {',
      'x/a.yml': requestText('a'),
      'odd.yml': `info: {name: *gone, type: http}\n`,
    });
    const before = await contents();
    await expect(changes.rename(at('broken.yml'), 'New')).rejects.toMatchObject({
      code: 'UNPROCESSABLE_CONTENT',
      message: expect.stringContaining('“broken.yml” can’t be read'),
    });
    await expect(changes.rename(at('x'), 'New')).rejects.toMatchObject({
      code: 'UNPROCESSABLE_CONTENT',
      message: expect.stringMatching(/“x” could not be renamed: its file is not YAML at line \d+/),
    });
    await expect(changes.rename(at('gone.yml'), 'New')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await contents()).toEqual(before);
  });
});

describe('moving', () => {
  test('a request goes to another folder, in its place, and back again', async () => {
    const { changes, at, names, contents, moves } = await openCollection({
      'a.yml': requestText('a', 1),
      'x/a.yml': requestText('other', 1),
      'x/b.yml': requestText('b', 2),
    });
    const before = await contents();
    const moved = await changes.move(at('a.yml'), at('x'), at('x/b.yml'));
    expect(moved.id).toBe(at('x/a 2.yml'));
    expect(names('x')).toEqual(['other', 'a', 'b']);
    expect(moves).toEqual([
      ['before', 'a.yml', 'x/a 2.yml'],
      ['after', 'a.yml', 'x/a 2.yml'],
    ]);
    const undone = await changes.undo(moved.undoId);
    expect(undone.id).toBe(at('a.yml'));
    expect(await contents()).toEqual(before);
    const redone = await changes.undo(undone.undoId);
    expect(redone.id).toBe(at('x/a 2.yml'));
    expect(names('x')).toEqual(['other', 'a', 'b']);
  });

  test('a folder goes with all that is in it, and not into itself', async () => {
    const { changes, at, paths } = await openCollection({
      'x/y/a.yml': requestText('a'),
      'x/.hidden': 'kept',
      'z/b.yml': requestText('b'),
    });
    for (const target of ['x', 'x/y']) {
      await expect(changes.move(at('x'), at(target), null)).rejects.toMatchObject({
        code: 'BAD_REQUEST',
        message: '“x” can’t be moved into itself. Choose another folder.',
      });
    }
    await changes.move(at('x'), at('z'), null);
    expect(paths('z/x')).toEqual(['z/x/y']);
    expect(paths('z/x/y')).toEqual(['z/x/y/a.yml']);
  });

  test('to another collection, and back by undo', async () => {
    const { tree, changes, folders } = await openCollections([
      { 'x/a.yml': requestText('a') },
      { 'x/b.yml': requestText('b') },
    ]);
    const [one = '', other = ''] = folders.map(({ id }) => id);
    const id = tree.idAt({ collectionId: one, path: 'x' });
    const moved = await changes.move(id, other, null);
    expect(tree.children(one)).toEqual([]);
    expect(tree.node(moved.id ?? '')).toMatchObject({ collectionId: other, path: 'x 2', name: 'x 2' });
    await changes.undo(moved.undoId);
    expect(tree.children(one).map(({ path }) => path)).toEqual(['x']);
    expect(tree.children(other).map(({ path }) => path)).toEqual(['x']);
  });

  test.skipIf(process.platform === 'win32')('a link stays where it leads from', async () => {
    const { id, root, tree, changes, at } = await openCollection({
      'a.yml': requestText('a'),
      'x/b.yml': requestText('b'),
    });
    await symlink('a.yml', join(root, 'link.yml'));
    await tree.refresh(id, ['link.yml']);
    await expect(changes.move(at('link.yml'), at('x'), null)).rejects.toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
    });
  });
});

describe('removing', () => {
  test('undo brings it back, with all that is in it', async () => {
    const { changes, at, names, contents } = await openCollection({
      'x/a.yml': requestText('a'),
      'x/odd.txt': 'mine',
      'b.yml': requestText('b'),
    });
    const before = await contents();
    const removed = await changes.remove(at('x'));
    expect(removed.id).toBeNull();
    expect(names()).toEqual(['b']);
    const undone = await changes.undo(removed.undoId);
    expect(undone.id).toBe(at('x'));
    expect(await contents()).toEqual(before);
  });

  test('beside, where something else has its place by now; in the folder above, where its own is gone', async () => {
    const { changes, at, paths, read, write, root, tree, id } = await openCollection({
      'a.yml': requestText('a'),
      'x/b.yml': requestText('b'),
    });
    const [a, b] = [await changes.remove(at('a.yml')), await changes.remove(at('x/b.yml'))];
    await write('a.yml', requestText('another'));
    await rm(join(root, 'x'), { recursive: true });
    await tree.refresh(id, ['x']);
    expect((await changes.undo(a.undoId)).id).toBe(at('a 2.yml'));
    expect((await changes.undo(b.undoId)).id).toBe(at('b.yml'));
    expect(paths()).toEqual(['a 2.yml', 'a.yml', 'b.yml']);
    expect(await read('a.yml')).toBe(requestText('another'));
  });

  test('a collection can’t be removed', async () => {
    const { id, changes } = await openCollection({});
    await expect(changes.remove(id)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});

test('a change that fails in its midst leaves all as it was', async () => {
  const { id, changes, at, root, moves, contents } = await openCollection({
    'x/a.yml': requestText('a', 1),
    'a.yml': requestText('first', 1),
    'b.yml': 'info: {name: second, type: http, seq: 2}\n',
  });
  // The tree takes it for a file still.
  const before = await contents();
  await rm(join(root, 'b.yml'));
  await mkdir(join(root, 'b.yml'));
  await expect(changes.move(at('x/a.yml'), id, at('b.yml'))).rejects.toMatchObject({
    message: expect.stringContaining('“second” could not be put in order'),
  });
  expect(moves.map(([when, , to]) => `${when} ${to}`)).toEqual([
    'before a 2.yml',
    'after a 2.yml',
    'before x/a.yml',
    'after x/a.yml',
  ]);
  const { 'b.yml': _, ...others } = before;
  expect(await contents()).toEqual({ ...others, 'b.yml/': '' });
});
