import type { Collection, Item } from '#router/contracts/collection.ts';
import type { Tree } from './tree-store.ts';

/** One line that is shown. */
export interface TreeRow {
  readonly id: string;
  /** From 1, for collections. */
  readonly level: number;
  readonly node: Collection | Item;
  /** Null for a collection. */
  readonly parentId: string | null;
  /** Null for what holds nothing. */
  readonly isOpen: boolean | null;
  /** Its place among all that is shown with the same parent, from 1, and how many those are. */
  readonly place: number;
  readonly of: number;
}

/** What a filter lets through. */
export interface TreeHits {
  readonly hits: ReadonlySet<string>;
  /** All that has a hit somewhere inside. */
  readonly above: ReadonlySet<string>;
}

/** True for collections, which are what has no parent. */
export function isCollection(node: Collection | Item): node is Collection {
  return 'environments' in node;
}

/** True for what can hold requests. */
export function isContainer(node: Collection | Item): boolean {
  return isCollection(node) || node.kind === 'folder';
}

/**
 * The lines of the tree, from the top.
 * @param isOpen whether what is in a collection or folder is shown.
 * @param hits what to show; null shows all.
 */
export function rowsOf(tree: Tree, isOpen: (id: string) => boolean, hits: TreeHits | null): TreeRow[] {
  const rows: TreeRow[] = [];
  const add = (
    nodes: readonly (Collection | Item)[],
    parentId: string | null,
    level: number,
    isHit: boolean,
  ) => {
    const shown = hits && !isHit ? nodes.filter(({ id }) => hits.hits.has(id) || hits.above.has(id)) : nodes;
    for (const [index, node] of shown.entries()) {
      const { id } = node;
      const holds = isContainer(node);
      const open = holds && isOpen(id);
      rows.push({
        id,
        level,
        node,
        parentId,
        isOpen: holds ? open : null,
        place: index + 1,
        of: shown.length,
      });
      // A folder that is a hit itself shows all it has, unless there are better hits inside.
      if (open) add(tree.children(id), id, level + 1, isHit || (hits !== null && !hits.above.has(id)));
    }
  };
  add(tree.collections, null, 1, false);
  return rows;
}

/** The ids of all that an item is in, from its parent to its collection. */
export function pathAbove(tree: Tree, id: string): string[] {
  const above: string[] = [];
  let item = tree.item(id);
  while (item && !above.includes(item.parentId)) {
    above.push(item.parentId);
    item = tree.item(item.parentId);
  }
  return above;
}

/** The collection that something is in, or is. */
export function collectionOf(tree: Tree, id: string | null): Collection | undefined {
  if (id === null) return undefined;
  const collectionId = tree.item(id)?.collectionId ?? id;
  return tree.collections.find((collection) => collection.id === collectionId);
}

/** A collection, folder or request by its id. */
export function nodeOf(tree: Tree, id: string): Collection | Item | undefined {
  return tree.item(id) ?? tree.collections.find((collection) => collection.id === id);
}
