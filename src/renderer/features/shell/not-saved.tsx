import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { MainProcessError } from '../../trpc/main-process-error.ts';
import { Notice } from '../../ui/notice.tsx';
import { useTreeStore } from '../collections/use-tree.ts';

export interface NotSavedProps {
  readonly problem: MainProcessError;
  /** Of the request; undefined where it belongs to none. */
  readonly collectionId: string | undefined;
  readonly onClose: () => void;
}

/** Why a request was not saved. That its collection is closed, or its folder away, is over when that is back. */
export function NotSaved({ problem, collectionId, onClose }: NotSavedProps) {
  const store = useTreeStore();
  const state = useSyncExternalStore(store.subscribe, () => {
    const { collections, isComplete } = store.snapshot();
    const collection = collections.find(({ id }) => id === collectionId);
    if (collection) return collection.state;
    return isComplete ? 'closed' : 'reading';
  });
  const wasAway = useRef(false);
  useEffect(() => {
    if (state === 'closed' || state === 'missing') wasAway.current = true;
    else if (state === 'ready' && wasAway.current && isOfAway(problem)) onClose();
  }, [state, problem, onClose]);
  return (
    <Notice tone="warning" onClose={onClose}>
      Not saved: {problem.message}
    </Notice>
  );
}

/** Whether it was refused because something was not where it is to be. */
function isOfAway({ code, details }: MainProcessError): boolean {
  return code === 'NOT_FOUND' || code === 'PRECONDITION_FAILED' || details?.errno === 'ENOENT';
}
