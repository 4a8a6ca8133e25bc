import { useState } from 'react';
import type { DraftId, SendId } from '#router/contracts/ids.ts';
import type { HttpRequest } from '#router/contracts/request.ts';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPCClient } from '../../trpc/provider.tsx';
import { randomId } from '../../ui/random-id.ts';
import { isId, readFromSession, storeInSession } from '../../ui/session-store.ts';
import { type OpenedDraft, toOpened } from '../drafts/open-draft.ts';
import { emptyRequest } from '../request/empty-request.ts';
import type { Send } from '../response/use-send.ts';

const asideKey = 'parley.aside';

/** A draft that made room for another, with the send whose response was shown. Main has both. */
interface Aside {
  readonly draftId: DraftId;
  readonly sendId: SendId | null;
}

function isAsides(value: unknown): value is Aside[] {
  return Array.isArray(value) && value.every(isAside);
}

function isAside(value: unknown): value is Aside {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'draftId' in value &&
    isId(value.draftId) &&
    'sendId' in value &&
    (value.sendId === null || isId(value.sendId))
  );
}

export interface NewRequestOptions {
  /** The draft on the screen, by the time of the call. */
  readonly currentId: () => DraftId;
  readonly request: HttpRequest;
  /** Resolves when main has all edits of the present draft. */
  readonly flush: () => Promise<void>;
  readonly send: Pick<Send, 'state' | 'putAway'>;
  /** Puts another draft on the screen, and the send that belongs to it. */
  readonly show: (opened: OpenedDraft, sendId: SendId | null) => void;
}

/**
 * Starts a new request without asking: the one before stays in main's journal, a draft among others, and comes back on
 * demand, response and all. What is on the screen by then is put aside in its turn.
 */
export function useNewRequest({ currentId, request, flush, send, show }: NewRequestOptions) {
  const client = useTRPCClient();
  const [asides, setAsides] = useState(() => readFromSession(asideKey, isAsides) ?? []);
  const [problem, setProblem] = useState<string | null>(null);

  const keep = (next: Aside[]) => {
    storeInSession(asideKey, next);
    setAsides(next);
  };
  const open = async (next: Aside, others: (present: Aside) => Aside[]) => {
    try {
      setProblem(null);
      // Only what is safe in the journal leaves the screen.
      await flush();
      const draft = await client.drafts.get.mutate({ id: next.draftId });
      keep(others({ draftId: currentId(), sendId: send.putAway() }));
      show(toOpened(draft), next.sendId);
    } catch (cause) {
      setProblem(toMainProcessError(cause).message);
    }
  };
  const isBlank = send.state === null && JSON.stringify(request) === JSON.stringify(emptyRequest());

  return {
    hasAside: asides.length > 0,
    /** Why another request could not take the screen. */
    problem,
    begin: () => {
      // An unknown id is a new draft.
      if (!isBlank) void open({ draftId: randomId(), sendId: null }, (present) => [...asides, present]);
    },
    bringBack: () => {
      const last = asides.at(-1);
      const rest = asides.slice(0, -1);
      if (last) void open(last, (present) => (isBlank ? rest : [present, ...rest]));
    },
    dismiss: () => keep([]),
    dismissProblem: () => setProblem(null),
  };
}
