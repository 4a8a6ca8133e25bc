import { fork } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { type Connect, subscriptionStream } from '#ipc/client/index.ts';
import type { Pipe } from '#ipc/protocol/pipe.ts';
import { bundle } from '#test/harness/services/bundle.ts';
import { openClient, RawClient, subscription } from './client.ts';
import { ProcessPipes } from './pipes/process-pipes.ts';
import { openRig, type Rig } from './rig.ts';
import { pipeKinds } from './rows.ts';
import { serverConfig } from './server/config.ts';
import { watchResources } from './server/garbage.ts';
import { ConformanceHost } from './server/host.ts';
import { eventually, failureOf } from './suite.ts';

/** Waits until a server has no live source, no listener, and no call in any session. */
function nothingIsLeft(rig: Rig): Promise<void> {
  return eventually(async () => {
    const { live, listeners, sessions } = await rig.control.probe.query();
    expect({ live, listeners, calls: sessions.map(({ calls }) => calls) }).toEqual({
      live: 0,
      listeners: 0,
      calls: sessions.map(() => 0),
    });
  });
}

describe.each(['MessagePort', 'process'] as const)(
  'a server over %s that is killed in mid-stream',
  (kind) => {
    it('fails what was pending, and leaves nothing behind', async () => {
      const nothingMore = watchResources();
      {
        await using rig = await openRig(kind);
        using page = openClient(rig, { reconnectDelayMs: null });
        const stream = subscriptionStream<number>((subscriber) =>
          page.client.count.subscribe({ to: 1e9 }, subscriber),
        );
        const reader = stream.getReader();
        for (let i = 0; i < 100; i += 1) expect(await reader.read()).toEqual({ done: false, value: i });
        const pending = failureOf(page.client.hang.query());
        const errors: unknown[] = [];
        page.client.feed.subscribe(undefined, { onError: (error) => errors.push(error) });
        await eventually(async () => expect((await rig.control.probe.query()).listeners).toBe(1));

        await rig.kill?.();

        const lost = { message: 'The connection to the main process was lost' };
        expect(await pending).toMatchObject(lost);
        await eventually(() => expect(errors).toMatchObject([lost]));
        const broken = async () => {
          for (;;) if ((await reader.read()).done) return;
        };
        expect(await failureOf(broken())).toMatchObject(lost);
        expect(page.ipc.pendingCount).toBe(0);
        expect(page.ipc.connectionState.get()).toMatchObject({ state: 'idle' });
      }
      await nothingMore();
    });
  },
);

describe('a client process that is killed in mid-stream', () => {
  it('has all of its work aborted', async () => {
    const host = new ConformanceHost(serverConfig.parse({}));
    const nothingMore = watchResources();
    const child = fork(bundle('conformance-client'), { serialization: 'advanced' });
    using pipes = new ProcessPipes(child, (pipe, label) => void host.serve(pipe, label));
    const { probe } = host;
    await eventually(() => {
      expect(probe).toMatchObject({ live: 2, events: ['hanging'] });
      expect(probe.produced).toBeGreaterThan(500);
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    await eventually(() => expect(probe.live).toBe(0));
    expect(probe.events.toSorted()).toEqual(['aborted', 'cleaned', 'cleaned', 'hanging']);
    expect(probe.errors).toEqual([]);
    expect(probe.topic.listenerCount('value')).toBe(0);
    expect(host.sessions).toMatchObject([{ ended: true, served: { callCount: 0 } }]);
    pipes[Symbol.dispose]();
    await nothingMore();
  });
});

/** A pipe that is lost after so many frames, of whichever direction. Counts them where it is not. */
class Cut {
  frames = 0;
  constructor(
    private readonly connect: Connect,
    private readonly after: number,
  ) {}

  /** The first connection is lost, those that follow are as good as any. */
  readonly connectFirst: Connect = async (session) => {
    const pipe = await this.connect(session);
    return this.#connections++ === 0 ? this.#cutting(pipe) : pipe;
  };
  #connections = 0;

  #cutting(pipe: Pipe): Pipe {
    const count = () => {
      this.frames += 1;
      if (this.frames === this.after) pipe.close();
    };
    return {
      send(frame) {
        pipe.send(frame);
        count();
      },
      start: (receiver) =>
        pipe.start({
          frame(frame) {
            receiver.frame(frame);
            count();
          },
          end: (cause) => receiver.end(cause),
        }),
      close: () => pipe.close(),
    };
  }
}

// Electron's pipe has no loss of its own; what ends it there are rows 39 to 42.
describe.each(pipeKinds.filter((kind) => kind !== 'Electron'))(
  'a pipe over %s that closes between two frames',
  (kind) => {
    /** Every kind of call, one after the other and side by side. */
    async function scenario(rig: Rig, cut: Cut, resumes: boolean) {
      using page = openClient(rig, {
        connect: cut.connectFirst,
        reconnectDelayMs: resumes ? () => 0 : null,
      });
      const { client } = page;
      const seen: number[] = [];
      const tracked = new Promise<unknown>((resolve) => {
        client.trackedCount.subscribe(
          { to: 150 },
          { onData: ({ data }) => seen.push(data), onComplete: () => resolve('complete'), onError: resolve },
        );
      });
      const others = [
        client.echo.query({ bytes: new Uint8Array(100) }).catch(String),
        client.save.mutate('b').catch(String),
        client.fail.query('code').catch(String),
        new Promise((resolve) => {
          client.unsendableEvent.subscribe(undefined, { onError: resolve });
        }),
        subscriptionStream<Uint8Array>((subscriber) =>
          client.pieces.subscribe({ count: 10, size: 100 }, subscriber),
        )
          .pipeTo(new WritableStream())
          .catch(String),
      ];
      await Promise.all(others);
      const aborted = new AbortController();
      const hanging = client.hang.query(undefined, { signal: aborted.signal }).catch(String);
      const feed = client.feed.subscribe(undefined, { onError: () => undefined });
      await client.echo.query('in between').catch(String);
      aborted.abort();
      feed.unsubscribe();
      await hanging;
      const outcome = await tracked;
      await client.echo.query('last').catch(String);
      expect(page.ipc.pendingCount).toBe(0);
      return { seen, outcome };
    }

    const whole = Array.from({ length: 150 }, (_, i) => i + 1);

    it('settles every call and leaves nothing behind, wherever that is', { timeout: 120_000 }, async () => {
      await using rig = await openRig(kind);
      await rig.control.probe.query();
      const nothingMore = watchResources();
      const uncut = new Cut(rig.connector('uncut'), 0);
      expect(await scenario(rig, uncut, true)).toEqual({ seen: whole, outcome: 'complete' });
      expect(uncut.frames).toBeGreaterThan(15);

      for (let after = 1; after <= uncut.frames + 1; after += 1) {
        for (const resumes of [true, false]) {
          const cut = new Cut(rig.connector(`${after}`), after);
          const { seen, outcome } = await scenario(rig, cut, resumes);
          // In order and without a gap, as far as it got; and all of it where it may go on.
          expect(seen).toEqual(whole.slice(0, seen.length));
          if (resumes) expect([seen.length, outcome]).toEqual([150, 'complete']);
          else if (seen.length < 150) {
            expect(outcome).toMatchObject({ message: 'The connection to the main process was lost' });
          }
        }
      }
      await nothingIsLeft(rig);
      const { sessions } = await rig.control.probe.query();
      await eventually(async () =>
        expect((await rig.control.probe.query()).sessions.filter(({ ended }) => !ended)).toEqual([]),
      );
      expect(sessions.length).toBeGreaterThan(uncut.frames);
      await nothingMore();
    });
  },
);

describe.each(pipeKinds)('over %s', (kind) => {
  it('a consumer that never reads holds the source, and its end releases it', async () => {
    await using rig = await openRig(kind);
    const open = () => {
      const page = openClient(rig, { reconnectDelayMs: null });
      const stream = subscriptionStream<Uint8Array>(
        (subscriber) => page.client.pieces.subscribe({ count: 1000, size: 65_536 }, subscriber),
        { highWaterMark: 4 },
      );
      return { page, stream };
    };
    // Closed by the client, lost on the way, cancelled by the reader.
    const closed = open();
    await eventually(async () => expect((await rig.control.probe.query()).produced).toBe(4));
    await closed.page.client.echo.query('time for more to arrive, if any did');
    expect((await rig.control.probe.query()).produced).toBe(4);
    closed.page.ipc.close();
    await nothingIsLeft(rig);

    const lost = open();
    await eventually(async () => expect((await rig.control.probe.query()).produced).toBe(8));
    await rig.cut();
    await nothingIsLeft(rig);
    await eventually(() => expect(lost.page.ipc.pendingCount).toBe(0));

    const cancelled = open();
    await eventually(async () => expect((await rig.control.probe.query()).produced).toBe(12));
    await cancelled.stream.cancel();
    await nothingIsLeft(rig);
    for (const { page } of [lost, cancelled]) page.ipc.close();
    expect((await rig.control.probe.query()).produced).toBe(12);
  });

  it('a producer that throws in its finally is reported, whatever ends it', async () => {
    await using rig = await openRig(kind);
    const errors = async () => (await rig.control.probe.query()).errors.map(({ message }) => message);
    for (const [count, end] of ['stop', 'close', 'cut'].entries()) {
      using raw = await RawClient.open(rig, `page-${end}`);
      raw.send(subscription(1, 'failing', 'finally throws', 3));
      await eventually(() => expect(raw.replies.length).toBeGreaterThan(1));
      if (end === 'stop') raw.send({ id: 1, method: 'stop' });
      if (end === 'close') raw[Symbol.dispose]();
      if (end === 'cut') await rig.cut();
      await eventually(async () => expect(await errors()).toEqual(Array(count + 1).fill('finally throws')));
    }
    await nothingIsLeft(rig);
  });

  it('a clock that jumps changes nothing', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'performance'] });
    try {
      await using rig = await openRig(kind);
      using page = openClient(rig);
      const seen: number[] = [];
      const jumps = ['2001-01-01', '2099-01-01', '1970-01-01'];
      const cuts: Promise<void>[] = [];
      const jump = async (at: number) => {
        vi.setSystemTime(jumps.pop() ?? 0);
        await rig.cut();
        await rig.control.open.mutate(String(at));
      };
      await new Promise<void>((resolve, reject) => {
        page.client.trackedCount.subscribe(
          { to: 300, pauseAt: [50, 100, 150] },
          {
            onData({ data }) {
              seen.push(data);
              if (data % 50 === 0 && data <= 150) cuts.push(jump(data));
            },
            onComplete: resolve,
            onError: reject,
          },
        );
      });
      await Promise.all(cuts);
      expect(seen).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
      page.ipc.close();
      await nothingIsLeft(rig);
    } finally {
      vi.useRealTimers();
    }
  });
});

it('a machine that was asleep, its pings unanswered meanwhile, goes on where it was', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] });
  try {
    await using rig = await openRig('WebSocket');
    using page = openClient(rig);
    const seen: number[] = [];
    const done = new Promise<void>((resolve, reject) => {
      page.client.trackedCount.subscribe(
        { to: 100, pauseAt: [40] },
        { onData: ({ data }) => seen.push(data), onComplete: resolve, onError: reject },
      );
    });
    await vi.waitUntil(() => seen.length === 40, { timeout: 10_000 });
    // Two pings are due at once, and no answer to the first can have come.
    vi.advanceTimersByTime(60_000);
    vi.setSystemTime(Date.now() + 3_600_000);
    await rig.control.open.mutate('40');
    await done;
    expect(seen).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    page.ipc.close();
    await vi.waitUntil(
      async () =>
        (await rig.control.probe.query()).sessions.every(({ ended, calls }) => ended && calls === 0),
      { timeout: 10_000 },
    );
    // The pings' timer goes with its session.
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
