import { expect, test } from 'vitest';
import { folder, idOf, request, shop, treeOf } from './test-support.ts';
import { asItWillBe, nothingUnderWay } from './tree-under-way.ts';

const tree = treeOf(
  { type: 'collections', collections: [shop] },
  { type: 'items', items: [folder('a', 0), request('1', 1)] },
);
const namesIn = (shown: typeof tree) => shown.children(shop.id).map(({ name }) => name);

test('what is being deleted is gone', () => {
  expect(namesIn(asItWillBe(tree, { ...nothingUnderWay, leaving: new Set([idOf('1')]) }))).toEqual(['a']);
});

test('a new folder is the last of the folders', () => {
  expect(namesIn(asItWillBe(tree, { ...nothingUnderWay, newFolders: [folder('b', 0)] }))).toEqual([
    'a',
    'b',
    '1',
  ]);
});

test('one that main has told of before its answer is there once', () => {
  const making = { ...folder('a', 0), id: 'of the window' };
  const underWay = { ...nothingUnderWay, newFolders: [making], moving: new Map([[making.id, making.id]]) };
  expect(namesIn(asItWillBe(tree, underWay))).toEqual(['a', '1']);
  // While it is named it is only like another one.
  expect(namesIn(asItWillBe(tree, { ...underWay, moving: new Map() }))).toEqual(['a', 'a', '1']);
});
