import { getEventListeners } from 'node:events';
import { TRPCClientError } from '@trpc/client';
import { expect } from 'vitest';
import { eventually } from '#test/harness/eventually.ts';
import { openClient } from './client.ts';
import { failureOf, row } from './suite.ts';

row(16, async (rig) => {
  using page = openClient(rig);
  for (const call of ['query', 'mutation'] as const) {
    const controller = new AbortController();
    const { signal } = controller;
    const pending =
      call === 'query'
        ? page.client.hang.query(undefined, { signal })
        : page.client.hangMutation.mutate(undefined, { signal });
    const failure = failureOf(pending);
    await eventually(async () => expect((await rig.control.probe.query()).events.at(-1)).toBe('hanging'));
    controller.abort();
    // At once: it is forgotten before the server can have heard of it.
    expect(page.ipc.pendingCount).toBe(0);
    const error = await failure;
    expect(error).toBeInstanceOf(TRPCClientError);
    expect(error).toMatchObject({ cause: { name: 'AbortError' } });
    await eventually(async () => expect((await rig.control.probe.query()).events.at(-1)).toBe('aborted'));
  }
  expect((await rig.control.probe.query()).sessions).toMatchObject([{ calls: 0 }]);
});

row(
  17,
  async (rig) => {
    using page = openClient(rig);
    const signal = AbortSignal.abort();
    await page.client.echo.query('before');
    await expect(page.client.hang.query(undefined, { signal })).rejects.toThrow('aborted');
    await expect(page.client.hangMutation.mutate(undefined, { signal })).rejects.toThrow('aborted');
    await new Promise<void>((resolve) => {
      page.client.feed.subscribe(undefined, { signal, onComplete: resolve });
    });
    await page.client.echo.query('after');
    const { messages } = await rig.control.wire.query();
    expect(messages.filter(({ direction }) => direction === 'in')).toMatchObject([
      { message: { params: { input: 'before' } } },
      { message: { params: { input: 'after' } } },
    ]);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  },
  { config: { tap: true } },
);

row(
  18,
  async (rig) => {
    using page = openClient(rig);
    const controller = new AbortController();
    const { signal } = controller;
    expect(await page.client.echo.query(1, { signal })).toBe(1);
    await failureOf(page.client.fail.query('code', { signal }));
    await new Promise<void>((resolve) => {
      page.client.count.subscribe({ to: 3 }, { signal, onComplete: resolve });
    });
    controller.abort();
    expect(await page.client.echo.query('after')).toBe('after');
    const { messages } = await rig.control.wire.query();
    expect(JSON.stringify(messages)).not.toContain('"method":"stop"');
    const { errors } = await rig.control.probe.query();
    expect(errors).toHaveLength(1);
  },
  { config: { tap: true } },
);

// 'basic subscription test': what follows its unsubscribe.
row(19, async (rig) => {
  using page = openClient(rig);
  const { client } = page;
  const sources = [
    ['cleaned', client.feed],
    ['torn down', client.feedObservable],
  ] as const;
  for (const [event, source] of sources) {
    const seen: unknown[] = [];
    const completed: string[] = [];
    const subscription = source.subscribe(undefined, {
      onData: (value) => seen.push(value),
      onComplete: () => completed.push(event),
      onError: () => completed.push('error'),
    });
    await eventually(async () => expect((await rig.control.probe.query()).listeners).toBe(1));
    await rig.control.emit.mutate('a');
    await eventually(() => expect(seen).toEqual(['a']));
    subscription.unsubscribe();
    subscription.unsubscribe();
    await eventually(async () => expect((await rig.control.probe.query()).listeners).toBe(0));
    // Emitting after the stop, the observer kept in spite of it, reaches nobody and breaks nothing.
    await rig.control.emit.mutate('b');
    await rig.control.emitStray.mutate();
    await client.echo.query('time for more to arrive, if any did');
    expect(seen).toEqual(['a']);
    expect(completed).toEqual([]);
  }
  // One that is stopped between two values, too.
  const busy = client.count.subscribe({ to: 1e9 }, { onData: () => undefined });
  await eventually(async () => expect((await rig.control.probe.query()).produced).toBeGreaterThan(10));
  busy.unsubscribe();
  await eventually(async () => expect((await rig.control.probe.query()).live).toBe(0));
  const { events, sessions, errors } = await rig.control.probe.query();
  expect(events).toEqual(['cleaned', 'torn down', 'cleaned']);
  expect(sessions).toMatchObject([{ calls: 0 }]);
  expect(errors).toEqual([]);
});

row(20, async (rig) => {
  using page = openClient(rig);
  const { client } = page;
  const controller = new AbortController();
  const { signal } = controller;
  const pending = [
    failureOf(client.contextWaits.query(undefined, { signal })),
    failureOf(client.contextWaitsMutation.mutate(undefined, { signal })),
  ];
  const subscription = client.contextWaitsSubscription.subscribe(undefined, { onData: () => undefined });
  await eventually(async () =>
    expect((await rig.control.probe.query()).events).toEqual(Array(3).fill('context pending')),
  );
  expect((await rig.control.probe.query()).sessions).toMatchObject([{ calls: 3 }]);
  controller.abort();
  subscription.unsubscribe();
  await Promise.all(pending);
  // The context itself is told, and can stop what it waits for.
  await eventually(async () =>
    expect((await rig.control.probe.query()).events.slice(3)).toEqual(Array(3).fill('context told')),
  );
  expect((await rig.control.probe.query()).sessions).toMatchObject([{ calls: 0 }]);
  await rig.control.open.mutate('context');
  await client.echo.query('time for it to run, if it did');
  const { events, live, errors } = await rig.control.probe.query();
  expect(events).not.toContain('ran');
  expect({ live, errors }).toEqual({ live: 0, errors: [] });
});

row(21, async (rig) => {
  using page = openClient(rig);
  const { client } = page;
  // The procedure's own promise, and node's `once`, which throws an AbortError of its own.
  const controller = new AbortController();
  const pending = failureOf(client.hang.query(undefined, { signal: controller.signal }));
  const subscription = client.feed.subscribe(undefined, { onData: () => undefined });
  await eventually(async () =>
    expect(await rig.control.probe.query()).toMatchObject({ live: 1, listeners: 1 }),
  );
  await eventually(async () => expect((await rig.control.probe.query()).events).toContain('hanging'));
  controller.abort();
  subscription.unsubscribe();
  await pending;
  await eventually(async () =>
    expect((await rig.control.probe.query()).events.toSorted()).toEqual(['aborted', 'cleaned', 'hanging']),
  );
  await client.echo.query('time to report, if it did');
  expect((await rig.control.probe.query()).errors).toEqual([]);
});
