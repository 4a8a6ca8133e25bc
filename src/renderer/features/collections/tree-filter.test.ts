import { expect, test } from 'vitest';
import { findInTree } from './tree-filter.ts';
import { folder, idOf, request, shop, treeOf } from './test-support.ts';
import { rowsOf } from './tree-rows.ts';
import type { Tree } from './tree-store.ts';

function tree(): Tree {
  return treeOf(
    { type: 'collections', collections: [shop] },
    {
      type: 'items',
      items: [
        folder('Users', 0),
        request('Find', 0, { parentId: idOf('Users'), url: 'https://api.test/Users?q=1' }),
        folder('Old', 1, { parentId: idOf('Users') }),
        request('Ping', 0, { parentId: idOf('Old'), method: 'DELETE' }),
        request('Health', 1),
      ],
    },
  );
}

function lines(filter: string) {
  const hits = findInTree(tree(), filter);
  return rowsOf(tree(), (id) => hits?.above.has(id) ?? true, hits).map(
    ({ node, level, place, of }) => `${' '.repeat(level - 1)}${node.name} ${place}/${of}`,
  );
}

test('without a filter all is shown', () => {
  expect(findInTree(tree(), '  ')).toBeNull();
  expect(lines('')).toEqual([
    'Shop 1/1',
    ' Users 1/2',
    '  Find 1/2',
    '  Old 2/2',
    '   Ping 1/1',
    ' Health 2/2',
  ]);
});

test('what is found is shown with all that it is in', () => {
  expect(lines('PING')).toEqual(['Shop 1/1', ' Users 1/1', '  Old 1/1', '   Ping 1/1']);
});

test('all words are looked for, in name and URL', () => {
  expect(lines('find q=1')).toEqual(['Shop 1/1', ' Users 1/1', '  Find 1/1']);
  expect(lines('find q=2')).toEqual([]);
});

test('a method is found by its beginning, as its badge has it', () => {
  expect(lines('del')).toEqual(['Shop 1/1', ' Users 1/1', '  Old 1/1', '   Ping 1/1']);
  expect(lines('delete ping')).toEqual(lines('del'));
  expect(lines('find get')).toEqual(['Shop 1/1', ' Users 1/1', '  Find 1/1']);
  // Its end, or less than a badge has, says too little.
  for (const filter of ['lete', 'ge']) expect(lines(filter)).toEqual([]);
});

test('a folder that is found holds all it has, for who opens it', () => {
  const hits = findInTree(tree(), 'old');
  const names = rowsOf(tree(), () => true, hits).map(({ node }) => node.name);
  expect(names).toEqual(['Shop', 'Users', 'Old', 'Ping']);
  expect(lines('old')).toEqual(['Shop 1/1', ' Users 1/1', '  Old 1/1']);
});
