import { useCallback, useRef, useState } from 'react';
import type { OpenTab } from './open-tab.ts';

/** Saves tabs: into the file that they have, or into one that the person names first. */
export function useSaving() {
  const [naming, setNaming] = useState<OpenTab | null>(null);
  const named = useRef<(isSaved: boolean) => void>(() => undefined);

  /** @returns whether it is saved; what went wrong stands in the tab's state. */
  const save = useCallback((tab: OpenTab): Promise<boolean> => {
    const { content } = tab.snapshot();
    if (!content) return Promise.resolve(false);
    if (content.status.source) return tab.save();
    named.current(false);
    setNaming(tab);
    return new Promise((resolve) => {
      named.current = resolve;
    });
  }, []);
  const endNaming = (isSaved: boolean) => {
    setNaming(null);
    named.current(isSaved);
  };
  return {
    save,
    /** The tab whose request a name is asked for. */
    naming,
    endNaming,
  };
}
