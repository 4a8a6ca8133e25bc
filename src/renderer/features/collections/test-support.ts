import type { Collection, Item, TreeEvent } from '#router/contracts/collection.ts';
import { TreeData } from './tree-data.ts';
import type { Tree } from './tree-store.ts';

/** An id as main makes them, which can be read. */
export function idOf(name: string): string {
  return name
    .replaceAll(/[^\w-]/g, '_')
    .padEnd(22, '-')
    .slice(0, 22);
}

export const shop: Collection = {
  id: idOf('Shop'),
  name: 'Shop',
  path: '/home/me/shop',
  state: 'ready',
  problem: null,
  environments: [],
  environmentId: null,
};

type Fields = Partial<Extract<Item, { kind: 'request' }>>;

export function folder(name: string, position: number, fields: Fields = {}): Item {
  return { ...place(name, position, fields), kind: 'folder' };
}

export function request(name: string, position: number, fields: Fields = {}): Item {
  const { method = 'GET', url = '' } = fields;
  return { ...place(name, position, fields), kind: 'request', method, url };
}

export function place(name: string, position: number, fields: Fields = {}) {
  const { id = idOf(name), collectionId = shop.id, parentId = shop.id } = fields;
  return { id, collectionId, parentId, name, position };
}

/** The tree that these events tell of, at once. */
export function treeOf(...events: readonly TreeEvent[]): Tree {
  const data = new TreeData();
  for (const event of events) data.apply(event);
  return {
    collections: data.collections,
    isComplete: true,
    failure: undefined,
    item: (id) => data.item(id),
    items: () => data.items(),
    children: (id) => data.children(id),
  };
}

/** happy-dom lays nothing out: gives all elements a height to scroll in. @returns undoes it. */
export function layOut(height = 400): Disposable {
  // It may be an element's own, or inherited: the next file of tests has the same window.
  const before = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'clientHeight');
  Object.defineProperty(HTMLElement.prototype, 'clientHeight', { configurable: true, get: () => height });
  return {
    [Symbol.dispose]() {
      Reflect.deleteProperty(HTMLElement.prototype, 'clientHeight');
      if (before) Object.defineProperty(HTMLElement.prototype, 'clientHeight', before);
    },
  };
}
