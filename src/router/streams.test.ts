import { tracked, TRPCError } from '@trpc/server';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { all } from '#test/harness/services/support.ts';
import { Failure } from './contracts/failure.ts';
import { streamOf, trackedStreamOf } from './streams.ts';

async function* yielding<TItem>(items: readonly TItem[], error?: Error) {
  yield* items;
  if (error) throw error;
}

test('each value of a stream is checked as it comes', async () => {
  const numbers = streamOf(z.number());
  expect(await all(numbers.parse(yielding([1, 2])))).toEqual([1, 2]);
  const broken = numbers.parse(yielding([1, 'two']))[Symbol.asyncIterator]();
  expect(await broken.next()).toEqual({ done: false, value: 1 });
  await expect(broken.next()).rejects.toBeInstanceOf(z.ZodError);
});

test('the ids of a tracked stream are kept', async () => {
  const numbers = trackedStreamOf(z.number());
  const [item] = await all(numbers.parse(yielding([tracked('7', 1)])));
  expect(item?.slice(0, 2)).toEqual(['7', 1]);
  await expect(all(numbers.parse(yielding([tracked('7', 'one')])))).rejects.toBeInstanceOf(z.ZodError);
  await expect(all(numbers.parse(yielding([1])))).rejects.toThrow('without an id');
});

test('a failure in a stream has its code, tracked or not', async () => {
  const failure = new Failure('NOT_FOUND', 'gone');
  const streams = [
    streamOf(z.number()).parse(yielding([], failure)),
    trackedStreamOf(z.number()).parse(yielding([], failure)),
  ];
  for (const stream of streams) {
    const error: unknown = await all<unknown>(stream).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(TRPCError);
    expect(error).toMatchObject({ code: 'NOT_FOUND', cause: failure });
  }
});

test('what is no stream is refused', () => {
  for (const value of [undefined, 1, [1], 'text', {}])
    expect(streamOf(z.number()).safeParse(value).success).toBe(false);
});

test('a reader that leaves lets the source clean up', async () => {
  let isClean = false;
  async function* source() {
    try {
      for (let number = 0; ; number += 1) yield number;
    } finally {
      isClean = true;
    }
  }
  for await (const _ of streamOf(z.number()).parse(source())) break;
  expect(isClean).toBe(true);
});
