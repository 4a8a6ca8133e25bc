import type { Item } from '#router/contracts/collection.ts';
import { isContainer, nodeOf } from './tree-rows.ts';
import type { Tree } from './tree-store.ts';

/** Where something is to go: into `parentId`, before an item there or last. */
export interface Destination {
  readonly parentId: string;
  readonly beforeId: string | null;
}

export type MoveDirection = 'up' | 'down' | 'out' | 'in';
export type DropZone = 'before' | 'into' | 'after';

/** Folders come first: nothing moves from one group into the other. */
const isFolder = (item: Item) => item.kind === 'folder';
const sameGroup = (a: Item, b: Item) => isFolder(a) === isFolder(b);

/**
 * Where a key moves an item to: past its neighbour, behind the folder that it is in, or into the folder above it.
 * @returns null where there is no such place. Throws, in words, where the tree does not know the item.
 */
export function destinationByKey(tree: Tree, id: string, direction: MoveDirection): Destination | null {
  const item = tree.item(id);
  if (!item) throw new Error('It is not in the tree, or not yet. Try again in a moment.');
  const { parentId } = item;
  const siblings = tree.children(parentId);
  const at = siblings.indexOf(item);
  switch (direction) {
    case 'up': {
      const neighbour = siblings[at - 1];
      return neighbour && sameGroup(neighbour, item) ? { parentId, beforeId: neighbour.id } : null;
    }
    case 'down': {
      const neighbour = siblings[at + 1];
      return neighbour && sameGroup(neighbour, item) ? behind(tree, item, neighbour) : null;
    }
    case 'out': {
      const parent = tree.item(parentId);
      return parent ? behind(tree, item, parent) : null;
    }
    case 'in': {
      const folder = siblings.slice(0, at).findLast(isFolder);
      return folder ? { parentId: folder.id, beforeId: null } : null;
    }
  }
}

/**
 * Where an item goes that is dropped on a line.
 * @returns null where it can't go there, or is there already.
 */
export function destinationOfDrop(
  tree: Tree,
  id: string,
  overId: string,
  zone: DropZone,
): Destination | null {
  const item = tree.item(id);
  const over = nodeOf(tree, overId);
  if (!item || !over || id === overId) return null;
  const destination = dropOn(tree, item, over, zone);
  return isInside(tree, destination.parentId, id) || isWhereItIs(tree, item, destination)
    ? null
    : destination;
}

function dropOn(
  tree: Tree,
  item: Item,
  over: NonNullable<ReturnType<typeof nodeOf>>,
  zone: DropZone,
): Destination {
  if (!('parentId' in over)) return { parentId: over.id, beforeId: null };
  if (zone === 'into' && isContainer(over)) return { parentId: over.id, beforeId: null };
  if (zone === 'before' && sameGroup(over, item)) return { parentId: over.parentId, beforeId: over.id };
  return behind(tree, item, over);
}

/** Right behind another one, as near as the groups allow. */
function behind(tree: Tree, item: Item, other: Item): Destination {
  const { parentId } = other;
  const siblings = tree.children(parentId).filter(({ id }) => id !== item.id);
  const next = sameGroup(item, other)
    ? siblings[siblings.indexOf(other) + 1]
    : // A request beside folders goes right behind them; a folder among requests is the last of the folders.
      siblings.find((sibling) => sameGroup(sibling, item) && !isFolder(item));
  return { parentId, beforeId: next && sameGroup(next, item) ? next.id : null };
}

function isInside(tree: Tree, id: string, outerId: string): boolean {
  let at: string | undefined = id;
  while (at !== undefined && at !== outerId) at = tree.item(at)?.parentId;
  return at !== undefined;
}

/** Whether something is where it is to go. */
export function isWhereItIs(tree: Tree, item: Item, { parentId, beforeId }: Destination): boolean {
  if (parentId !== item.parentId) return false;
  const siblings = tree.children(parentId);
  const next = siblings[siblings.indexOf(item) + 1];
  const nextOfGroup = next && sameGroup(next, item) ? next.id : null;
  return beforeId === item.id || beforeId === nextOfGroup;
}
