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

/** Why a request was not saved. That its collection is closed is over when it is open again. */
export function NotSaved({ problem, collectionId, onClose }: NotSavedProps) {
  const store = useTreeStore();
  const state = useSyncExternalStore(store.subscribe, () => {
    const { collections, isComplete } = store.snapshot();
    if (collections.some(({ id }) => id === collectionId)) return 'open';
    return isComplete ? 'closed' : 'unknown';
  });
  const wasClosed = useRef(false);
  useEffect(() => {
    if (state === 'closed') wasClosed.current = true;
    else if (state === 'open' && wasClosed.current && problem.code === 'NOT_FOUND') onClose();
  }, [state, problem, onClose]);
  return (
    <Notice tone="warning" onClose={onClose}>
      Not saved: {problem.message}
    </Notice>
  );
}
