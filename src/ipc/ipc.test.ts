import { createTRPCClient, TRPCClientError } from '@trpc/client';
import { initTRPC, tracked, TRPCError } from '@trpc/server';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openPipe, type PipeKind, pipeKinds } from '#test/harness/pipes.ts';
import { IpcClient, ipcLink, subscriptionStream } from './client/index.ts';
import { type ErrorReport, serve, type ServedSession } from './server/index.ts';

const identity = { serialize: (value: unknown) => value, deserialize: (value: unknown) => value };

/** What the procedures below tell of themselves. */
function createProbe() {
  return { events: [] as string[], produced: 0, live: 0, signals: [] as AbortSignal[] };
}
type Probe = ReturnType<typeof createProbe>;

function createRouter() {
  const t = initTRPC.context<{ probe: Probe; sender: string }>().create({ transformer: identity });
  const { procedure } = t;
  return t.router({
    echo: procedure.input(z.unknown()).query(({ input }) => input),
    nothing: procedure.mutation(() => undefined),
    sender: procedure.query(({ ctx }) => ctx.sender),
    fail: procedure.query(() => {
      throw new TRPCError({ code: 'CONFLICT', message: 'two of them' });
    }),
    unsendable: procedure.query(() => ({ run: () => 1 })),
    /** Never answers; says when it is told to stop. */
    hang: procedure.query(
      ({ ctx, signal }) =>
        new Promise<never>((_resolve, reject) => {
          ctx.probe.events.push('hanging');
          signal?.addEventListener('abort', () => {
            ctx.probe.events.push('stopped');
            reject(signal.reason);
          });
        }),
    ),
    count: procedure.input(z.object({ to: z.number() })).subscription(async function* ({ ctx, input }) {
      ctx.probe.live += 1;
      try {
        for (let i = 0; i < input.to; i += 1) {
          ctx.probe.produced += 1;
          yield i;
        }
      } finally {
        ctx.probe.live -= 1;
        ctx.probe.events.push('cleaned');
      }
    }),
    bytes: procedure.input(z.object({ pieces: z.number() })).subscription(async function* ({ ctx, input }) {
      for (let i = 0; i < input.pieces; i += 1) {
        ctx.probe.produced += 1;
        yield new Uint8Array(65_536).fill(i);
      }
    }),
    resumable: procedure
      .input(z.object({ lastEventId: z.string().optional() }))
      .subscription(async function* ({ input, signal, ctx }) {
        for (let i = Number(input.lastEventId ?? 0) + 1; i <= 6; i += 1) {
          yield tracked(String(i), i);
          if (i !== 3 || input.lastEventId !== undefined) continue;
          ctx.probe.events.push('half');
          await new Promise((resolve) => signal?.addEventListener('abort', resolve));
          return;
        }
      }),
  });
}
type Router = ReturnType<typeof createRouter>;

/** A client and a server over a real pipe. */
async function connect(kind: PipeKind) {
  const router = createRouter();
  const probe = createProbe();
  const errors: ErrorReport<Router>[] = [];
  const sessions: ServedSession[] = [];
  const pipe = await openPipe(kind, (end) => {
    const number = sessions.length + 1;
    sessions.push(
      serve(end, `session ${number}`, {
        router,
        createContext: ({ sender }) => ({ probe, sender }),
        onError: (report) => errors.push(report),
      }),
    );
  });
  const ipc = new IpcClient({ connect: pipe.connect });
  const client = createTRPCClient<Router>({ links: [ipcLink({ client: ipc, transformer: identity })] });
  return {
    probe,
    errors,
    sessions,
    ipc,
    client,
    pipe,
    async [Symbol.asyncDispose]() {
      ipc.close();
      await pipe[Symbol.asyncDispose]();
      await Promise.all(sessions.map(({ ended }) => ended));
    },
  };
}

describe.each(pipeKinds)('tRPC over %s', (kind) => {
  it('carries calls, and values as they are', async () => {
    await using link = await connect(kind);
    for (const value of [0, false, '', null, undefined, { at: new Date(1), bytes: new Uint8Array([1]) }]) {
      expect(await link.client.echo.query(value)).toStrictEqual(value);
    }
    expect(await link.client.nothing.mutate()).toBeUndefined();
    expect(await link.client.sender.query()).toBe('session 1');
  });

  it('carries errors with their code, and reports each once', async () => {
    await using link = await connect(kind);
    const error: unknown = await link.client.fail.query().catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(TRPCClientError);
    expect(error).toMatchObject({ message: 'two of them', data: { code: 'CONFLICT', path: 'fail' } });
    expect(error).not.toHaveProperty('data.stack');
    expect(link.errors).toMatchObject([{ path: 'fail', type: 'query' }]);
  });

  it('answers a call whose output can not be sent', async () => {
    await using link = await connect(kind);
    await expect(link.client.unsendable.query()).rejects.toThrow("The output can't be sent: a function");
  });

  it('settles a thousand calls made at once', async () => {
    await using link = await connect(kind);
    const calls = Array.from({ length: 1000 }, (_, i) => link.client.echo.query(i));
    expect(await Promise.all(calls)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect(link.ipc.pendingCount).toBe(0);
    expect(link.sessions[0]?.callCount).toBe(0);
  });

  it('aborts the procedure of an aborted call, and rejects at once', async () => {
    await using link = await connect(kind);
    const controller = new AbortController();
    const call = link.client.hang.query(undefined, { signal: controller.signal });
    await expect.poll(() => link.probe.events).toEqual(['hanging']);
    controller.abort();
    await expect(call).rejects.toMatchObject({ cause: { name: 'AbortError' } });
    await expect.poll(() => link.probe.events).toEqual(['hanging', 'stopped']);
    expect(link.sessions[0]?.callCount).toBe(0);
    expect(link.errors).toEqual([]);
  });

  it('sends nothing for a call that is aborted already', async () => {
    await using link = await connect(kind);
    await expect(link.client.hang.query(undefined, { signal: AbortSignal.abort() })).rejects.toThrow(
      'aborted',
    );
    await link.client.echo.query(1);
    expect(link.probe.events).toEqual([]);
  });

  it('delivers started, every value, stopped, in order', async () => {
    await using link = await connect(kind);
    const seen: unknown[] = [];
    await new Promise<void>((resolve, reject) => {
      link.client.count.subscribe(
        { to: 1000 },
        {
          onStarted: () => seen.push('started'),
          onData: (value) => seen.push(value),
          onStopped: () => seen.push('stopped'),
          onComplete: resolve,
          onError: reject,
        },
      );
    });
    expect(seen).toEqual(['started', ...Array.from({ length: 1000 }, (_, i) => i), 'stopped']);
    expect(link.probe).toMatchObject({ live: 0, events: ['cleaned'] });
  });

  it('cleans up once when a subscription is stopped', async () => {
    await using link = await connect(kind);
    const subscription = link.client.count.subscribe({ to: 1e9 }, { onData: () => undefined });
    await expect.poll(() => link.probe.produced).toBeGreaterThan(10);
    subscription.unsubscribe();
    await expect.poll(() => link.probe.events).toEqual(['cleaned']);
    expect(link.sessions[0]?.callCount).toBe(0);
  });

  it('stops a source whose stream is not read, and takes it up again', async () => {
    await using link = await connect(kind);
    const stream = subscriptionStream<Uint8Array>((subscriber) =>
      link.client.bytes.subscribe({ pieces: 40 }, subscriber),
    );
    await expect.poll(() => link.probe.produced).toBe(12);
    await link.client.echo.query('time for more to arrive, if any did');
    expect(link.probe.produced).toBe(12);

    let size = 0;
    for await (const piece of stream) size += piece.byteLength;
    expect(size).toBe(40 * 65_536);
    expect(link.probe.produced).toBe(40);
  });

  it('resumes a tracked subscription after a lost connection, without a gap or a repeat', async () => {
    await using link = await connect(kind);
    const seen: number[] = [];
    const done = new Promise<void>((resolve, reject) => {
      link.client.resumable.subscribe(
        {},
        { onData: ({ data }) => seen.push(data), onComplete: resolve, onError: reject },
      );
    });
    const lost = link.client.hang.query();
    await expect.poll(() => link.probe.events).toContain('half');
    await expect.poll(() => seen).toEqual([1, 2, 3]);
    link.pipe.cut();
    await expect(lost).rejects.toThrow('The connection to the main process was lost');
    await done;
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await link.client.sender.query()).toBe('session 2');
  });

  it('aborts everything when the client goes', async () => {
    await using link = await connect(kind);
    const pending = link.client.hang.query();
    link.client.count.subscribe({ to: 1e9 }, { onData: () => undefined });
    await expect.poll(() => link.probe).toMatchObject({ live: 1, events: ['hanging'] });
    link.ipc.close();
    await expect(pending).rejects.toThrow('The client was closed');
    await link.sessions[0]?.ended;
    await expect.poll(() => link.probe.live).toBe(0);
    expect(link.probe.events.toSorted()).toEqual(['cleaned', 'hanging', 'stopped']);
  });
});
