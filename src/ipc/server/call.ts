import { type AnyTRPCRouter, callTRPCProcedure, type inferRouterContext, TRPCError } from '@trpc/server';
import { isObservable } from '@trpc/server/observable';
import { parseTRPCMessage } from '@trpc/server/rpc';
import { field, isCredit, type ServerMessage } from '../protocol/messages.ts';
import type { Outbox } from '../protocol/outbox.ts';
import { UnencodableError } from '../protocol/values.ts';
import type { Credit } from './credit.ts';
import { type ErrorReport, errorShape, fallbackShape, isAbortError, report, toTRPCError } from './errors.ts';
import type { ServeOptions, SessionInfo } from './options.ts';
import { isAsyncIterable, pumpSubscription, toAsyncIterable } from './subscription.ts';

/** Values that a subscription may send before the first grant, where its call doesn't say. */
const defaultCredit = 16;

/** A call as it came, its input decoded by the router's transformer. */
export interface ParsedCall {
  readonly type: 'query' | 'mutation' | 'subscription';
  readonly path: string;
  readonly input: unknown;
  readonly credit: number;
}

/**
 * Reads a call.
 * @throws {TRPCError} PARSE_ERROR where the message is no call, or its input can't be decoded.
 */
export function parseCall(value: unknown, router: AnyTRPCRouter): ParsedCall {
  try {
    const message = parseTRPCMessage(value, router._def._config.transformer);
    if (message.method === 'subscription.stop') throw new Error('Invalid procedure type');
    const { path, input, lastEventId } = message.params;
    const credit = field(value, 'credit');
    return {
      type: message.method,
      path,
      input: lastEventId === undefined ? input : withLastEventId(input, lastEventId),
      credit: isCredit(credit) ? credit : defaultCredit,
    };
  } catch (cause) {
    throw new TRPCError({ code: 'PARSE_ERROR', message: 'The call could not be read', cause });
  }
}

/** As tRPC does it: merged into an object, in place of a missing input, and left out of a primitive. */
function withLastEventId(input: unknown, lastEventId: string): unknown {
  if (input === undefined || input === null) return { lastEventId };
  return typeof input === 'object' && !Array.isArray(input) ? { ...input, lastEventId } : input;
}

/** What a call needs of its session. */
export interface CallScope<TRouter extends AnyTRPCRouter, TSender> {
  readonly options: ServeOptions<TRouter, TSender>;
  readonly session: SessionInfo<TSender>;
  readonly outbox: Outbox;
}

/** Answers a call that can't be run. Reported like any failure. */
export function refuseCall<TRouter extends AnyTRPCRouter, TSender>(
  { options, outbox }: CallScope<TRouter, TSender>,
  id: number,
  error: TRPCError,
  call: ParsedCall | null,
): void {
  const details = {
    error,
    type: call?.type ?? 'unknown',
    path: call?.path,
    input: call?.input,
    ctx: undefined,
  } as const;
  report(options, details);
  replyWithError(options, outbox, id, details);
}

/**
 * Runs one call to its end and sends what comes of it.
 * @param controller aborts the procedure's `signal`; whoever aborts it has taken the call off its session already.
 * @param release frees the id, before the reply that lets the client use it again. Called at least once.
 */
export async function runCall<TRouter extends AnyTRPCRouter, TSender>(
  scope: CallScope<TRouter, TSender>,
  id: number,
  call: ParsedCall,
  { controller, credit }: { readonly controller: AbortController; readonly credit: Credit },
  release: () => void,
): Promise<void> {
  const { options, session, outbox } = scope;
  const { signal } = controller;
  const { type, path, input } = call;
  let ctx: inferRouterContext<TRouter> | undefined;
  /** Its own failure has aborted it: its client still waits for the answer. */
  let hasFailed = false;
  const details = (cause: unknown): ErrorReport<TRouter> => ({
    error: toTRPCError(cause),
    type,
    path,
    input,
    ctx,
  });
  const send = (message: ServerMessage) => reply(options, outbox, message);

  try {
    ctx = await options.createContext(session, { type, path, signal });
    if (!signal.aborted) {
      const result: unknown = await callTRPCProcedure({
        router: options.router,
        path,
        getRawInput: () => Promise.resolve(input),
        ctx,
        type,
        signal,
        batchIndex: 0,
      });
      if (type !== 'subscription') {
        refuseIterable(result, type);
        release();
        if (!signal.aborted) send({ id, result: { type: 'data', data: result } });
        return;
      }
      // An observable does its work from the moment it is subscribed to: after a stop it is left alone.
      if (!(signal.aborted && isObservable(result))) {
        const source = toAsyncIterable(result, signal);
        if (source === null) throw notIterable(path);
        if (!signal.aborted) send({ id, result: { type: 'started' } });
        await pumpSubscription(source, {
          credit,
          signal,
          abort() {
            hasFailed = true;
            controller.abort();
          },
          send: (data, eventId) =>
            send({
              id,
              result: eventId === undefined ? { type: 'data', data } : { type: 'data', id: eventId, data },
            }),
          onTeardownError: (cause) => report(options, details(cause)),
        });
      }
    }
    release();
    if (type === 'subscription') send({ id, result: { type: 'stopped' } });
  } catch (cause) {
    release();
    const failure = details(cause);
    if (signal.aborted && !hasFailed) {
      // Stopped: nobody waits for an answer, and an AbortError is how it was meant to end.
      if (!isAbortError(failure.error.cause ?? cause)) report(options, failure);
      return;
    }
    report(options, failure);
    replyWithError(options, outbox, id, failure);
  }
}

function reply<TRouter extends AnyTRPCRouter, TSender>(
  { router }: ServeOptions<TRouter, TSender>,
  outbox: Outbox,
  message: ServerMessage,
): void {
  try {
    outbox.write(serialize(router, message));
  } catch (cause) {
    throw cause instanceof UnencodableError
      ? new TRPCError({
          code: 'INTERNAL_SERVER_ERROR',
          message: `The output can't be sent: ${cause.message}`,
          cause,
        })
      : cause;
  }
}

/** What tRPC's `transformTRPCResponse` does, without the copies of each message that it makes. */
function serialize(router: AnyTRPCRouter, message: ServerMessage): ServerMessage {
  const { output } = router._def._config.transformer;
  const { id } = message;
  if ('error' in message) return { id, error: output.serialize(message.error) };
  const { result } = message;
  if (result.type !== 'data') return message;
  const data: unknown = output.serialize(result.data);
  // Left out, it arrives as undefined; as a value of its own it would need an extra.
  if (data === undefined && result.id === undefined) return { id, result: { type: 'data' } };
  return {
    id,
    result: result.id === undefined ? { type: 'data', data } : { type: 'data', id: result.id, data },
  };
}

function replyWithError<TRouter extends AnyTRPCRouter, TSender>(
  options: ServeOptions<TRouter, TSender>,
  outbox: Outbox,
  id: number,
  details: ErrorReport<TRouter>,
): void {
  try {
    reply(options, outbox, { id, error: errorShape(options, details) });
  } catch (cause) {
    // The shape itself has no form on the wire. The caller must be answered all the same.
    report(options, { ...details, error: toTRPCError(cause) });
    try {
      reply(options, outbox, { id, error: fallbackShape });
    } catch {
      // The transformer fails at anything: its own half of the client can't read this, and says so to the caller.
      outbox.write({ id, error: fallbackShape });
    }
  }
}

function refuseIterable(result: unknown, type: string): void {
  if (!isAsyncIterable(result) && !isObservable(result)) return;
  // Neither has begun its work: there is nothing to clean up.
  throw new TRPCError({
    code: 'UNSUPPORTED_MEDIA_TYPE',
    message: `A ${type} can't return a stream. Make the procedure a subscription.`,
  });
}

function notIterable(path: string): TRPCError {
  return new TRPCError({
    code: 'INTERNAL_SERVER_ERROR',
    message: `Subscription ${path} did not return an async iterable or an observable`,
  });
}
