import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emptyRequest } from '#router/contracts/request.ts';
import { folderText, requestText } from '#test/harness/services/collections.ts';
import { contentsOf, openCollection, openCollections } from '#test/harness/services/changing.ts';

describe('undo', () => {
  test('brings back the bytes, not just what they say', async () => {
    const text = requestText('"\\x4Fld" ');
    const { changes, at, tree, read } = await openCollection({ 'Old.yml': text });
    expect(tree.node(at('Old.yml'))?.name).toBe('Old');
    const renamed = await changes.rename(at('Old.yml'), 'New');
    await changes.undo(renamed.undoId);
    expect(await read('Old.yml')).toBe(text);
  });

  test('keeps what was edited since in the same file', async () => {
    const { changes, at, read, write } = await openCollection({ 'a.yml': requestText('a') });
    const renamed = await changes.rename(at('a.yml'), 'b');
    await write('b.yml', requestText('b', 7, 'https://example.org/new'));
    await changes.undo(renamed.undoId);
    expect(await read('a.yml')).toBe(requestText('a', 7, 'https://example.org/new'));
  });

  test('is refused where others have changed the same thing since, and harms nothing', async () => {
    const { changes, at, write, contents } = await openCollection({ 'a.yml': requestText('a') });
    const renamed = await changes.rename(at('a.yml'), 'b');
    await write('b.yml', requestText('c'));
    await write('a.yml', requestText('newcomer'));
    const before = await contents();
    await expect(changes.undo(renamed.undoId)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('was changed since'),
    });
    await write('b.yml', requestText('b'));
    await expect(changes.undo(renamed.undoId)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('something else has its name by now'),
    });
    expect(await contents()).toEqual({ ...before, 'b.yml': requestText('b') });
  });

  test('finds things that have moved on since', async () => {
    const { changes, at, read } = await openCollection({
      'x/a.yml': requestText('a'),
      'y/b.yml': requestText('b'),
    });
    const renamed = await changes.rename(at('x/a.yml'), 'new');
    const removed = await changes.remove(at('y/b.yml'));
    await changes.rename(at('x'), 'z');
    await changes.move(at('y'), at('z'), null);
    await changes.undo(renamed.undoId);
    await changes.undo(removed.undoId);
    expect(await read('z/a.yml')).toBe(requestText('a'));
    expect(await read('z/y/b.yml')).toBe(requestText('b'));
  });

  test('of a rename, after something else had the former name for a while', async () => {
    const { id, changes, at, contents } = await openCollection({ 'a.yml': requestText('a') });
    const before = await contents();
    const renamed = await changes.rename(at('a.yml'), 'b');
    const made = await changes.createRequest(id, 'a', emptyRequest());
    await changes.undo(made.undoId);
    await changes.undo(renamed.undoId);
    expect(await contents()).toEqual(before);
  });

  test('and redo, where something was made in the place of what has gone, and has gone as well', async () => {
    const { folders, changes, tree } = await openCollections([
      { 'x/folder.yml': folderText('x', 1), 'x/a.yml': requestText('a') },
      {},
    ]);
    const [here, there] = folders;
    const contents = () => Promise.all(folders.map(({ path }) => contentsOf(path)));
    const before = await contents();
    const moved = await changes.move(tree.children(here?.id ?? '')[0]?.id ?? '', there?.id ?? '', null);
    const made = await changes.createFolder(here?.id ?? '', 'x');
    const renamed = await changes.rename(made.id ?? '', 'new');
    const after = await contents();
    const undone: string[] = [];
    for (const { undoId } of [renamed, made, moved]) undone.unshift((await changes.undo(undoId)).undoId);
    expect(await contents()).toEqual(before);
    for (const undoId of undone) await changes.undo(undoId);
    expect(await contents()).toEqual(after);
  });

  test('that has failed in its midst can be tried again', async () => {
    const { id, changes, root, at, read } = await openCollection({}, 'bin');
    const made = await changes.createFolder(id, 'x');
    const text = await read('x/folder.yml');
    const { undoId } = await changes.undo(made.undoId);
    const inBin = Object.keys(await contentsOf(root)).find((path) => path.endsWith('/folder.yml')) ?? '';
    await rename(join(root, inBin), join(root, 'aside'));
    await expect(changes.undo(undoId)).rejects.toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await expect(read('x/folder.yml')).rejects.toMatchObject({ code: 'ENOENT' });
    await rename(join(root, 'aside'), join(root, inBin));
    expect((await changes.undo(undoId)).id).toBe(at('x'));
    expect(await read('x/folder.yml')).toBe(text);
  });

  test('can be had once, of the newest 100 changes', async () => {
    const { changes, at } = await openCollection({ 'a.yml': requestText('a') });
    const first = await changes.rename(at('a.yml'), 'b');
    await changes.undo(first.undoId);
    await expect(changes.undo(first.undoId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
