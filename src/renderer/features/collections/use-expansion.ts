import { useMemo, useState } from 'react';
import { readFromSession, storeInSession } from '../../ui/session-store.ts';
import type { Tree } from './tree-store.ts';

/** Where the window keeps what is open in its tree. */
export const expansionKey = 'parley.tree';

/** Collections are open at first, and folders closed. What the window keeps are those that are not as at first. */
export function useExpansion(tree: Tree) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(
    () => new Set(readFromSession(expansionKey, isTexts)),
  );
  const { collections } = tree;
  const collectionIds = useMemo(() => new Set(collections.map(({ id }) => id)), [collections]);
  const isOpen = useMemo(
    () => (id: string) => collectionIds.has(id) !== toggled.has(id),
    [collectionIds, toggled],
  );

  const change = (work: (toggled: Set<string>) => void) => {
    setToggled((before) => {
      const after = new Set(before);
      work(after);
      const isSame = after.size === before.size && [...after].every((id) => before.has(id));
      if (isSame) return before;
      storeInSession(expansionKey, [...after]);
      return after;
    });
  };
  const setOpen = (ids: readonly string[], open: boolean) =>
    change((after) => {
      for (const id of ids) {
        if (collectionIds.has(id) === open) after.delete(id);
        else after.add(id);
      }
    });
  /** A folder that has another id is as open as it was. */
  const carry = (before: string, after: string) =>
    change((ids) => {
      if (ids.has(before)) ids.add(after);
      else ids.delete(after);
    });
  return { isOpen, setOpen, carry };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}
