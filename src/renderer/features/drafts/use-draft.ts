import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPC, useTRPCClient } from '../../trpc/provider.tsx';
import { DraftJournal } from './draft-journal.ts';
import { keepPending, type OpenedDraft, openDraft, rememberDraft } from './open-draft.ts';

/** The draft that this window edits, once main has told it; asked for once, and again while main is away. */
export function useOpenedDraft() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  return useQuery({
    queryKey: trpc.drafts.get.mutationKey(),
    queryFn: () => openDraft((id) => client.drafts.get.mutate(id === undefined ? {} : { id })),
    retry: (_count, error) => toMainProcessError(error).isConnectionLost,
    retryDelay: 500,
    gcTime: Number.POSITIVE_INFINITY,
  });
}

/** Edits of an opened draft, on their way to main from the first on. */
export function useDraftJournal({ draft, acknowledged }: OpenedDraft) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const { mutateAsync: put } = useMutation(trpc.drafts.put.mutationOptions({ gcTime: 0 }));
  const [journal] = useState(() => new DraftJournal({ draft, acknowledged, put }));
  const { request, save } = useSyncExternalStore(journal.subscribe, journal.snapshot);

  useEffect(() => journal.run(), [journal]);

  useEffect(() => {
    let kept = acknowledged < draft.revision;
    const keep = () => {
      const edit = journal.unacknowledged;
      if (edit || kept) keepPending(edit);
      kept = edit !== null;
    };
    // While main takes edits they are safer there; the window keeps them where main does not, and when it goes.
    const onChange = () => {
      if (journal.snapshot().save.kind !== 'saving') keep();
    };
    const onHide = () => {
      keep();
      journal.sendNow();
    };
    const onVisibility = () => {
      if (document.visibilityState === 'hidden') onHide();
    };
    // Only where nobody else asks: the desktop app's main process asks by itself before a window closes.
    const onUnload = (event: BeforeUnloadEvent) => {
      if (!window.electronTRPC && journal.snapshot().save.kind === 'failed') event.preventDefault();
    };
    const stop = journal.subscribe(onChange);
    window.addEventListener('beforeunload', onUnload);
    window.addEventListener('pagehide', onHide);
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      stop();
      window.removeEventListener('beforeunload', onUnload);
      window.removeEventListener('pagehide', onHide);
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }, [journal, acknowledged, draft.revision]);

  /**
   * For a connection that stands again: main has forgotten that this window has the draft open, and another one may
   * have opened it meanwhile.
   */
  const reclaim = async () => {
    try {
      const stored = await client.drafts.get.mutate({ id: journal.id });
      if (stored.id !== journal.id) {
        rememberDraft(stored.id);
        journal.moveTo(stored);
      }
      journal.sendNow();
    } catch (cause) {
      // The next connection asks again; until then edits are put as before.
      console.warn('The draft could not be opened again:', toMainProcessError(cause).message);
    }
  };

  return {
    /** The id of the draft as it is at the time of the call. */
    currentId: () => journal.id,
    request,
    /** The request as it is at the time of the call. */
    currentRequest: () => journal.snapshot().request,
    save,
    edit: journal.edit,
    flush: () => journal.flush(),
    reclaim,
  };
}
