import { getEventListeners } from 'node:events';
import { expect } from 'vitest';
import { eventually } from '#test/harness/eventually.ts';
import { subscriptionStream } from '#ipc/client/index.ts';
import { openClient, query, RawClient } from './client.ts';
import { collectGarbage, heapAfterGc } from './server/garbage.ts';
import { pattern } from './server/router.ts';
import { failureOf, row } from './suite.ts';

const mebibyte = 1024 * 1024;

row(55, async (rig) => {
  using page = openClient(rig);
  const calls = Array.from({ length: 1000 }, (_, i) =>
    i % 3 === 0
      ? failureOf(page.client.contextFails.query()).then(() => i)
      : page.client.gated.query('all').then(() => i),
  );
  await eventually(async () =>
    expect((await rig.control.probe.query()).sessions).toMatchObject([{ calls: 666 }]),
  );
  await rig.control.open.mutate('all');
  expect(await Promise.all(calls)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  expect(page.ipc.pendingCount).toBe(0);
  expect((await rig.control.probe.query()).sessions).toMatchObject([{ calls: 0 }]);
});

row(
  56,
  async (rig) => {
    using page = openClient(rig);
    let next = 0;
    await new Promise<void>((resolve, reject) => {
      page.client.count.subscribe(
        { to: 10_000 },
        {
          onData(value) {
            if (value !== next) reject(new Error(`${value} came where ${next} was due`));
            next += 1;
          },
          onComplete: resolve,
          onError: reject,
        },
      );
    });
    expect(next).toBe(10_000);
    const { maxOutstanding } = await rig.control.wire.query();
    expect(maxOutstanding).toBeGreaterThan(0);
    expect(maxOutstanding).toBeLessThanOrEqual(128);
  },
  { config: { tap: true } },
);

row(57, async (rig) => {
  using page = openClient(rig);
  const { client } = page;
  const stream = subscriptionStream<Uint8Array>(
    (subscriber) => client.pieces.subscribe({ count: 100, size: 65_536 }, subscriber),
    { highWaterMark: 4 },
  );
  await eventually(async () => expect((await rig.control.probe.query()).produced).toBe(4));
  await client.echo.query('time for more to arrive, if any did');
  expect((await rig.control.probe.query()).produced).toBe(4);
  const reader = stream.getReader();
  for (let i = 0; i < 10; i += 1) await reader.read();
  await client.echo.query('time for more');
  expect((await rig.control.probe.query()).produced).toBeLessThanOrEqual(14);
  await reader.cancel();
  await eventually(async () =>
    expect(await rig.control.probe.query()).toMatchObject({ live: 0, sessions: [{ calls: 0 }] }),
  );
});

row(
  57,
  async (rig) => {
    // A client that grants no credit at all gets what its call allowed, and the rest when it asks.
    using raw = await RawClient.open(rig);
    raw.send({ id: 1, method: 'subscription', params: { path: 'count', input: { to: 100 } }, credit: 3 });
    await eventually(() => expect(raw.replies).toHaveLength(4));
    await raw.roundTrip(2);
    expect(raw.repliesTo(1)).toHaveLength(4);
    for (const nonsense of [0, -1, 0.5, '7', null, Number.MAX_VALUE]) {
      raw.send({ id: 1, method: 'credit', credit: nonsense });
    }
    await raw.roundTrip(3);
    expect(raw.repliesTo(1)).toHaveLength(4);
    raw.send({ id: 1, method: 'credit', credit: 2 });
    await eventually(() => expect(raw.repliesTo(1)).toHaveLength(6));
    await raw.roundTrip(4);
    expect(await rig.control.probe.query()).toMatchObject({ produced: 5, live: 1 });
    raw.send(query(5, 'echo', 1));
  },
  { also: 'credit' },
);

row(58, async (rig) => {
  using page = openClient(rig);
  const received: WeakRef<object>[] = [];
  const count = 500;
  page.client.objects.subscribe({ count }, { onData: (value) => received.push(new WeakRef(value)) });
  await eventually(() => expect(received).toHaveLength(count));
  await page.client.echo.query('the last of them is not the last thing that came');
  await eventually(async () => {
    await collectGarbage();
    // Whichever came last may still be in someone's hands, while the subscription is open.
    expect(received.filter((reference) => reference.deref() !== undefined).length).toBeLessThan(5);
    expect(await rig.control.uncollected.mutate()).toBeLessThan(5);
  });
  expect(page.ipc.pendingCount).toBe(1);
});

row(
  59,
  async (rig) => {
    using page = openClient(rig);
    const size = 4 * mebibyte;
    const blob = await page.client.blob.query({ size });
    expect(Object.getPrototypeOf(blob)).toBe(Uint8Array.prototype);
    expect(Buffer.compare(blob, pattern(size))).toBe(0);
    expect(await page.client.inspect.mutate({ blob: pattern(size) })).toEqual({
      kind: 'Uint8Array',
      size,
      exact: true,
    });
    // A Buffer, and a view into the middle of another's memory, are bytes too.
    const view = new Uint8Array(pattern(1000).buffer, 251, 502);
    expect(await page.client.inspect.mutate({ blob: view })).toEqual({
      kind: 'Uint8Array',
      size: 502,
      exact: true,
    });
    expect(await page.client.inspect.mutate({ blob: Buffer.from(pattern(9)) })).toMatchObject({
      kind: 'Uint8Array',
    });
    const { messages } = await rig.control.wire.query();
    const large = messages.filter((message) => message.size > mebibyte);
    expect(large.map(({ direction, kind }) => [direction, kind])).toEqual([
      ['out', 'bytes'],
      ['in', 'bytes'],
    ]);
    for (const message of large) expect(message.size - size).toBeLessThan(500);
  },
  { config: { tap: true } },
);

row(
  60,
  async (rig) => {
    using page = openClient(rig);
    const { client } = page;
    const controller = new AbortController();
    const cycle = (i: number) =>
      new Promise<void>((resolve, reject) => {
        const source = [client.feed, client.feedObservable][i % 2] ?? client.feed;
        const subscription = source.subscribe(undefined, {
          signal: controller.signal,
          onStarted() {
            subscription.unsubscribe();
            resolve();
          },
          onError: reject,
        });
      });
    const cycles = async (count: number) => {
      for (let i = 0; i < count; i += 1) await cycle(i);
      await eventually(async () => expect(await rig.control.heap.mutate()).toBeGreaterThan(0));
      await eventually(async () => {
        const { live, listeners, sessions } = await rig.control.probe.query();
        expect({ live, listeners, calls: sessions[0]?.calls }).toEqual({ live: 0, listeners: 0, calls: 0 });
      });
    };
    await cycles(300);
    const server = await rig.control.heap.mutate();
    const own = await heapAfterGc();
    await cycles(1000);
    expect((await rig.control.heap.mutate()) - server).toBeLessThan(mebibyte);
    expect((await heapAfterGc()) - own).toBeLessThan(mebibyte);
    expect(page.ipc.pendingCount).toBe(0);
    expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
  },
  { timeoutMs: 60_000 },
);
