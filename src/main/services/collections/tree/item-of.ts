import type { Item } from '#router/contracts/collection.ts';
import type { Placed } from './open-collection.ts';

/** A line of the tree as a window shows it; undefined for what is none: a collection or an environment. */
export function itemOf({ node, position }: Placed): Item | undefined {
  const { id, collectionId, parentId, name, method, url, type } = node;
  const place = { id, collectionId, parentId, name, position };
  switch (node.kind) {
    case 'folder':
      return { ...place, kind: 'folder' };
    case 'request':
      // As one that says no method is sent.
      return { ...place, kind: 'request', method: method || 'GET', url };
    case 'other':
      return { ...place, kind: 'other', type };
    case 'broken':
      return { ...place, kind: 'broken', problem: node.problem ?? { message: '', line: 1, column: 1 } };
    case 'collection':
    case 'environment':
      return undefined;
  }
}
