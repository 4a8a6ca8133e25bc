import type { TRPCErrorShape } from '@trpc/server';

/** A procedure is called. tRPC's own envelope; `credit` is how many values a subscription may send at first. */
export interface CallMessage {
  readonly id: number;
  readonly method: 'query' | 'mutation' | 'subscription';
  readonly params: { readonly path: string; readonly input?: unknown; readonly lastEventId?: string };
  readonly credit?: number;
}

/** A call of any kind is wanted no more. */
export interface StopMessage {
  readonly id: number;
  readonly method: 'stop';
}

/** A subscription may send so many values more. */
export interface CreditMessage {
  readonly id: number;
  readonly method: 'credit';
  readonly credit: number;
}

export type ClientMessage = CallMessage | StopMessage | CreditMessage;

/**
 * The answer to a call, or one step of a subscription: `started`, `data` (with an id where tracked; without data where
 * that is undefined), `stopped`.
 */
export interface ResultMessage {
  readonly id: number;
  readonly result:
    | { readonly type: 'started' }
    | { readonly type: 'data'; readonly id?: string; readonly data?: unknown }
    | { readonly type: 'stopped' };
}

/** A call has failed; nothing follows for its id. */
export interface ErrorMessage {
  readonly id: number;
  readonly error: TRPCErrorShape;
}

export type ServerMessage = ResultMessage | ErrorMessage;

/** The id of whatever has one: a call can be answered even where the rest of its message makes no sense. */
export function messageId(value: unknown): number | null {
  const id = field(value, 'id');
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? id : null;
}

/** A property of anything at all. */
export function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined;
}

/** Whether a number is a count of credits: whole and positive. */
export function isCredit(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

/** A reply of the server, or null for junk. `shape` stays to be decoded by the transformer. */
export function parseServerMessage(
  value: unknown,
):
  | { id: number; error: unknown }
  | { id: number; type: 'started' | 'stopped' }
  | { id: number; type: 'data'; eventId: string | undefined; data: unknown }
  | null {
  const id = messageId(value);
  if (id === null) return null;
  const error = field(value, 'error');
  if (error !== undefined) return { id, error };
  const result = field(value, 'result');
  const type = field(result, 'type');
  if (type === 'started' || type === 'stopped') return { id, type };
  if (type !== 'data') return null;
  const eventId = field(result, 'id');
  return {
    id,
    type,
    eventId: typeof eventId === 'string' ? eventId : undefined,
    data: field(result, 'data'),
  };
}
