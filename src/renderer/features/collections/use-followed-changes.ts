import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Collection, Item } from '#router/contracts/collection.ts';
import type { Destination } from './tree-moves.ts';
import { isCollection, pathAbove } from './tree-rows.ts';
import type { Tree } from './tree-store.ts';
import type { useCurrentRow } from './use-current-row.ts';
import { freeName, type TreeChanges } from './use-tree-changes.ts';

export interface FollowedChangesOptions {
  readonly tree: Tree;
  readonly changes: TreeChanges;
  readonly current: Pick<ReturnType<typeof useCurrentRow>, 'pick' | 'show' | 'isStill'>;
  readonly isOpen: (id: string) => boolean;
  readonly setOpen: (ids: readonly string[], open: boolean) => void;
  readonly activeItemId: string | null;
}

/** Changes of the tree whose result is shown: what is renamed, moved or made stays, or becomes, the current line. */
export function useFollowedChanges(options: FollowedChangesOptions) {
  const { tree, changes, current, isOpen, setOpen, activeItemId } = options;
  const [renaming, setRenaming] = useState<string | null>(null);
  /** What was renamed or moved here, by the ids of before. */
  const changed = useRef(new Set<string>());
  const activeBefore = useRef<string | null>(null);
  const revealActive = useEffectEvent((id: string) => {
    const before = activeBefore.current;
    activeBefore.current = id;
    setOpen(pathAbove(tree, id), true);
    // The same one under another id is no news: the person may be on another line by now.
    const isSame = before !== null && changed.current.has(before) && tree.item(before) === undefined;
    if (!isSame || current.isStill(before)) current.show(id);
  });
  const isActiveThere = activeItemId !== null && tree.item(activeItemId) !== undefined;
  useEffect(() => {
    if (activeItemId !== null && isActiveThere) revealActive(activeItemId);
  }, [activeItemId, isActiveThere]);

  /**
   * After a change: what it was done to may have another id, stays as open as it was, and current, unless the person has
   * gone on to another line meanwhile.
   */
  const follow = (before: string | null, after: string | null) => {
    if (after === null) return;
    if (before !== null && before !== after && !tree.collections.some(({ id }) => id === before)) {
      setOpen([after], isOpen(before));
    }
    if (before === null || current.isStill(before)) current.show(after);
  };
  return {
    /** The line whose name is edited. */
    renaming,
    startRenaming: (id: string) => setRenaming(id),
    endRenaming: (id: string) => {
      setRenaming(null);
      current.pick(id);
    },
    rename: async ({ id, name: from }: Collection | Item, name: string) => {
      changed.current.add(id);
      follow(id, await changes.rename(id, from, name));
    },
    move: async ({ id, name }: Item, to: Destination) => {
      current.pick(id);
      changed.current.add(id);
      const moved = await changes.move(id, name, to);
      if (moved !== null) setOpen([to.parentId], true);
      follow(id, moved);
    },
    /** Its name is edited at once. */
    newFolder: async (parentId: string) => {
      const names = tree.children(parentId).map(({ name }) => name);
      const id = await changes.createFolder(parentId, freeName('New folder', names));
      if (id === null) return;
      setOpen([parentId], true);
      current.show(id);
      setRenaming(id);
    },
    remove: (node: Collection | Item) => {
      if (isCollection(node)) {
        changes.tell('A collection is not deleted here. Its menu closes it, and its files stay.');
      } else void changes.remove(node.id, node.name);
    },
    duplicate: async (node: Collection | Item) => {
      if (!isCollection(node)) follow(null, await changes.duplicate(node.id, node.name));
    },
    undo: async () => follow(null, await changes.undo()),
    redo: async () => follow(null, await changes.redo()),
  };
}
