import { isTrackedEnvelope, tracked, type TrackedEnvelope } from '@trpc/server';
import { z } from 'zod';
import { asTRPCError } from './trpc.ts';

/** An output schema for a subscription: each value is checked as it is yielded. */
export function streamOf<TItem>(item: z.ZodType<TItem>) {
  return z
    .custom<AsyncIterable<TItem>>(isAsyncIterable, 'not a stream')
    .transform((source) => parseEach(source, item));
}

/** As `streamOf`, for `tracked()` values: the window resumes after the last id it saw. */
export function trackedStreamOf<TItem>(item: z.ZodType<TItem>) {
  return z
    .custom<AsyncIterable<TrackedEnvelope<TItem>>>(isAsyncIterable, 'not a stream')
    .transform((source) => parseEachTracked(source, item));
}

function isAsyncIterable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

async function* parseEach<TItem>(
  source: AsyncIterable<TItem>,
  item: z.ZodType<TItem>,
): AsyncGenerator<TItem> {
  try {
    for await (const value of source) yield item.parse(value);
  } catch (cause) {
    throw asTRPCError(cause);
  }
}

async function* parseEachTracked<TItem>(
  source: AsyncIterable<TrackedEnvelope<TItem>>,
  item: z.ZodType<TItem>,
): AsyncGenerator<TrackedEnvelope<TItem>> {
  try {
    for await (const value of source) {
      if (!isTrackedEnvelope(value)) throw new TypeError('a tracked stream yielded a value without an id');
      yield tracked(value[0], item.parse(value[1]));
    }
  } catch (cause) {
    throw asTRPCError(cause);
  }
}
