import { expect } from 'vitest';
import { eventually } from '#test/harness/eventually.ts';
import { ipcContext } from '#ipc/client/index.ts';
import { field } from '#ipc/protocol/messages.ts';
import { idOf, lastSession, openClient, query, RawClient } from './client.ts';
import { row } from './suite.ts';

const deep = 100_000;

// 'malformatted JSON', 'regression - badly shaped request'
row(52, async (rig, kind) => {
  using raw = await RawClient.open(rig);
  await raw.roundTrip(1000);
  const { id } = raw;
  const bytes = (text: string) => new TextEncoder().encode(text);
  const frames: unknown[] = [
    '',
    'x',
    id,
    id.slice(0, 21),
    `${id}not json`,
    `${id}{}`,
    `${id}null`,
    `${id}[`,
    `${id}[null,[],{},1,"text",{"id":null},{"id":"1"},{"id":-1},{"id":1.5},{"id":1e400}]`,
    `${id}${'['.repeat(deep)}${']'.repeat(deep)}`,
    `${id}[{"id":1,"method":"stop"},{"id":1,"method":"credit","credit":-5},{"id":1,"method":"credit"}]`,
    [`${id}not json`, new Uint8Array(3)],
    [`${id}[]`, new Uint8Array(0)],
    [`${id}[null,{"part":1},{"part":0,"items":[1],"extras":3},{"part":0,"items":[1,2]}]`, new Uint8Array(1)],
    `${id}[{"part":0,"items":[1,2]},{"part":1},{"part":1,"items":[0],"extras":[["list",["items",0],1]]}]`,
  ];
  // A WebSocket has text and bytes, and nothing else that could be sent.
  if (kind !== 'WebSocket') {
    frames.push(null, undefined, [], {}, 5, true, { frame: `${id}[]` }, new Uint8Array(0), bytes(`${id}[]`));
    frames.push([`${id}[]`], [`${id}[]`, 5], [5, new Uint8Array(1)], [`${id}[]`, [new Uint8Array(1)]]);
  }
  for (const [index, frame] of frames.entries()) {
    raw.sendAnything(frame);
    expect(await raw.roundTrip(2000 + index)).toMatchObject({ result: { data: 'round trip' } });
  }

  // What has an id is answered.
  const calls: [message: object, code: string][] = [
    [{ id: 1 }, 'PARSE_ERROR'],
    [{ id: 2, method: 'query' }, 'PARSE_ERROR'],
    [{ id: 3, method: 'delete', params: { path: 'echo' } }, 'PARSE_ERROR'],
    [{ id: 4, method: 'subscription.stop' }, 'PARSE_ERROR'],
    [{ id: 5, method: ['query'], params: { path: 'echo' } }, 'PARSE_ERROR'],
    [query(6, undefined), 'PARSE_ERROR'],
    [query(7, 7), 'PARSE_ERROR'],
    [query(8, ['echo']), 'PARSE_ERROR'],
    [query(9, ''), 'NOT_FOUND'],
    [query(10, '__proto__'), 'NOT_FOUND'],
    [query(11, 'constructor.constructor'), 'NOT_FOUND'],
    [{ id: 12, method: 'query', params: [] }, 'PARSE_ERROR'],
    [{ id: 13, method: 'query', params: { path: 'echo', lastEventId: 5 } }, 'PARSE_ERROR'],
    [{ ...query(14, 'echo', 1), extras: 'none' }, 'PARSE_ERROR'],
    [{ ...query(15, 'echo', 1), extras: [['date', ['elsewhere'], 1]] }, 'PARSE_ERROR'],
    [{ ...query(16, 'echo', 1), extras: [['bytes', ['params', 'input'], 0]] }, 'PARSE_ERROR'],
    [{ ...query(19, 'echo', 1), extras: [['list', ['params', 'input'], 1]] }, 'PARSE_ERROR'],
    [{ ...query(20, 'echo', 1), extras: [['list', ['params', 'input'], 0]] }, 'PARSE_ERROR'],
    // An array that is said to be of four milliards would keep whoever walks it busy for ever.
    [
      { ...query(17, 'echo', []), extras: [['number', ['params', 'input', 'length'], '4294967295']] },
      'PARSE_ERROR',
    ],
    [{ id: 18, method: 'subscription', params: { path: 'echo' } }, 'NOT_FOUND'],
  ];
  raw.send(...calls.map(([message]) => message));
  for (const [message, code] of calls) {
    const callId = field(message, 'id');
    const reply = await raw.reply((candidate) => field(candidate, 'id') === callId);
    expect(reply, JSON.stringify(message)).toMatchObject({ error: { data: { code } } });
  }
  const { sessions, live } = await rig.control.probe.query();
  expect(sessions).toMatchObject([{ calls: 0, ended: false }]);
  expect(live).toBe(0);
});

row(
  52,
  async (rig) => {
    using raw = await RawClient.open(rig);
    await raw.roundTrip(1);
    raw.send(query(2, 'echo', 'x'.repeat(20_000)));
    raw.sendFrame(`${raw.id}${'x'.repeat(1_000_000)}`);
    raw.sendFrame([`${raw.id}[]`, new Uint8Array(1_000_000)]);
    await raw.roundTrip(3);
    expect(raw.repliesTo(2)).toEqual([]);
    expect((await rig.control.probe.query()).errors).toMatchObject(
      Array.from({ length: 3 }, () => ({ message: 'A frame was dropped', type: 'unknown' })),
    );

    // The client does not send what would be dropped, and the server says what it can't send.
    using page = openClient(rig, { maxFrameSize: 10_000 });
    const { client } = page;
    await expect(client.echo.query('x'.repeat(20_000))).rejects.toThrow('more than a frame may hold (10000)');
    await expect(client.echo.query('é'.repeat(6_000))).resolves.toHaveLength(6_000);
    await expect(client.blob.query({ size: 20_000 })).rejects.toThrow('more than a frame may hold (10000)');
    // Many small ones in one tick are shared out over as many frames as it takes.
    const many = Array.from({ length: 300 }, (_, i) => `${i}`.padEnd(100));
    expect(await Promise.all(many.map((text) => client.echo.query(text)))).toEqual(many);
    await expect(client.echo.query({ bytes: new Uint8Array(9_000), text: 'é'.repeat(900) })).rejects.toThrow(
      'more than a frame may hold',
    );
  },
  { config: { maxFrameSize: 10_000 }, also: 'oversized' },
);

row(
  52,
  async (rig) => {
    using raw = await RawClient.open(rig);
    // One frame with calls without number, and without sense: they are refused, and reported as one.
    raw.send(...Array.from({ length: 50 }, (_, i) => query(i, 'hang')));
    raw.send(...Array(100_000).fill(0));
    await raw.roundTrip(1000).catch(() => undefined);
    expect((await rig.control.probe.query()).sessions).toMatchObject([{ calls: 20, ended: false }]);
    await eventually(() =>
      expect(raw.replies.filter((reply) => field(reply, 'error') !== undefined)).toHaveLength(31),
    );
    expect(raw.repliesTo(20)).toMatchObject([{ error: { data: { code: 'TOO_MANY_REQUESTS' } } }]);
    expect((await rig.control.probe.query()).errors.length).toBeLessThan(50);
    raw.send(...Array.from({ length: 20 }, (_, i) => ({ id: i, method: 'stop' })));
    expect(await raw.roundTrip(1001)).toMatchObject({ result: { data: 'round trip' } });
  },
  { config: { maxCalls: 20 }, also: 'a flood' },
);

row(
  53,
  async (rig) => {
    using page = openClient(rig);
    const { client } = page;
    const seen: unknown[] = [];
    client.feed.subscribe(undefined, { onData: (value) => seen.push(value) });
    const pending = client.gated.query('real');
    await eventually(async () => expect(await rig.control.probe.query()).toMatchObject({ live: 1 }));
    await eventually(async () =>
      expect((await rig.control.probe.query()).sessions).toMatchObject([{ calls: 2 }]),
    );
    const session = await lastSession(rig);
    const call = await idOf(rig, 'gated');
    for (const junk of [
      'not json',
      '{}',
      'null',
      '[null,[],{},1,"text"]',
      '[{"id":9999,"result":{"type":"data","data":1}}]',
      '[{"id":"1","result":{"type":"data"}},{"id":null,"error":{}},{"id":-1,"result":{"type":"stopped"}}]',
      `[{"id":${call}},{"id":${call},"result":{"type":"what"}},{"id":${call},"result":null}]`,
      `[{"id":${call},"method":"query","params":{"path":"echo"}}]`,
    ]) {
      await rig.control.inject.mutate(session + junk);
    }
    await rig.control.inject.mutate('no session at all');
    await rig.control.open.mutate('real');
    expect(await pending).toBe('real');
    // Repeated: the call has settled, and stays so.
    await rig.control.inject.mutate(`${session}[{"id":${call},"result":{"type":"data","data":"again"}}]`);
    await rig.control.emit.mutate('real too');
    await eventually(() => expect(seen).toEqual(['real too']));
    expect(page.ipc.pendingCount).toBe(1);
  },
  { config: { tap: true } },
);

row(
  54,
  async (rig) => {
    using page = openClient(rig);
    const { client } = page;
    const { signal } = new AbortController();
    const context = { token: 'SECRET', ...ipcContext({ resume: true }) };
    await client.echo.query({ a: 1 }, { context, signal });
    await client.nothing.mutate(undefined, { context, signal });
    const cuts: Promise<void>[] = [];
    await new Promise<void>((resolve, reject) => {
      client.trackedCount.subscribe(
        { to: 10, pauseAt: [3] },
        {
          context,
          signal,
          onData({ data }) {
            if (data === 3) cuts.push(rig.cut().then(() => rig.control.open.mutate('3')));
          },
          onComplete: resolve,
          onError: reject,
        },
      );
    });
    await Promise.all(cuts);
    const { messages } = await rig.control.wire.query();
    const incoming = messages.filter(({ direction }) => direction === 'in').map(({ message }) => message);
    expect(JSON.stringify(incoming)).not.toMatch(/SECRET|token|signal|context|resume/);
    const calls = incoming.filter((message) => field(message, 'params') !== undefined);
    expect(calls.map((message) => Object.keys(Object(message)).toSorted())).toEqual([
      ['id', 'method', 'params'],
      ['id', 'method', 'params'],
      ['credit', 'id', 'method', 'params'],
      ['credit', 'id', 'method', 'params'],
    ]);
    expect(calls.map((message) => field(message, 'params'))).toEqual([
      { path: 'echo', input: { a: 1 } },
      { path: 'nothing' },
      { path: 'trackedCount', input: { to: 10, pauseAt: [3] } },
      { path: 'trackedCount', input: { to: 10, pauseAt: [3] }, lastEventId: '3' },
    ]);
  },
  { config: { tap: true } },
);
