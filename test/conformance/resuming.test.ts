import { retryLink } from '@trpc/client';
import { expect } from 'vitest';
import { eventually } from '#test/harness/eventually.ts';
import { IpcConnectionError } from '#ipc/client/index.ts';
import { field } from '#ipc/protocol/messages.ts';
import { openClient, RawClient, subscription } from './client.ts';
import { failureOf, row } from './suite.ts';

row(31, async (rig) => {
  using page = openClient(rig);
  const seen: unknown[] = [];
  await new Promise<void>((resolve, reject) => {
    page.client.trackedCount.subscribe(
      { to: 3 },
      { onData: (value) => seen.push(value), onComplete: resolve, onError: reject },
    );
  });
  expect(seen).toEqual([
    { id: '1', data: 1 },
    { id: '2', data: 2 },
    { id: '3', data: 3 },
  ]);
});

row(32, async (rig) => {
  using raw = await RawClient.open(rig);
  const inputs: [input: unknown, seen: unknown][] = [
    [{ a: 1 }, { a: 1, lastEventId: '5' }],
    [{ lastEventId: '1' }, { lastEventId: '5' }],
    [undefined, { lastEventId: '5' }],
    [null, { lastEventId: '5' }],
    [0, 0],
    ['', ''],
    ['text', 'text'],
    [false, false],
    [[1], [1]],
  ];
  for (const [index, [input, seen]] of inputs.entries()) {
    const id = index + 1;
    const params = { path: 'inputOf', input, lastEventId: '5' };
    raw.send({ id, method: 'subscription', params, credit: 9 });
    const reply = await raw.reply(
      (message) => field(message, 'id') === id && field(field(message, 'result'), 'type') === 'data',
    );
    expect(field(field(reply, 'result'), 'data')).toEqual(seen);
  }
});

// 'lastEventId', 'subscriptions are automatically resumed if connection is lost'
row(33, async (rig) => {
  using page = openClient(rig);
  const seen: number[] = [];
  const pending = [failureOf(page.client.hang.query()), failureOf(page.client.hangMutation.mutate())];
  const pauseAt = [20, 130, 131, 250];
  const cut = async (at: number) => {
    await rig.cut();
    await rig.control.open.mutate(String(at));
  };
  const cuts: Promise<void>[] = [];
  await new Promise<void>((resolve, reject) => {
    page.client.trackedCount.subscribe(
      { to: 400, pauseAt },
      {
        onData({ data }) {
          seen.push(data);
          if (pauseAt.includes(data)) cuts.push(cut(data));
        },
        onComplete: resolve,
        onError: reject,
      },
    );
  });
  await Promise.all(cuts);
  expect(seen).toEqual(Array.from({ length: 400 }, (_, i) => i + 1));
  for (const error of await Promise.all(pending)) {
    expect(error).toMatchObject({ message: 'The connection to the main process was lost' });
    expect(field(error, 'cause')).toBeInstanceOf(IpcConnectionError);
  }
  const { events, sessions } = await rig.control.probe.query();
  expect(events.filter((event) => event.startsWith('from'))).toEqual([
    'from the start',
    'from 20',
    'from 130',
    'from 131',
    'from 250',
  ]);
  expect(sessions.filter(({ ended }) => !ended)).toMatchObject([{ calls: 0 }]);
  expect(page.ipc.pendingCount).toBe(0);
});

row(
  33,
  async (rig) => {
    using page = openClient(rig);
    const seen: unknown[] = [];
    page.client.feed.subscribe(undefined, { onData: (value) => seen.push(value) });
    await eventually(async () => expect((await rig.control.probe.query()).listeners).toBe(1));
    await rig.control.emit.mutate(1);
    await eventually(() => expect(seen).toEqual([1]));
    await rig.cut();
    await eventually(async () =>
      expect((await rig.control.probe.query()).sessions).toMatchObject([
        { ended: true, calls: 0 },
        { ended: false, calls: 1 },
      ]),
    );
    await eventually(async () => expect((await rig.control.probe.query()).listeners).toBe(1));
    // More than the first window: credit is granted to the new call, not to the old one.
    for (let i = 2; i <= 150; i += 1) {
      await rig.control.emit.mutate(i);
      await eventually(() => expect(seen).toHaveLength(i));
    }
  },
  { also: 'credit after a reconnect' },
);

row(
  34,
  async (rig) => {
    using page = openClient(rig, { links: [retryLink({ retry: ({ attempts }) => attempts < 5 })] });
    expect(await page.client.flaky.query({ failures: 3 })).toBe(4);
    const { messages } = await rig.control.wire.query();
    const ids = messages
      .filter(({ direction }) => direction === 'in')
      .map(({ message }) => field(message, 'id'));
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(4);
  },
  { config: { tap: true } },
);

// Where nothing resumes, a new subscription on the same session has an id of its own as well.
row(
  34,
  async (rig) => {
    using raw = await RawClient.open(rig, 'raw');
    raw.send(subscription(1, 'count', { to: 1 }), subscription(2, 'count', { to: 1 }));
    await eventually(() => expect(raw.replies).toHaveLength(6));
    expect(raw.repliesTo(1)).toHaveLength(3);
    expect(raw.repliesTo(2)).toHaveLength(3);
  },
  { also: 'side by side' },
);
