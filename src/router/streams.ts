import { isTrackedEnvelope, tracked, type TrackedEnvelope } from '@trpc/server';
import { z } from 'zod';
import { asTRPCError } from './trpc.ts';

/** An output schema for a subscription: each value is checked as it is yielded. */
export function streamOf<TItem>(item: z.ZodType<TItem>) {
  return z
    .custom<AsyncIterable<TItem>>(isAsyncIterable, 'not a stream')
    .transform((source) => mapEach(source, (value) => item.parse(value)));
}

/** As `streamOf`, for `tracked()` values: the window resumes after the last id it saw. */
export function trackedStreamOf<TItem>(item: z.ZodType<TItem>) {
  return z
    .custom<AsyncIterable<TrackedEnvelope<TItem>>>(isAsyncIterable, 'not a stream')
    .transform((source) =>
      mapEach(source, (value) => {
        if (!isTrackedEnvelope(value)) throw new TypeError('a tracked stream yielded a value without an id');
        return tracked(value[0], item.parse(value[1]));
      }),
    );
}

function isAsyncIterable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/** A service's failure on the way gets its tRPC code. */
async function* mapEach<TIn, TOut>(
  source: AsyncIterable<TIn>,
  map: (value: TIn) => TOut,
): AsyncGenerator<TOut> {
  try {
    for await (const value of source) yield map(value);
  } catch (cause) {
    throw asTRPCError(cause);
  }
}
