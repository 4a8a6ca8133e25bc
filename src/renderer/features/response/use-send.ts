import { useMutation } from '@tanstack/react-query';
import { skipToken } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useEffect, useEffectEvent, useReducer, useRef } from 'react';
import type { DraftId, SendId } from '#router/contracts/ids.ts';
import type { HttpRequest } from '#router/contracts/request.ts';
import type { SendEvent } from '#router/contracts/send.ts';
import { type MainProcessError, toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPC } from '../../trpc/provider.tsx';
import { randomId } from '../../ui/random-id.ts';
import { afterEvent, afterFailure, beginSend, isRunning, type SendState } from './send-state.ts';

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
  | { readonly type: 'begin' | 'resume' | 'accepted'; readonly id: SendId }
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
  const [{ send, previousBodyId, watching, forgotten }, dispatch] = useReducer(reduce, first, firstState);
  /**
   * The last two sends that main may hold something for, the newest first. The next one tells main that the older one is
   * not needed any more: two responses at a time can be compared.
   */
  const former = useRef<readonly SendId[]>(send ? [send.id] : []);
  /** Settles when main has answered the newest `requests.send`: a cancel before that would name an unknown send. */
  const accepted = useRef<Promise<void>>(Promise.resolve());
  const sendMutation = useMutation(trpc.requests.send.mutationOptions({ gcTime: 0 }));
  const cancelMutation = useMutation(trpc.requests.cancel.mutationOptions());
  const { mutate: release } = useMutation(trpc.requests.release.mutationOptions({ gcTime: 0 }));
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

  const submit = async (id: SendId, request: HttpRequest, replaces: SendId | undefined) => {
    try {
      await sendMutation.mutateAsync({
        ...{ id, request },
        ...(draftId && { draftId: draftId() }),
        ...(replaces !== undefined && { replaces }),
      });
    } catch (cause) {
      const error = toMainProcessError(cause);
      // Where the connection was lost main may have begun the send: asking for its events tells.
      if (!error.isConnectionLost) {
        dispatch({ type: 'failed', id, error });
        return;
      }
    }
    dispatch({ type: 'accepted', id });
  };

  const cancel = () => {
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
      const [last, replaces] = former.current;
      former.current = last === undefined ? [id] : [id, last];
      keep(id);
      cancelMutation.reset();
      dispatch({ type: 'begin', id });
      accepted.current = submit(id, request, replaces);
    },
    cancel,
    dismissForgotten: () => dispatch({ type: 'dismiss' }),
  };
}
