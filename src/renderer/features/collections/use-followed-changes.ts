import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Collection, Item } from '#router/contracts/collection.ts';
import { randomId } from '../../ui/random-id.ts';
import type { Destination } from './tree-moves.ts';
import { collectionOf, isCollection, pathAbove } from './tree-rows.ts';
import type { Tree } from './tree-store.ts';
import type { useCurrentRow } from './use-current-row.ts';
import type { useExpansion } from './use-expansion.ts';
import { freeName, type Changed, type TreeChanges } from './use-tree-changes.ts';

export interface FollowedChangesOptions {
  readonly tree: Tree;
  readonly changes: TreeChanges;
  readonly current: Pick<ReturnType<typeof useCurrentRow>, 'pick' | 'show' | 'isStill' | 'after'>;
  readonly expansion: Pick<ReturnType<typeof useExpansion>, 'setOpen' | 'carry'>;
  readonly activeItemId: string | null;
}

/** Changes of the tree whose result is shown: what is renamed, moved or made stays, or becomes, the current line. */
export function useFollowedChanges(options: FollowedChangesOptions) {
  const { tree, changes, current, expansion, activeItemId } = options;
  const { setOpen } = expansion;
  const [renaming, setRenaming] = useState<string | null>(null);
  /** What was renamed or moved here, by the ids of before and after. */
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
  const follow = (done: Changed | null) => {
    if (!done) return;
    const { before, after } = done;
    if (after === null) return;
    changed.current.add(after);
    if (before !== after) expansion.carry(before, after);
    if (current.isStill(before)) current.show(after);
  };
  const show = (id: string | null) => {
    if (id !== null) current.show(id);
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
      follow(await changes.rename(id, from, name));
    },
    /** @param to where it goes from where it is once all changes before have been made; null: nowhere. */
    move: async (
      { id, name }: Item,
      to: (id: string, idNow: (id: string) => string) => Destination | null,
    ) => {
      current.pick(id);
      changed.current.add(id);
      let parentId: string | undefined;
      const moved = await changes.move(id, name, (now, idNow) => {
        const destination = to(now, idNow);
        parentId = destination?.parentId;
        return destination;
      });
      if (moved !== null && parentId !== undefined) setOpen([parentId], true);
      follow(moved);
    },
    /** Its name is typed at once, and it is made when it has one. */
    newFolder: (parentId: string) => {
      const id = randomId();
      const name = freeName(
        'New folder',
        tree.children(parentId).map((item) => item.name),
      );
      const collectionId = collectionOf(tree, parentId)?.id ?? parentId;
      changes.startFolder({ id, collectionId, parentId, name, position: 0, kind: 'folder' }, renaming);
      setRenaming(id);
      current.show(id);
    },
    /** @param name null: it was not wanted. */
    nameFolder: async (folder: Item, name: string | null) => {
      const made = name === null ? null : await changes.createFolder(folder, name);
      if (name === null) changes.dropFolder(folder.id);
      if (made) follow(made);
      else if (current.isStill(folder.id)) current.show(folder.parentId);
    },
    remove: async (node: Collection | Item) => {
      if (isCollection(node)) {
        changes.tell('A collection is not deleted here. Its menu closes it, and its files stay.');
        return;
      }
      const next = current.after(node.id);
      if (next) current.show(next.id);
      const isDone = (await changes.remove(node.id, node.name)) !== null;
      if (!isDone && next && current.isStill(next.id)) current.show(node.id);
    },
    duplicate: async (node: Collection | Item) => {
      if (isCollection(node)) return;
      const copy = await changes.duplicate(node.id, node.name);
      if (current.isStill(node.id)) show(copy?.id ?? null);
    },
    undo: async () => show(await changes.undo()),
    redo: async () => show(await changes.redo()),
  };
}
