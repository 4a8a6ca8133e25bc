import { describe, expect, test } from 'vitest';
import { folderText, requestText } from '#test/harness/services/collections.ts';
import { openCollection } from '#test/harness/services/changing.ts';

describe('order', () => {
  const numbered = Object.fromEntries(
    ['a', 'b', 'c', 'd', 'e'].map((name, index) => [`${name}.yml`, requestText(name, index + 1)]),
  );

  test('a move writes to as few files as it can', async () => {
    const { id, changes, at, names, contents } = await openCollection(numbered);
    const before = await contents();
    const moved = await changes.move(at('b.yml'), id, at('d.yml'));
    expect(names()).toEqual(['a', 'c', 'b', 'd', 'e']);
    const after = await contents();
    expect(Object.keys(after).filter((path) => after[path] !== before[path])).toEqual(['b.yml', 'c.yml']);
    await changes.undo(moved.undoId);
    expect(await contents()).toEqual(before);
    await changes.move(at('a.yml'), id, null);
    expect(names()).toEqual(['b', 'c', 'd', 'e', 'a']);
    expect(await contents()).toMatchObject({ ...before, 'a.yml': requestText('a', 6) });
  });

  test('requests without a number get one only up to the place', async () => {
    const { id, changes, at, names, read } = await openCollection({
      'a.yml': requestText('a'),
      'b.yml': requestText('b'),
      'c.yml': requestText('c'),
    });
    await changes.move(at('c.yml'), id, at('b.yml'));
    expect(names()).toEqual(['a', 'c', 'b']);
    expect(await read('b.yml')).toBe(requestText('b'));
  });

  test('folders are numbered in their folder.yml, which they get where they have none', async () => {
    const { id, changes, at, names, contents } = await openCollection({
      'x/a.yml': requestText('a'),
      'y/folder.yml': folderText('y'),
      'r.yml': requestText('r', 1),
    });
    await changes.move(at('y'), id, at('x'));
    expect(names()).toEqual(['y', 'x', 'r']);
    expect(Object.keys(await contents())).not.toContain('x/folder.yml');
    await changes.move(at('x'), id, at('y'));
    expect(names()).toEqual(['x', 'y', 'r']);
  });

  test('a folder goes last where it is to stand before a request', async () => {
    const { id, changes, at, names } = await openCollection({
      'x/folder.yml': folderText('x', 1),
      'y/folder.yml': folderText('y', 2),
      'r.yml': requestText('r', 1),
    });
    await changes.move(at('x'), id, at('r.yml'));
    expect(names()).toEqual(['y', 'x', 'r']);
  });
});
