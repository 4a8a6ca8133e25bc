import { once } from 'node:events';
import { runInNewContext } from 'node:vm';
import { initTRPC, lazy, tracked, TRPCError } from '@trpc/server';
import { observable } from '@trpc/server/observable';
import { z } from 'zod';
import type { ServerConfig } from './config.ts';
import { Failing, type FailureKind, failureKinds } from './failing-sources.ts';
import type { Probe } from './probe.ts';
import { Celsius, transformers } from './transformers.ts';

export interface ConformanceContext {
  readonly probe: Probe;
  readonly sender: string;
}

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'not bytes');

/** The procedures that the rows are shown with. The same on every pipe. */
export function createConformanceRouter(config: ServerConfig) {
  const t = initTRPC.context<ConformanceContext>().create({
    transformer: transformers[config.transformer],
    // As bad as it can be: what keeps stack traces back must be the adapter.
    isDev: true,
    errorFormatter({ shape, error }) {
      if (config.formatter === 'throws') throw new Error('the formatter failed');
      const issues = error.cause instanceof z.ZodError ? error.cause.issues : undefined;
      return {
        ...shape,
        data: {
          ...shape.data,
          issues: issues?.map(({ path, message }) => ({ path: path.map(String), message })),
          formatted: true,
          ...(config.transformer === 'symmetric' && { at: new Celsius(-1) }),
          ...(config.formatter === 'unsendable' && { run: () => 1 }),
        },
      };
    },
  });
  const { procedure, router } = t;

  /** Keeps count of a generator's life. */
  async function* counted<TValue>(probe: Probe, source: AsyncIterable<TValue>): AsyncGenerator<TValue> {
    probe.live += 1;
    try {
      for await (const value of source) {
        probe.produced += 1;
        yield value;
      }
    } finally {
      probe.live -= 1;
      probe.note('cleaned');
    }
  }

  const hang = ({ ctx: { probe }, signal }: { ctx: ConformanceContext; signal: AbortSignal | undefined }) =>
    new Promise<string>((_resolve, reject) => {
      probe.note('hanging');
      signal?.addEventListener('abort', () => {
        probe.note('aborted');
        reject(signal.reason);
      });
    });

  return router({
    // Calls
    echo: procedure.input(z.unknown()).query(({ input }) => input),
    save: procedure.input(z.unknown()).mutation(({ input }) => input),
    nothing: procedure.mutation(() => undefined),
    kindOf: procedure.input(z.unknown()).query(({ input }) => (input === null ? 'null' : typeof input)),
    sender: procedure.query(({ ctx }) => ctx.sender),
    deep: router({ deeper: router({ hello: procedure.query(() => 'from below') }) }),
    lazy: lazy(() =>
      Promise.resolve({ default: router({ hello: procedure.query(() => 'from a lazy one') }) }),
    ),
    /** Answers when its gate is opened. */
    gated: procedure.input(z.string()).query(async ({ ctx, input }) => {
      await ctx.probe.gate(input);
      return input;
    }),
    /** What the symmetric transformer can write and can't read. */
    poison: procedure.query(() => ({ word: 'poison' })),
    /** Never answers; says when it is told to stop. */
    hang: procedure.query(hang),
    hangMutation: procedure.mutation(hang),
    streamQuery: procedure.query(({ ctx }) => counted(ctx.probe, naturals(3))),
    contextFails: procedure.query(() => 'not reached'),
    contextWaits: procedure.query(({ ctx }) => {
      ctx.probe.note('ran');
      return 1;
    }),
    contextWaitsMutation: procedure.mutation(({ ctx }) => ctx.probe.note('ran')),

    // Errors
    fail: procedure.input(z.enum(['code', 'string', 'object', 'realm', 'nothing'])).query(({ input }) => {
      throw thrown(input);
    }),
    adult: procedure
      .input(z.object({ person: z.object({ age: z.number().min(18, 'too young') }) }))
      .mutation(({ input }) => input.person.age),
    /** Fails until it has been called so often. */
    flaky: procedure.input(z.object({ failures: z.number() })).query(({ ctx, input }) => {
      ctx.probe.produced += 1;
      if (ctx.probe.produced <= input.failures) throw new TRPCError({ code: 'TIMEOUT', message: 'not yet' });
      return ctx.probe.produced;
    }),
    unsendable: procedure.input(z.enum(['function', 'instance', 'circle'])).query(({ input }) => {
      const circle: Record<string, unknown> = {};
      circle['self'] = circle;
      return { function: () => 1, instance: new URL('http://localhost/'), circle }[input];
    }),
    unsendableEvent: procedure.subscription(async function* ({ ctx }) {
      yield* counted<unknown>(ctx.probe, listed([1, () => 2, 3]));
    }),

    // Subscriptions
    count: procedure
      .input(z.object({ to: z.number() }))
      .subscription(({ ctx, input }) => counted(ctx.probe, naturals(input.to))),
    countObservable: procedure.input(z.object({ to: z.number() })).subscription(({ ctx, input }) =>
      observable<number>((observer) => {
        for (let i = 0; i < input.to; i += 1) observer.next(i);
        observer.complete();
        return () => ctx.probe.note('torn down');
      }),
    ),
    /** What the test emits, until it is stopped. */
    feed: procedure.subscription(async function* ({ ctx: { probe }, signal }) {
      probe.live += 1;
      try {
        for (;;) {
          const [value]: unknown[] = await once(probe.topic, 'value', signal ? { signal } : {});
          yield value;
        }
      } finally {
        probe.live -= 1;
        probe.note('cleaned');
      }
    }),
    feedObservable: procedure.subscription(({ ctx: { probe } }) =>
      observable<unknown>((observer) => {
        probe.live += 1;
        const onValue = (value: unknown) => observer.next(value);
        probe.topic.on('value', onValue);
        probe.stray = () => observer.next('emitted after the stop');
        return () => {
          probe.live -= 1;
          probe.topic.off('value', onValue);
          probe.note('torn down');
        };
      }),
    ),
    contextWaitsSubscription: procedure.subscription(({ ctx }) => {
      ctx.probe.note('ran');
      return counted(ctx.probe, naturals(10));
    }),
    /** Text and bytes by turns. */
    mixed: procedure.input(z.object({ to: z.number() })).subscription(async function* ({ input }) {
      for (let i = 0; i < input.to; i += 1) yield i % 3 === 0 ? new Uint8Array([i]) : i;
    }),
    failsAfter: procedure.input(z.object({ values: z.number() })).subscription(async function* ({ input }) {
      yield* naturals(input.values);
      throw new TRPCError({ code: 'CONFLICT', message: 'enough' });
    }),
    notIterable: procedure.subscription((): AsyncIterable<number> => JSON.parse('42')),
    /** Sources that misbehave, each in its way; see failing-sources.ts. */
    failing: procedure
      .input(z.enum(failureKinds))
      .subscription(({ ctx, input }) => failing(input, ctx.probe)),
    badTeardownObservable: procedure.subscription(({ ctx }) =>
      observable<number>((observer) => {
        observer.next(0);
        return () => {
          ctx.probe.note('torn down');
          throw new Error('the teardown failed');
        };
      }),
    ),

    // Resuming
    trackedCount: procedure
      .input(
        z.object({
          to: z.number(),
          /** Numbers after which it waits for the gate of their name, or for its end. */
          pauseAt: z.array(z.number()).optional(),
          lastEventId: z.string().optional(),
        }),
      )
      .subscription(async function* ({ ctx, input, signal }) {
        ctx.probe.note(`from ${input.lastEventId ?? 'the start'}`);
        for (let i = Number(input.lastEventId ?? 0) + 1; i <= input.to; i += 1) {
          yield tracked(String(i), i);
          if (!input.pauseAt?.includes(i)) continue;
          const stopped = new Promise((resolve) => signal?.addEventListener('abort', resolve));
          await Promise.race([ctx.probe.gate(String(i)), stopped]);
          if (signal?.aborted) return;
        }
      }),
    inputOf: procedure.input(z.unknown()).subscription(async function* ({ input }) {
      yield input;
    }),

    // Load
    pieces: procedure
      .input(z.object({ count: z.number(), size: z.number() }))
      .subscription(({ ctx, input }) => counted(ctx.probe, piecesOf(input))),
    /** Objects that nobody else holds, and then nothing until it is stopped. */
    objects: procedure.input(z.object({ count: z.number() })).subscription(async function* ({
      ctx,
      input,
      signal,
    }) {
      for (let i = 0; i < input.count; i += 1) {
        const value = { i, filler: 'x'.repeat(1000) };
        ctx.probe.sent.push(new WeakRef(value));
        yield value;
      }
      await new Promise((resolve) => signal?.addEventListener('abort', resolve));
    }),
    blob: procedure.input(z.object({ size: z.number() })).query(({ input }) => pattern(input.size)),
    /** Says what has arrived, byte by byte and as what. */
    inspect: procedure.input(z.object({ blob: bytes })).mutation(({ input: { blob } }) => ({
      kind: blob.constructor.name,
      size: blob.byteLength,
      exact: Buffer.compare(blob, pattern(blob.byteLength)) === 0,
    })),
  });

  function failing(kind: FailureKind, probe: Probe): AsyncIterable<number> {
    return new Failing(kind, probe);
  }
}

export type ConformanceRouter = ReturnType<typeof createConformanceRouter>;

/** Bytes that repeat at no power of two. */
export function pattern(size: number): Uint8Array {
  const block = Uint8Array.from({ length: Math.min(size, 251) }, (_, i) => i);
  const all = new Uint8Array(size);
  for (let offset = 0; offset < size; offset += block.length) {
    all.set(block.subarray(0, size - offset), offset);
  }
  return all;
}

async function* naturals(to: number): AsyncGenerator<number> {
  for (let i = 0; i < to; i += 1) yield i;
}

async function* listed<TValue>(values: TValue[]): AsyncGenerator<TValue> {
  yield* values;
}

async function* piecesOf({ count, size }: { count: number; size: number }): AsyncGenerator<Uint8Array> {
  for (let i = 0; i < count; i += 1) yield new Uint8Array(size).fill(i);
}

function thrown(kind: 'code' | 'string' | 'object' | 'realm' | 'nothing'): unknown {
  switch (kind) {
    case 'code':
      return new TRPCError({ code: 'CONFLICT', message: 'two of them' });
    case 'string':
      return 'thrown as a string';
    case 'object':
      return { message: 'thrown as an object' };
    case 'realm':
      return runInNewContext('new Error("thrown in another realm")');
    case 'nothing':
      return undefined;
  }
}
