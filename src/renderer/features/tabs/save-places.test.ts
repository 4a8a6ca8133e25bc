import { expect, test } from 'vitest';
import type { Collection, Item } from '#router/contracts/collection.ts';
import { savePlaces, suggestedName } from './save-places.ts';

const collection = (id: string, name: string, state: Collection['state'] = 'ready'): Collection => ({
  ...{ id, name, path: `/home/${name}`, state, problem: null, environments: [], environmentId: null },
});
const folder = (id: string, parentId: string, name: string): Item => ({
  ...{ id, parentId, collectionId: 'c', name, position: 0, kind: 'folder' },
});
const request: Item = {
  ...{ id: 'r', parentId: 'f', collectionId: 'c', name: 'Orders', position: 0, kind: 'request' },
  ...{ method: 'GET', url: '' },
};

test('a request can be saved in each collection and each folder that can be read', () => {
  const children: Record<string, Item[]> = {
    c: [folder('f', 'c', 'v2'), folder('h', 'c', 'v3')],
    f: [folder('g', 'f', 'Orders'), request],
  };
  const places = savePlaces({
    collections: [collection('c', 'Shop'), collection('d', 'Gone', 'missing'), collection('e', 'Empty')],
    children: (id) => children[id] ?? [],
  });
  expect(places).toEqual([
    { value: 'c', label: 'Shop' },
    { value: 'f', label: 'Shop / v2' },
    { value: 'g', label: 'Shop / v2 / Orders' },
    { value: 'h', label: 'Shop / v3' },
    { value: 'e', label: 'Empty' },
  ]);
});

test.each([
  ['http://shop.test/v2/orders?status=open', 'orders'],
  ['https://shop.test/', 'shop.test'],
  ['{{host}}/v2/orders/{{id}}', 'orders'],
  ['  ', ''],
])('the name that is offered for %s is %j', (url, name) => {
  expect(suggestedName(url)).toBe(name);
});
