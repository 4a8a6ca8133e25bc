import { expect, test } from 'vitest';
import { matchWord, type TextRange } from './fuzzy.ts';
import { searchablesOf, searchPalette } from './palette-search.ts';
import { folder, idOf, request, shop, treeOf } from './test-support.ts';

function find(query: string, limit = 10) {
  const tree = treeOf(
    { type: 'collections', collections: [shop] },
    {
      type: 'items',
      items: [
        folder('Users', 0),
        folder('Orders', 1),
        request('List users', 0, { parentId: idOf('Users'), url: '{{base}}/users' }),
        request('Create user', 1, { parentId: idOf('Users'), method: 'POST', url: '{{base}}/users' }),
        request('Delete', 2, { parentId: idOf('Users'), method: 'DELETE', url: '{{base}}/users/:id' }),
        request('Delete', 0, {
          id: idOf('d2'),
          parentId: idOf('Orders'),
          method: 'DELETE',
          url: '{{base}}/o',
        }),
        request('Health', 2, { url: 'http://localhost/ping' }),
      ],
    },
  );
  const commands = [
    { label: 'New request', run: () => undefined },
    { label: 'Save all', run: () => undefined },
  ];
  return searchPalette(searchablesOf(tree, commands), query, limit);
}

const names = (query: string) =>
  find(query).hits.map(({ entry }) => (entry.path ? `${entry.path} / ${entry.name}` : entry.name));

test('what has the word in its name comes first', () => {
  expect(names('user')).toEqual([
    'Shop / Users / List users',
    'Shop / Users / Create user',
    // Only the folder is named so.
    'Shop / Users / Delete',
  ]);
});

test('words may be in name, path, URL and method, each where it is', () => {
  expect(names('delete orders')).toEqual(['Shop / Orders / Delete']);
  expect(names('post users')[0]).toBe('Shop / Users / Create user');
  expect(names('localhost')).toEqual(['Shop / Health']);
});

test('a method is found by its beginning, as its badge has it', () => {
  expect(names('del orders')).toEqual(['Shop / Orders / Delete']);
  expect(names('pos')).toEqual(['Shop / Users / Create user']);
  expect(names('get')).toEqual(['Shop / Health', 'Shop / Users / List users']);
  // Two letters say too little: half of all requests begin with some.
  expect(names('ge')).toEqual([]);
});

test('letters may be scattered over a name', () => {
  expect(names('crus')[0]).toBe('Shop / Users / Create user');
  expect(names('nreq')[0]).toBe('New request');
  expect(names('qqq')).toEqual([]);
});

test('without a query the commands come first, and the count tells of the rest', () => {
  const { hits, total } = find('', 3);
  expect(hits.map(({ entry }) => entry.name)).toEqual(['New request', 'Save all', 'List users']);
  expect(total).toBe(7);
});

test('what was found is marked', () => {
  const [hit] = find('new').hits;
  expect(hit?.inName).toEqual([[0, 3]]);
  expect(find('localhost').hits[0]?.inUrl).toEqual([[7, 16]]);
});

test.each([
  ['ab', 'xab ab', [[4, 6]]],
  [
    'cu',
    'create user',
    [
      [0, 1],
      [7, 8],
    ],
  ],
  ['user', 'userbase user', [[0, 4]]],
  // The shortest piece, not the first letters that come.
  ['ad', 'a big ad', [[6, 8]]],
])('%s in %s', (word, text, ranges) => {
  const found: TextRange[] = [];
  expect(matchWord(word, text, found)).not.toBeNull();
  expect(found.toSorted(([a], [b]) => a - b)).toEqual(ranges);
});

test('letters in the wrong order, or all over the text, are not found', () => {
  expect(matchWord('ba', 'ab')).toBeNull();
  expect(matchWord('az', `a${'.'.repeat(50)}z`)).toBeNull();
});
