import { isTrackedEnvelope } from '@trpc/server';
import { isObservable, observableToAsyncIterable } from '@trpc/server/observable';
import type { Credit } from './credit.ts';
import { isAbortError } from './errors.ts';

/** What a procedure of the subscription kind may return. */
export function toAsyncIterable(result: unknown, signal: AbortSignal): AsyncIterable<unknown> | null {
  if (isObservable(result)) return observableToAsyncIterable(result, signal);
  return isAsyncIterable(result) ? result : null;
}

export function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

export interface SubscriptionOptions {
  readonly credit: Credit;
  readonly signal: AbortSignal;
  /** Called where the source is left before its end without having been stopped. */
  readonly abort: () => void;
  /** Sends one value, with its event id where it is tracked. Throws where it can't be encoded. */
  readonly send: (data: unknown, eventId: string | undefined) => void;
  /** A failure that the client is not told of: a teardown that throws. */
  readonly onTeardownError: (cause: unknown) => void;
}

const aborted = Symbol('aborted');

/**
 * Sends a source's values while there is credit, until it ends, fails or is aborted, and sees to it that the source's
 * cleanup runs, once. An abort is not held up by that cleanup: a source that never settles keeps nobody waiting, and
 * what its cleanup throws is reported when it does.
 * @throws what the source threw, or what `send` did.
 */
export async function pumpSubscription(
  source: AsyncIterable<unknown>,
  options: SubscriptionOptions,
): Promise<void> {
  const { credit, signal, abort, send, onTeardownError } = options;
  const iterator = source[Symbol.asyncIterator]();
  let finished = false;

  const reportTeardown = (cause: unknown) => {
    if (!isAbortError(cause)) onTeardownError(cause);
  };

  // One listener for the whole subscription, instead of a race (and its leftovers) for each value.
  let giveUp: (() => void) | null = null;
  const onAbort = () => {
    credit.wake();
    giveUp?.();
  };
  signal.addEventListener('abort', onAbort);

  const next = () =>
    new Promise<IteratorResult<unknown, unknown> | typeof aborted>((resolve, reject) => {
      giveUp = () => resolve(aborted);
      callAsync(() => iterator.next()).then(resolve, (cause: unknown) => {
        finished = true;
        if (signal.aborted) reportTeardown(cause);
        reject(cause);
      });
    });

  try {
    while (!signal.aborted) {
      if (!credit.tryTake()) {
        await credit.changed();
        continue;
      }
      // Declared inside, and not kept while the next value is waited for: a value sent can be collected.
      const result = await next();
      if (result === aborted) break;
      if (result.done) {
        finished = true;
        break;
      }
      if (isTrackedEnvelope(result.value)) {
        const [id, data] = result.value;
        send({ id, data }, id);
      } else {
        send(result.value, undefined);
      }
    }
  } finally {
    signal.removeEventListener('abort', onAbort);
    giveUp = null;
    if (!finished) {
      // A cleanup that waits for the signal is woken before it is asked to run.
      if (!signal.aborted) abort();
      // Awaited by nobody, see above; an iterator without `return` has nothing to clean up.
      callAsync(() => iterator.return?.()).catch(reportTeardown);
    }
  }
}

/** An iterator that is no generator may throw at once, or return what is no promise. */
async function callAsync<TResult>(call: () => TResult | Promise<TResult>): Promise<TResult> {
  return await call();
}
