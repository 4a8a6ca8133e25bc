import { skipToken, useMutation } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useEffect, useEffectEvent, useReducer, useRef } from 'react';
import { ipcContext } from '#ipc/client/index.ts';
import type { DraftId, SendId } from '#router/contracts/ids.ts';
import type { HttpRequest } from '#router/contracts/request.ts';
import type { SendEvent } from '#router/contracts/send.ts';
import { type MainProcessError, toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPC, useTRPCClient } from '../../trpc/provider.tsx';
import { randomId } from '../../ui/random-id.ts';
import {
  afterEvent,
  afterFailure,
  afterTaken,
  afterWithdrawal,
  beginSend,
  isRunning,
  type SendState,
} from './send-state.ts';

interface WatchState {
  readonly send: SendState | null;
  /** The body of the send before, which main keeps until the next one. */
  readonly previousBodyId: string | null;
  /** Main knows the send, or may: its events are asked for. */
  readonly watching: boolean;
  /** A send of before a reload is gone from main. */
  readonly forgotten: boolean;
}

type WatchAction =
  | { readonly type: 'begin' | 'resume' | 'taken' | 'accepted'; readonly id: SendId }
  | { readonly type: 'withdrawn'; readonly id: SendId; readonly error: MainProcessError | null }
  | { readonly type: 'event'; readonly id: SendId; readonly eventId: string; readonly event: SendEvent }
  | { readonly type: 'failed'; readonly id: SendId; readonly error: MainProcessError }
  | { readonly type: 'dismiss' };

const nothing: WatchState = { send: null, previousBodyId: null, watching: false, forgotten: false };

function reduce(state: WatchState, action: WatchAction): WatchState {
  switch (action.type) {
    case 'begin':
      return {
        ...nothing,
        send: beginSend(action.id),
        previousBodyId: state.send?.head?.bodyId ?? null,
      };
    case 'resume':
      return { ...nothing, send: beginSend(action.id, 'resuming'), watching: true };
    case 'dismiss':
      return { ...state, forgotten: false };
  }
  // News of a send that has been replaced meanwhile concerns nobody.
  if (state.send?.id !== action.id) return state;
  switch (action.type) {
    case 'taken':
      return { ...state, send: afterTaken(state.send) };
    case 'withdrawn':
      return { ...state, send: afterWithdrawal(state.send, action.error) };
    case 'accepted':
      return { ...state, watching: true };
    case 'event':
      return { ...state, send: afterEvent(state.send, action.eventId, action.event) };
    case 'failed':
      if (state.send.stage === 'resuming' && action.error.code === 'NOT_FOUND')
        return { ...nothing, forgotten: true };
      return { ...state, send: afterFailure(state.send, action.error) };
  }
}

function firstState(id: SendId | null): WatchState {
  return id === null ? nothing : reduce(nothing, { type: 'resume', id });
}

/** What outlives the hook: a reload, or the time in which another tab is shown. */
export interface SendMemory {
  /** The send of before; null where there was none. */
  readonly first: SendId | null;
  /** Keeps the send for later; null where there is none any more. */
  readonly keep: (id: SendId | null) => void;
  /** The draft that is sent: its place tells what variables mean. Undefined where it has none. */
  readonly draftId?: () => DraftId;
}

/** A send that main does not have yet. */
interface Unsent {
  readonly id: SendId;
  readonly call: AbortController;
  /** What `former` was before it. */
  readonly former: readonly SendId[];
}

const noMemory: SendMemory = { first: null, keep: () => undefined };

/** A tab's one send, and what can be done about it. */
export interface Send {
  readonly state: SendState | null;
  /** The body of the response before this one, to compare with; null where there is none. */
  readonly previousBodyId: string | null;
  readonly running: boolean;
  /** What became of a cancel that could not be asked for. */
  readonly cancelError: MainProcessError | null;
  readonly cancelling: boolean;
  /** The send of before a reload is gone. */
  readonly forgotten: boolean;
  readonly start: (request: HttpRequest) => void;
  readonly cancel: () => void;
  readonly dismissForgotten: () => void;
}

/**
 * Sends requests and follows what happens to them. The window makes each send's id and has it kept: after a reload or a
 * lost connection the events go on, and nothing is ever sent twice.
 */
export function useSend({ first, keep, draftId }: SendMemory = noMemory): Send {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const [{ send, previousBodyId, watching, forgotten }, dispatch] = useReducer(reduce, first, firstState);
  /**
   * The last two sends that main may hold something for, the newest first. The next one tells main that the older one is
   * not needed any more: two responses at a time can be compared.
   */
  const former = useRef<readonly SendId[]>(send ? [send.id] : []);
  /** Settles when main has answered the newest `requests.send`: a cancel before that would name an unknown send. */
  const accepted = useRef<Promise<void>>(Promise.resolve());
  const unsent = useRef<Unsent | null>(null);
  const cancelMutation = useMutation(trpc.requests.cancel.mutationOptions());
  const { mutate: release } = useMutation(trpc.requests.release.mutationOptions({ gcTime: 0 }));
  /** Keeps what main does not have yet from going out; null where the person wants it so. */
  const withdraw = (error: MainProcessError | null) => {
    if (!unsent.current) return;
    const { id, call, former: before } = unsent.current;
    unsent.current = null;
    call.abort();
    former.current = before;
    dispatch({ type: 'withdrawn', id, error });
  };
  const withdrawUnseen = useEffectEvent(() => withdraw(null));
  useEffect(() => () => withdrawUnseen(), []);

  // Nobody can compare with the response before this one any more.
  const releaseFormer = useEffectEvent(() => {
    const [newest, before] = former.current;
    if (newest === undefined || before === undefined) return;
    former.current = [newest];
    release({ id: before });
  });
  useEffect(() => () => releaseFormer(), []);

  useSubscription(
    trpc.requests.events.subscriptionOptions(send && watching ? { id: send.id } : skipToken, {
      onData: ({ id: eventId, data: event }) => {
        if (send) dispatch({ type: 'event', id: send.id, eventId, event });
      },
      onError: (cause) => {
        if (!send) return;
        const error = toMainProcessError(cause);
        if (send.stage === 'resuming' && error.code === 'NOT_FOUND') keep(null);
        dispatch({ type: 'failed', id: send.id, error });
      },
    }),
  );

  const submit = async (id: SendId, request: HttpRequest, before: readonly SendId[]) => {
    const call = new AbortController();
    unsent.current = { id, call, former: before };
    // Not before: after a reload, what main never had would be looked for in the place of the response that is there.
    const taken = () => {
      unsent.current = null;
      keep(id);
    };
    const replaces = before[1];
    try {
      await client.requests.send.mutate(
        {
          ...{ id, request },
          ...(draftId && { draftId: draftId() }),
          ...(replaces !== undefined && { replaces }),
        },
        {
          signal: call.signal,
          context: ipcContext({
            onSent() {
              taken();
              dispatch({ type: 'taken', id });
            },
          }),
        },
      );
    } catch (cause) {
      if (call.signal.aborted) return;
      const error = toMainProcessError(cause);
      if (error.isNotHandedOver) {
        withdraw(error);
        return;
      }
      if (!error.isConnectionLost) {
        unsent.current = null;
        dispatch({ type: 'failed', id, error });
        return;
      }
      // Main may have begun the send, also where the connection was lost in the very sending: asking for its events tells.
      if (unsent.current) taken();
    }
    dispatch({ type: 'accepted', id });
  };

  const cancel = () => {
    if (unsent.current) {
      withdraw(null);
      return;
    }
    if (!send || !isRunning(send) || cancelMutation.isPending) return;
    void accepted.current.then(() => cancelMutation.mutate({ id: send.id }));
  };

  return {
    state: send,
    previousBodyId,
    running: isRunning(send),
    cancelError: cancelMutation.error ? toMainProcessError(cancelMutation.error) : null,
    cancelling: isRunning(send) && (cancelMutation.isPending || cancelMutation.isSuccess),
    forgotten,
    start: (request) => {
      if (isRunning(send)) return;
      const id = randomId();
      const before = former.current;
      former.current = [id, ...before.slice(0, 1)];
      cancelMutation.reset();
      dispatch({ type: 'begin', id });
      accepted.current = submit(id, request, before);
    },
    cancel,
    dismissForgotten: () => dispatch({ type: 'dismiss' }),
  };
}
