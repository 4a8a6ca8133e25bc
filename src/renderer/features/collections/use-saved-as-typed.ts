import { useEffect, useRef, useState } from 'react';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { unsavedEdits } from '../drafts/unsaved-edits.ts';
import type { SavedAsTyped } from './saved-as-typed.ts';

/**
 * What is typed is on its way when the component goes, and when the page does; until it has arrived, the window says that
 * something is not saved.
 */
export function useKept<TValue>(edits: SavedAsTyped<TValue> | null): void {
  useEffect(() => {
    if (!edits) return;
    const forget = unsavedEdits.add(edits);
    const onHide = () => edits.putAway();
    window.addEventListener('pagehide', onHide);
    return () => {
      window.removeEventListener('pagehide', onHide);
      edits
        .flush()
        .catch((cause: unknown) => console.warn('An edit was not saved:', toMainProcessError(cause).message))
        .finally(forget);
    };
  }, [edits]);
}

/**
 * Edits of what main tells, for as long as the component is there.
 * @param make given what main tells first
 */
export function useSavedAsTyped<TValue>(make: (value: TValue, askAgain: () => void) => SavedAsTyped<TValue>) {
  const [edits, setEdits] = useState<SavedAsTyped<TValue> | null>(null);
  /** As `edits`, from the first thing told on: the next one may come before anything is drawn. */
  const known = useRef<SavedAsTyped<TValue> | null>(null);
  const [asks, setAsks] = useState(0);
  useKept(edits);
  return {
    /** Null until main has told something. */
    edits,
    told: (value: TValue) => {
      known.current?.told(value);
      known.current ??= make(value, () => setAsks((count) => count + 1));
      setEdits(known.current);
    },
    /** Counts how often main is to be asked once more. */
    asks,
  };
}
