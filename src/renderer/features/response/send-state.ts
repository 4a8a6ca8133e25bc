import type { SendId } from '#router/contracts/ids.ts';
import type { HeaderList, SendEvent, SendEventOf } from '#router/contracts/send.ts';
import type { MainProcessError } from '../../trpc/main-process-error.ts';

/**
 * How far a send has come, in the order in which it happens. `resuming` is a known send that main is asked about; `unsent`
 * is one that main does not have yet.
 */
export type SendStage =
  | 'resuming'
  | 'unsent'
  | 'connecting'
  | 'waiting'
  | 'receiving'
  | 'done'
  | 'cancelled'
  | 'failed';

interface ProgressSample {
  readonly elapsedMs: number;
  readonly wireBytes: number;
}

/** All that the window knows of one exchange, put together from its events. */
export interface SendState {
  readonly id: SendId;
  readonly stage: SendStage;
  /** What was sent, secrets masked. */
  readonly request: SendEventOf<'request'> | null;
  readonly connected: SendEventOf<'connected'> | null;
  readonly redirects: readonly SendEventOf<'redirected'>[];
  readonly head: SendEventOf<'headers'> | null;
  /** Fields that came behind the body. */
  readonly trailers: HeaderList;
  /** Bytes of the request's body sent so far. */
  readonly sentBytes: number;
  /** Bytes of the response's body on the wire, before decoding. */
  readonly wireBytes: number;
  /** Bytes of the response's body in main's file, after decoding. */
  readonly bodyBytes: number;
  /** Time since the send began, as main last told it. */
  readonly elapsedMs: number;
  /** The newest samples, for the rate; the first is about two seconds older than the last. */
  readonly samples: readonly ProgressSample[];
  /** The body has become suspiciously large, and main waits for an answer. */
  readonly held: SendEventOf<'held'> | null;
  readonly done: SendEventOf<'done'> | null;
  readonly error: MainProcessError | null;
  /** Ids of the events taken up, so that a replay after a reconnect changes nothing. */
  readonly seen: readonly string[];
}

export function beginSend(id: SendId, stage: 'unsent' | 'resuming' = 'unsent'): SendState {
  return {
    id,
    stage,
    request: null,
    connected: null,
    redirects: [],
    head: null,
    trailers: [],
    sentBytes: 0,
    wireBytes: 0,
    bodyBytes: 0,
    elapsedMs: 0,
    samples: [],
    held: null,
    done: null,
    error: null,
    seen: [],
  };
}

export function isRunning(state: SendState | null): boolean {
  return state !== null && ['unsent', 'connecting', 'waiting', 'receiving'].includes(state.stage);
}

/** The state once main has the send. */
export function afterTaken(state: SendState): SendState {
  return state.stage === 'unsent' ? { ...state, stage: 'connecting' } : state;
}

/** The state where main never had the send, and won't: as the person wanted, or because of an error. */
export function afterWithdrawal(state: SendState, error: MainProcessError | null): SendState {
  return error ? afterFailure(state, error) : { ...state, stage: 'cancelled' };
}

/** The state after one event. An event that is known already (by `eventId`) changes nothing. */
export function afterEvent(state: SendState, eventId: string, event: SendEvent): SendState {
  if (state.seen.includes(eventId)) return state;
  // Progress comes by the hundred and is harmless when it is repeated: its ids are not kept.
  const seen = event.type === 'progress' ? state.seen : [...state.seen, eventId];
  switch (event.type) {
    case 'request':
      return { ...state, seen, request: event };
    case 'connected':
      return { ...state, seen, stage: 'waiting', connected: event };
    case 'redirected':
      return { ...state, seen, stage: 'connecting', redirects: [...state.redirects, event] };
    case 'headers':
      return { ...state, seen, stage: 'receiving', head: event };
    case 'trailers':
      return { ...state, seen, trailers: event.trailers };
    case 'progress':
      return {
        ...state,
        sentBytes: event.sent,
        wireBytes: event.wireBytes,
        bodyBytes: event.bodyBytes,
        elapsedMs: event.elapsedMs,
        samples: withSample(state.samples, event),
      };
    case 'held':
      return { ...state, seen, held: event };
    case 'wentOn':
      return { ...state, seen, held: null };
    case 'done':
      return {
        ...state,
        seen,
        held: null,
        stage: event.outcome === 'complete' ? 'done' : event.outcome,
        done: event,
        wireBytes: event.wireBytes,
        bodyBytes: event.bodyBytes,
        elapsedMs: event.elapsedMs,
      };
  }
}

/** The state after the exchange failed; what had arrived stays. */
export function afterFailure(state: SendState, error: MainProcessError): SendState {
  return { ...state, stage: 'failed', held: null, error };
}

const rateWindowMs = 2000;

function withSample(samples: readonly ProgressSample[], { elapsedMs, wireBytes }: ProgressSample) {
  const newest = { elapsedMs, wireBytes };
  const last = samples.at(-1);
  // A send that came back after a reconnect may repeat a sample: time has to move on.
  if (last && elapsedMs <= last.elapsedMs) return samples;
  const recent = samples.findLastIndex((sample) => sample.elapsedMs <= elapsedMs - rateWindowMs);
  return [...samples.slice(Math.max(recent, 0)), newest];
}

/** Bytes a second over about the last two seconds; null where there is too little to tell. */
export function rateOf({ samples }: Pick<SendState, 'samples'>): number | null {
  const first = samples.at(0);
  const last = samples.at(-1);
  if (!first || !last || last.elapsedMs - first.elapsedMs < 100) return null;
  return ((last.wireBytes - first.wireBytes) / (last.elapsedMs - first.elapsedMs)) * 1000;
}
