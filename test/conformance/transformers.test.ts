import { expect } from 'vitest';
import { eventually } from '#test/harness/eventually.ts';
import { idOf, lastSession, openClient, query, RawClient } from './client.ts';
import { Celsius } from './server/transformers.ts';
import { failureOf, row } from './suite.ts';

row(
  35,
  async (rig) => {
    using page = openClient(rig);
    const input = { today: new Celsius(21), list: [new Celsius(-3), 1, null] };
    expect(await page.client.echo.query(input)).toStrictEqual(input);
    expect(await page.client.save.mutate(new Celsius(0))).toStrictEqual(new Celsius(0));
    expect(await failureOf(page.client.fail.query('code'))).toMatchObject({ data: { at: new Celsius(-1) } });
    const seen: unknown[] = [];
    await new Promise<void>((resolve, reject) => {
      page.client.inputOf.subscribe(input, {
        onData: (value) => seen.push(value),
        onComplete: resolve,
        onError: reject,
      });
    });
    expect(seen).toStrictEqual([input]);
  },
  { config: { transformer: 'symmetric' } },
);

row(
  36,
  async (rig) => {
    using page = openClient(rig);
    expect(await page.client.echo.query('there and back')).toBe('there and back');
    expect(await page.client.nothing.mutate()).toBeUndefined();
    expect(await failureOf(page.client.fail.query('code'))).toMatchObject({
      message: 'two of them',
      data: { code: 'CONFLICT' },
    });
    const seen: unknown[] = [];
    await new Promise<void>((resolve, reject) => {
      page.client.trackedCount.subscribe(
        { to: 2 },
        { onData: (value) => seen.push(value), onComplete: resolve, onError: reject },
      );
    });
    expect(seen).toEqual([
      { id: '1', data: 1 },
      { id: '2', data: 2 },
    ]);
    const { messages } = await rig.control.wire.query();
    const crossed = (direction: 'in' | 'out') =>
      JSON.stringify(messages.filter((message) => message.direction === direction));
    expect(crossed('in')).toContain('"input":{"mark":"in"');
    expect(crossed('in')).not.toContain('"out"}');
    expect(crossed('out')).toMatch(/"error":\{"mark":"out"/);
    expect(crossed('out')).not.toContain('"mark":"in"');
  },
  { config: { transformer: 'asymmetric', tap: true } },
);

row(
  36,
  async (rig) => {
    using page = openClient(rig);
    // The formatter failed: the adapter's own answer goes through the transformer like any other.
    expect(await failureOf(page.client.fail.query('code'))).toMatchObject({
      message: 'Internal server error',
      data: { code: 'INTERNAL_SERVER_ERROR' },
    });
  },
  { config: { transformer: 'asymmetric', formatter: 'unsendable' }, also: 'the last resort of errors' },
);

for (const transformer of ['identity', 'symmetric', 'asymmetric'] as const) {
  row(
    37,
    async (rig) => {
      using page = openClient(rig);
      const bytes = new Uint8Array([1, 2, 3]);
      const input = deepFreeze({ at: new Date(5), nothing: undefined, list: [1n, { deep: -0 }] });
      const copy = structuredClone(input);
      expect(await page.client.echo.query(input)).toStrictEqual(copy);
      expect(input).toStrictEqual(copy);
      if (transformer === 'identity') {
        await page.client.echo.query({ bytes });
        expect(bytes).toStrictEqual(new Uint8Array([1, 2, 3]));
      }
      // A subscription that resumes has its last event's id beside its input, not in it.
      const resumed = deepFreeze({ to: 30, pauseAt: [10] });
      const cuts: Promise<void>[] = [];
      await new Promise<void>((resolve, reject) => {
        page.client.trackedCount.subscribe(resumed, {
          onData({ data }) {
            if (data === 10) cuts.push(rig.cut().then(() => rig.control.open.mutate('10')));
          },
          onComplete: resolve,
          onError: reject,
        });
      });
      await Promise.all(cuts);
      expect(resumed).toStrictEqual({ to: 30, pauseAt: [10] });
      expect((await rig.control.probe.query()).events).toContain('from 10');
    },
    { config: { transformer }, also: transformer },
  );
}

row(
  38,
  async (rig) => {
    using page = openClient(rig);
    const { client } = page;
    const other = client.gated.query('other');
    // The transformer refuses what has come.
    expect(await failureOf(client.poison.query())).toMatchObject({
      message: 'The answer to poison could not be decoded',
      cause: { cause: { message: 'poison' } },
    });
    // The codec refuses what has come: an extra that points outside its value.
    const broken = failureOf(client.hang.query());
    await eventually(async () => expect((await rig.control.probe.query()).events).toContain('hanging'));
    await rig.control.inject.mutate(
      `${await lastSession(rig)}[{"id":${await idOf(rig, 'hang')},"result":{"type":"data","data":1},"extras":[["date",["nowhere"],1]]}]`,
    );
    expect(await broken).toMatchObject({ message: 'an extra points outside its value' });
    // What the server was still doing for it is stopped.
    await eventually(async () => expect((await rig.control.probe.query()).events).toContain('aborted'));

    await rig.control.open.mutate('other');
    expect(await other).toBe('other');
  },
  { config: { transformer: 'symmetric', tap: true } },
);

row(
  38,
  async (rig) => {
    using raw = await RawClient.open(rig);
    // The other way round: an input that can't be decoded is that call's own error.
    raw.send(query(1, 'echo', 'poison'), query(2, 'echo', 'fine'));
    await eventually(() => expect(raw.replies).toHaveLength(2));
    expect(raw.repliesTo(1)).toMatchObject([{ error: { data: { code: 'PARSE_ERROR' } } }]);
    expect(raw.repliesTo(2)).toEqual([{ id: 2, result: { type: 'data', data: 'fine' } }]);
  },
  { config: { transformer: 'symmetric' }, also: 'an input' },
);

function deepFreeze<TValue>(value: TValue): TValue {
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    Object.freeze(value);
    Object.values(value).forEach(deepFreeze);
  }
  return value;
}
