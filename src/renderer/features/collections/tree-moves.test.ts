import { expect, test } from 'vitest';
import { destinationByKey, destinationOfDrop, type DropZone, type MoveDirection } from './tree-moves.ts';
import { folder, idOf, request, shop, treeOf } from './test-support.ts';
import type { Tree } from './tree-store.ts';

/*
 * Shop
 *   a/        x, y
 *   b/        c/ (z)
 *   1
 *   2
 */
function tree(): Tree {
  return treeOf(
    { type: 'collections', collections: [shop] },
    {
      type: 'items',
      items: [
        folder('a', 0),
        folder('b', 1),
        request('1', 2),
        request('2', 3),
        request('x', 0, { parentId: idOf('a') }),
        request('y', 1, { parentId: idOf('a') }),
        folder('c', 0, { parentId: idOf('b') }),
        request('z', 0, { parentId: idOf('c') }),
      ],
    },
  );
}

const name = (id: string | null) => id?.replace(/-+$/, '') ?? null;

test.each<[string, MoveDirection, string | null, string | null]>([
  ['2', 'up', 'Shop', '1'],
  ['1', 'down', 'Shop', null],
  ['a', 'down', 'Shop', null],
  ['x', 'down', 'a', null],
  // A request that leaves a folder stands right behind the folders; a folder right behind the one it was in.
  ['y', 'out', 'Shop', '1'],
  ['c', 'out', 'Shop', null],
  ['z', 'out', 'b', null],
  ['1', 'in', 'b', null],
  ['b', 'in', 'a', null],
  // Folders and requests do not mix.
  ['1', 'up', null, null],
  ['b', 'down', null, null],
  ['a', 'up', null, null],
  ['2', 'down', null, null],
  // Nothing is above.
  ['a', 'in', null, null],
  ['x', 'in', null, null],
  ['1', 'out', null, null],
])('%s by key %s: into %s, before %s', (moved, direction, parent, before) => {
  const to = destinationByKey(tree(), idOf(moved), direction);
  expect(to && [name(to.parentId), name(to.beforeId)]).toEqual(parent === null ? null : [parent, before]);
});

test.each<[string, DropZone, string, string | null, string | null]>([
  ['1', 'into', 'a', 'a', null],
  ['2', 'before', '1', 'Shop', '1'],
  ['1', 'after', '2', 'Shop', null],
  ['2', 'before', 'x', 'a', 'x'],
  ['2', 'after', 'x', 'a', 'y'],
  ['b', 'before', 'a', 'Shop', 'a'],
  ['x', 'into', 'Shop', 'Shop', null],
  // A request that is dropped between folders stands right behind them.
  ['x', 'before', 'a', 'Shop', '1'],
  // A folder that is dropped between requests is the last of the folders.
  ['c', 'after', '1', 'Shop', null],
  // Not into itself, nor to where it is.
  ['b', 'into', 'c', null, null],
  ['b', 'into', 'b', null, null],
  ['b', 'before', 'z', null, null],
  ['1', 'before', '2', null, null],
  ['2', 'after', '1', null, null],
  ['y', 'into', 'a', null, null],
])('%s dropped %s %s: into %s, before %s', (moved, zone, over, parent, before) => {
  const to = destinationOfDrop(tree(), idOf(moved), idOf(over), zone);
  expect(to && [name(to.parentId), name(to.beforeId)]).toEqual(parent === null ? null : [parent, before]);
});
