import { useEffect, useState } from 'react';
import type { SavedAsTyped } from './saved-as-typed.ts';

/**
 * Edits of what main tells, for as long as the component is there: what is typed is on its way when it goes, and when the
 * page does.
 * @param make given what main tells first
 */
export function useSavedAsTyped<TValue>(make: (value: TValue, askAgain: () => void) => SavedAsTyped<TValue>) {
  const [edits, setEdits] = useState<SavedAsTyped<TValue> | null>(null);
  const [asks, setAsks] = useState(0);
  useEffect(() => {
    if (!edits) return;
    const onHide = () => edits.close();
    window.addEventListener('pagehide', onHide);
    return () => {
      window.removeEventListener('pagehide', onHide);
      edits.close();
    };
  }, [edits]);
  return {
    /** Null until main has told something. */
    edits,
    told: (value: TValue) => {
      edits?.told(value);
      setEdits((known) => known ?? make(value, () => setAsks((count) => count + 1)));
    },
    /** Counts how often main is to be asked once more. */
    asks,
  };
}
