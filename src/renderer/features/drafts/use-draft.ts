import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPC, useTRPCClient } from '../../trpc/provider.tsx';
import { DraftJournal } from './draft-journal.ts';
import { keepPending, type OpenedDraft, openDraft } from './open-draft.ts';

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
    const stop = journal.subscribe(onChange);
    window.addEventListener('pagehide', onHide);
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      stop();
      window.removeEventListener('pagehide', onHide);
      document.removeEventListener('visibilitychange', onVisibility);
    };
  }, [journal, acknowledged, draft.revision]);

  return {
    request,
    /** The request as it is at the time of the call. */
    currentRequest: () => journal.snapshot().request,
    save,
    edit: journal.edit,
    flush: () => journal.flush(),
    sendNow: () => journal.sendNow(),
  };
}
