import { useMemo, useState } from 'react';
import type { Item } from '#router/contracts/collection.ts';
import { findInTree } from './tree-filter.ts';
import { rowsOf } from './tree-rows.ts';
import type { Tree } from './tree-store.ts';

/**
 * The lines that are shown. What a filter has found is open until it is closed there.
 * @param always what is shown whether it is found or not
 */
export function useTreeLines(
  tree: Tree,
  filter: string,
  always: readonly Item[],
  isOpenAtFirst: (id: string) => boolean,
) {
  const [closed, setClosed] = useState<{ filter: string; ids: ReadonlySet<string> }>(noneClosed);
  const closedIds = closed.filter === filter ? closed.ids : noneClosed.ids;
  const hits = useMemo(() => {
    const found = findInTree(tree, filter);
    return found && { ...found, hits: new Set([...found.hits, ...always.map(({ id }) => id)]) };
  }, [tree, filter, always]);
  const isOpen = useMemo(
    () => (id: string) => (hits?.above.has(id) ? !closedIds.has(id) : isOpenAtFirst(id)),
    [hits, closedIds, isOpenAtFirst],
  );
  return {
    rows: useMemo(() => rowsOf(tree, isOpen, hits), [tree, isOpen, hits]),
    isOpen,
    /** Whether the filter decides that it is open. */
    isHit: (id: string) => hits?.above.has(id) ?? false,
    setOpenInFilter: (id: string, open: boolean) => {
      const ids = new Set(closedIds);
      if (open) ids.delete(id);
      else ids.add(id);
      setClosed({ filter, ids });
    },
  };
}

const noneClosed: { filter: string; ids: ReadonlySet<string> } = { filter: '', ids: new Set() };
