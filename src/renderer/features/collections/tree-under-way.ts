import type { Item } from '#router/contracts/collection.ts';
import { isContainer } from './tree-rows.ts';
import type { Tree } from './tree-store.ts';

/** What the person has done to the tree and main has not yet. */
export interface UnderWay {
  /** The ids of what is being deleted. */
  readonly leaving: ReadonlySet<string>;
  /** The ids of what is renamed, moved or brought back, with those that they will have; with themselves until that is known. */
  readonly moving: ReadonlyMap<string, string>;
  /** Those that are being named or made, with ids of the window's own. */
  readonly newFolders: readonly Item[];
}

export const nothingUnderWay: UnderWay = { leaving: new Set(), moving: new Map(), newFolders: [] };

/** The tree as it will be: the next key is for what the person expects to be there. */
export function asItWillBe(tree: Tree, { leaving, moving, newFolders }: UnderWay): Tree {
  if (leaving.size === 0 && newFolders.length === 0) return tree;
  // Main may tell of one that it has made before it answers.
  const isThere = ({ id, parentId, name }: Item) =>
    moving.has(id) && tree.children(parentId).some((item) => isContainer(item) && item.name === name);
  return {
    ...tree,
    item: (id) => newFolders.find((folder) => folder.id === id) ?? tree.item(id),
    children: (parentId) => {
      const items = tree.children(parentId).filter(({ id }) => !leaving.has(id));
      const added = newFolders.filter((folder) => folder.parentId === parentId && !isThere(folder));
      return items.toSpliced(items.findLastIndex(isContainer) + 1, 0, ...added);
    },
  };
}
