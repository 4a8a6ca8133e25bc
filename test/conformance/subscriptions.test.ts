import { expect } from 'vitest';
import { eventually } from '#test/harness/eventually.ts';
import { field } from '#ipc/protocol/messages.ts';
import { openClient, RawClient, subscription } from './client.ts';
import { row } from './suite.ts';

// 'basic subscription test', 'server subscription ended'
row(22, async (rig) => {
  using page = openClient(rig);
  for (const source of [page.client.count, page.client.countObservable]) {
    const seen: unknown[] = [];
    await new Promise<void>((resolve, reject) => {
      source.subscribe(
        { to: 200 },
        {
          onStarted: () => seen.push('started'),
          onData: (value) => seen.push(value),
          onStopped: () => seen.push('stopped'),
          onComplete() {
            seen.push('complete');
            resolve();
          },
          onError: reject,
        },
      );
    });
    expect(seen).toEqual(['started', ...Array.from({ length: 200 }, (_, i) => i), 'stopped', 'complete']);
  }
  expect(await rig.control.probe.query()).toMatchObject({ live: 0, events: ['cleaned', 'torn down'] });
});

// The same without callbacks: tRPC 11 lets a subscription be read with `for await`.
row(
  22,
  async (rig) => {
    using page = openClient(rig);
    const seen: number[] = [];
    for await (const value of page.client.count.subscribe({ to: 300 })) {
      seen.push(value);
      if (seen.length === 250) break;
    }
    expect(seen).toEqual(Array.from({ length: 250 }, (_, i) => i));
    await eventually(async () =>
      expect(await rig.control.probe.query()).toMatchObject({ live: 0, sessions: [{ calls: 0 }] }),
    );
  },
  { also: 'for await' },
);

row(23, async (rig) => {
  using page = openClient(rig);
  const seen: unknown[] = [];
  await new Promise<void>((resolve, reject) => {
    page.client.mixed.subscribe(
      { to: 300 },
      {
        onStarted: () => seen.push('started'),
        // Values with bytes travel in frames of their own, between those of the others.
        onData: (value) => seen.push(typeof value === 'number' ? value : { bytes: value[0] }),
        onComplete: resolve,
        onError: reject,
      },
    );
  });
  expect(seen).toEqual([
    'started',
    ...Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? { bytes: i % 256 } : i)),
  ]);
});

// 'sub emits errors'
row(24, async (rig) => {
  using page = openClient(rig);
  const seen: unknown[] = [];
  const errors: unknown[] = [];
  page.client.failsAfter.subscribe(
    { values: 3 },
    {
      onData: (value) => seen.push(value),
      onError: (error) => errors.push(error),
      onStopped: () => seen.push('stopped'),
      onComplete: () => seen.push('complete'),
    },
  );
  await eventually(() => expect(errors).toHaveLength(1));
  await page.client.echo.query('time for more to arrive, if any did');
  expect(seen).toEqual([0, 1, 2]);
  expect(errors).toMatchObject([{ message: 'enough', data: { code: 'CONFLICT' } }]);
  expect(page.ipc.pendingCount).toBe(0);
});

row(
  25,
  async (rig) => {
    using raw = await RawClient.open(rig, 'raw');
    for (let round = 0; round < 2; round += 1) {
      raw.send(subscription(7, 'count', { to: 2 }));
      await eventually(() => expect(raw.repliesTo(7)).toHaveLength((round + 1) * 4));
    }
    const once = [
      { id: 7, result: { type: 'started' } },
      { id: 7, result: { type: 'data', data: 0 } },
      { id: 7, result: { type: 'data', data: 1 } },
      { id: 7, result: { type: 'stopped' } },
    ];
    expect(raw.replies).toEqual([...once, ...once]);

    using page = openClient(rig);
    await new Promise<void>((resolve) => {
      page.client.count.subscribe({ to: 2 }, { onComplete: resolve });
    });
    await page.client.echo.query('after');
    const { messages } = await rig.control.wire.query('page');
    expect(
      messages.filter(({ direction }) => direction === 'in').map(({ message }) => field(message, 'method')),
    ).toEqual(['subscription', 'query']);
  },
  { config: { tap: true } },
);

row(26, async (rig) => {
  using page = openClient(rig);
  const error = await new Promise((resolve) => {
    page.client.notIterable.subscribe(undefined, { onError: resolve });
  });
  expect(error).toMatchObject({ data: { code: 'INTERNAL_SERVER_ERROR', path: 'notIterable' } });
  expect((await rig.control.probe.query()).sessions).toMatchObject([{ calls: 0 }]);
});

row(27, async (rig) => {
  using raw = await RawClient.open(rig);
  raw.send(subscription(1, 'feed'));
  await eventually(() => expect(raw.replies).toEqual([{ id: 1, result: { type: 'started' } }]));
  await eventually(async () => expect((await rig.control.probe.query()).listeners).toBe(1));
  for (const again of [
    subscription(1, 'feed'),
    { id: 1, method: 'query', params: { path: 'echo', input: 1 } },
  ]) {
    const before = raw.replies.length;
    raw.send(again);
    await eventually(() => expect(raw.replies).toHaveLength(before + 1));
    expect(raw.replies.at(-1)).toMatchObject({ id: 1, error: { data: { code: 'BAD_REQUEST' } } });
  }
  await rig.control.emit.mutate('goes on');
  await eventually(() =>
    expect(raw.replies.at(-1)).toEqual({ id: 1, result: { type: 'data', data: 'goes on' } }),
  );
  expect(await rig.control.probe.query()).toMatchObject({ live: 1, listeners: 1, sessions: [{ calls: 1 }] });
});

row(28, async (rig) => {
  using raw = await RawClient.open(rig);
  const sources = [
    subscription(1, 'failing', 'finally throws'),
    subscription(2, 'badTeardownObservable'),
    subscription(3, 'failing', 'return throws at once'),
    subscription(4, 'failing', 'return gives no promise'),
    subscription(5, 'failing', 'return never settles'),
    subscription(6, 'failing', 'no return'),
  ];
  for (const [index, source] of sources.entries()) {
    const id = index + 1;
    raw.send(source);
    await eventually(() => expect(raw.repliesTo(id).length).toBeGreaterThan(1));
    raw.send({ id, method: 'stop' });
    await raw.reply(
      (reply) => field(reply, 'id') === id && field(field(reply, 'result'), 'type') === 'stopped',
    );
    expect(raw.repliesTo(id).some((reply) => field(reply, 'error') !== undefined)).toBe(false);
  }
  await raw.roundTrip(100);
  const { events, errors, sessions } = await rig.control.probe.query();
  expect(errors.map(({ message }) => message)).toEqual([
    'finally throws',
    'the teardown failed',
    'return throws at once',
  ]);
  expect(events).toEqual(['cleaned', 'torn down', 'cleaned', 'cleaned', 'cleaned']);
  expect(sessions).toMatchObject([{ calls: 0 }]);
});

row(
  28,
  async (rig) => {
    using page = openClient(rig);
    for (const kind of ['next throws at once', 'next gives no promise', 'iterator throws at once'] as const) {
      const seen: number[] = [];
      const outcome = await new Promise<unknown>((resolve) => {
        const source = page.client.failing.subscribe(kind, {
          onData(value) {
            seen.push(value);
            // Awaiting what is no promise is as good as awaiting one: this source has no end.
            if (seen.length === 5) {
              source.unsubscribe();
              resolve('stopped');
            }
          },
          onError: resolve,
        });
      });
      if (kind === 'next gives no promise') expect(outcome).toBe('stopped');
      else expect(outcome).toMatchObject({ message: kind });
    }
    await eventually(async () =>
      expect((await rig.control.probe.query()).sessions).toMatchObject([{ calls: 0 }]),
    );
  },
  { also: 'an iterator that is no generator' },
);

// 'lazy mode': the states that its happy path goes through.
row(29, async (rig) => {
  using page = openClient(rig);
  const states: string[] = [];
  let errors = 0;
  page.client.feed.subscribe(undefined, {
    onStarted: () => states.push('started'),
    onConnectionStateChange({ state, error }) {
      states.push(state);
      if (error) errors += 1;
    },
  });
  await eventually(() => expect(states).toEqual(['idle', 'connecting', 'pending', 'started']));
  expect(errors).toBe(0);
  await rig.cut();
  // Started again, as tRPC's own link says it: what shows "connecting" must hear that it is over.
  await eventually(() =>
    expect(states.slice(4).filter((state) => state !== 'connecting')).toEqual(['pending', 'started']),
  );
  expect(states[4]).toBe('connecting');
  expect(errors).toBeGreaterThan(0);
});
