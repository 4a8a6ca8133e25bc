import { getEventListeners } from 'node:events';
import { expect } from 'vitest';
import { eventually } from '#test/harness/eventually.ts';
import { createSessionId } from '#ipc/protocol/session-id.ts';
import { openClient, query, RawClient, subscription } from './client.ts';
import { watchResources } from './server/garbage.ts';
import { failureOf, row } from './suite.ts';

row(
  42,
  async (rig) => {
    const raw = await RawClient.open(rig);
    raw.send(
      subscription(1, 'feed'),
      subscription(2, 'feedObservable'),
      query(3, 'hang'),
      query(4, 'contextWaits'),
    );
    await eventually(async () =>
      expect(await rig.control.probe.query()).toMatchObject({
        live: 2,
        listeners: 2,
        sessions: [{ calls: 4 }],
      }),
    );
    raw.pipe.close();
    await eventually(async () =>
      expect(await rig.control.probe.query()).toMatchObject({
        live: 0,
        listeners: 0,
        sessions: [{ calls: 0, ended: true }],
      }),
    );
    expect((await rig.control.probe.query()).errors).toEqual([]);
  },
  // A page's end of its pipe is nothing that main could see: its own ends follow.
  { except: ['Electron'] },
);

row(43, async (rig) => {
  using first = openClient(rig, { sender: 'first' });
  expect(await first.client.sender.query()).toBe('first');
  using later = openClient(rig, { sender: 'later' });
  expect(await later.client.sender.query()).toBe('later');
  expect(await first.client.sender.query()).toBe('first');
});

row(44, async (rig) => {
  using page = openClient(rig);
  const pending = page.client.gated.query('now');
  await page.client.echo.query('it is there');
  // An old document's session answers the very id that the new one waits for.
  const stale = createSessionId();
  for (const id of [1, 2, 3]) {
    await rig.control.inject.mutate(
      `${stale}[{"id":${id},"result":{"type":"data","data":"of the old one"}}]`,
    );
  }
  await rig.control.inject.mutate(`${stale}bye`);
  await page.client.echo.query('time to arrive');
  await rig.control.open.mutate('now');
  expect(await pending).toBe('now');
});

row(45, async (rig) => {
  using page = openClient(rig, { reconnectDelayMs: null });
  page.client.feed.subscribe(undefined, { onData: () => undefined, onError: () => undefined });
  const pending = failureOf(page.client.hang.query());
  await eventually(async () =>
    expect(await rig.control.probe.query()).toMatchObject({
      live: 1,
      listeners: 1,
      sessions: [{ calls: 2 }],
    }),
  );
  // Twice.
  await rig.control.closeSessions.mutate();
  expect(await pending).toMatchObject({ message: 'The connection to the main process was lost' });
  await eventually(async () =>
    expect(await rig.control.probe.query()).toMatchObject({
      live: 0,
      listeners: 0,
      sessions: [{ calls: 0, ended: true }],
    }),
  );
  expect(await page.client.echo.query('a new session')).toBe('a new session');
});

// 'can close wsClient when subscribed', 'requests get aborted if called before connection is established'
row(46, async (rig) => {
  // The control channel, which is opened with its first use, is none of what is watched.
  await rig.control.probe.query();
  const nothingIsLeft = watchResources();
  const controller = new AbortController();
  const { signal } = controller;
  const page = openClient(rig);
  const errors: unknown[] = [];
  const started = new Promise<void>((resolve) => {
    page.client.feed.subscribe(undefined, {
      signal,
      onStarted: () => resolve(),
      onError: (error) => errors.push(error),
    });
  });
  const calls = [
    failureOf(page.client.hang.query(undefined, { signal })),
    failureOf(page.client.hangMutation.mutate(undefined, { signal })),
  ];
  await started;
  await eventually(async () => expect((await rig.control.probe.query()).events).toHaveLength(2));
  calls.push(failureOf(page.client.hang.query(undefined, { signal })));
  page.ipc.close();
  for (const error of await Promise.all(calls))
    expect(error).toMatchObject({ message: 'The client was closed' });
  expect(errors).toMatchObject([{ message: 'The client was closed' }]);
  expect(page.ipc.pendingCount).toBe(0);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
  await expect(page.client.echo.query(1)).rejects.toThrow('The client was closed');
  await eventually(async () =>
    expect(await rig.control.probe.query()).toMatchObject({
      live: 0,
      listeners: 0,
      sessions: [{ calls: 0, ended: true }],
    }),
  );
  await nothingIsLeft();
});

// 'wsClient stops reconnecting after .close()'
row(
  46,
  async (rig) => {
    for (const when of ['idle', 'connecting', 'pending'] as const) {
      using page = openClient(rig, { sender: when });
      const closed = failureOf(page.client.hang.query());
      // Closed by whoever is told of the state: in the midst of what the client does.
      page.ipc.connectionState.subscribe({
        next({ state }) {
          if (state === when) page.ipc.close();
        },
      });
      if (when === 'idle') page.ipc.close();
      await closed;
      expect(page.ipc.pendingCount).toBe(0);
    }
    await rig.control.probe.query();
    const nothingIsLeft = watchResources();
    using page = openClient(rig, { sender: 'lost' });
    const lost = failureOf(page.client.hang.query());
    let subscribed = 0;
    page.client.feed.subscribe(undefined, {
      onStarted: () => (subscribed += 1),
      onError: () => undefined,
      onConnectionStateChange({ error }) {
        if (error) page.ipc.close();
      },
    });
    await eventually(() => expect(subscribed).toBe(1));
    await rig.cut();
    await lost;
    // Nothing connects again: no timer is left, and no session has been opened.
    await nothingIsLeft();
    const { sessions } = await rig.control.probe.query();
    expect(sessions.filter(({ sender }) => sender === 'lost')).toMatchObject([{ ended: true, calls: 0 }]);
  },
  { also: 'close() inside a callback' },
);

row(
  46,
  async (rig) => {
    // A call made from within the first state change must not make a second connection.
    using page = openClient(rig);
    const nested: Promise<unknown>[] = [];
    page.ipc.connectionState.subscribe({
      next({ state }) {
        if (state === 'connecting' && nested.length === 0) nested.push(page.client.echo.query('nested'));
      },
    });
    expect(await page.client.echo.query('outer')).toBe('outer');
    expect(await Promise.all(nested)).toEqual(['nested']);
    expect((await rig.control.probe.query()).sessions).toHaveLength(1);
  },
  { also: 'a call inside a callback' },
);
