import { useState } from 'react';
import type { HttpRequest } from '#router/contracts/request.ts';
import type { SendId } from '#router/contracts/ids.ts';
import { isId, readFromSession, storeInSession } from '../../ui/session-store.ts';
import { isHttpRequest } from '../drafts/stored-request.ts';
import { emptyRequest } from '../request/empty-request.ts';
import type { EditRequest } from '../request/request-editing.ts';
import type { Send } from '../response/use-send.ts';

const asideKey = 'parley.aside';

/** A request that made room for another, with the send whose response was shown. */
interface Aside {
  readonly request: HttpRequest;
  readonly sendId: SendId | null;
}

function isAside(value: unknown): value is Aside {
  return (
    typeof value === 'object' &&
    value !== null &&
    'request' in value &&
    isHttpRequest(value.request) &&
    'sendId' in value &&
    (value.sendId === null || isId(value.sendId))
  );
}

export interface NewRequestOptions {
  readonly request: HttpRequest;
  readonly edit: EditRequest;
  readonly send: Pick<Send, 'clear' | 'show'>;
}

/**
 * Starts a new request without asking: the one before is put aside, past a reload too, and comes back on demand. What
 * stands on the screen by then is put aside in its turn, so that nothing is lost either way.
 */
export function useNewRequest({ request, edit, send }: NewRequestOptions) {
  const [aside, setAside] = useState(() => readFromSession(asideKey, isAside));
  const [generation, setGeneration] = useState(0);

  const putAside = (next: Aside | null) => {
    storeInSession(asideKey, next);
    setAside(next);
  };
  const swap = (next: Aside) => {
    const sendId = send.clear();
    putAside(isUntouched(request) ? null : { request, sendId });
    edit(() => next.request);
    if (next.sendId !== null) send.show(next.sendId);
    setGeneration((count) => count + 1);
  };

  return {
    /** Grows with each request that takes the screen: what a form keeps beside the request goes with the old one. */
    generation,
    hasAside: aside !== null,
    begin: () => {
      if (!isUntouched(request)) swap({ request: emptyRequest(), sendId: null });
    },
    bringBack: () => {
      if (aside) swap(aside);
    },
    dismiss: () => putAside(null),
  };
}

function isUntouched(request: HttpRequest): boolean {
  return JSON.stringify(request) === JSON.stringify(emptyRequest());
}
