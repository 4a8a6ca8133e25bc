import { expect } from 'vitest';
import { openClient } from './client.ts';
import { failureOf, row } from './suite.ts';

// Counterparts in tRPC's websockets.test.ts are named where there are any; scenarios only.

// 'query', 'mutation'
row(1, async (rig) => {
  using page = openClient(rig);
  expect(await page.client.echo.query('hello')).toBe('hello');
  expect(await page.client.save.mutate({ id: 'id', data: { title: 'title', text: 'text' } })).toEqual({
    id: 'id',
    data: { title: 'title', text: 'text' },
  });
  expect(await page.client.nothing.mutate()).toBeUndefined();
});

row(
  1,
  async (rig) => {
    using page = openClient(rig);
    // Long enough for parts of several sizes, and not of JSON alone.
    const list = Array.from({ length: 3000 }, (_, i) => ({
      at: new Date(i),
      text: 'é'.repeat(i % 90),
      none: undefined,
    }));
    expect(await page.client.echo.query(list)).toStrictEqual(list);
    const both = { list, bytes: new Uint8Array([1, 2]), again: list.toReversed() };
    const [first, second] = await Promise.all([
      page.client.echo.query(both),
      page.client.echo.query('beside it'),
    ]);
    expect(first).toStrictEqual(both);
    expect(second).toBe('beside it');
    // An item that can't be sent fails its call, and leaves nothing behind for the next.
    await expect(page.client.echo.query([...list, () => 1])).rejects.toThrow(
      "can't be sent (at params.input.3000)",
    );
    expect(await page.client.echo.query(list)).toStrictEqual(list);
  },
  { also: 'long lists' },
);

row(2, async (rig) => {
  using page = openClient(rig);
  for (const value of [0, -0, Number.NaN, false, '', null, undefined]) {
    expect(await page.client.echo.query(value)).toStrictEqual(value);
    expect(await page.client.save.mutate(value)).toStrictEqual(value);
    expect(await page.client.kindOf.query(value)).toBe(value === null ? 'null' : typeof value);
  }
  expect(await page.client.echo.query({ a: undefined, b: [0, ''] })).toStrictEqual({
    a: undefined,
    b: [0, ''],
  });
});

// 'not found error'
row(3, async (rig) => {
  using page = openClient(rig);
  const { client } = page;
  expect(await client.deep.deeper.hello.query()).toBe('from below');
  expect(await client.lazy.hello.query()).toBe('from a lazy one');

  // As plain JavaScript could call it.
  const untyped = (path: string, method: string) => {
    const procedure: unknown = path
      .split('.')
      .reduce<unknown>((at, key) => Reflect.get(Object(at), key), client);
    const call: unknown = Reflect.get(Object(procedure), method);
    if (typeof call !== 'function') throw new TypeError(`${path} can't be called`);
    return Promise.resolve(Reflect.apply(call, undefined, []));
  };
  for (const [path, method] of [
    ['missing', 'query'],
    ['deep', 'query'],
    ['deep.deeper.missing', 'query'],
    ['lazy.missing', 'query'],
    ['constructor', 'query'],
    ['__proto__.toString', 'query'],
    ['echo', 'mutate'],
    ['nothing', 'query'],
    ['count', 'query'],
  ] as const) {
    expect(await failureOf(untyped(path, method)), path).toMatchObject({ data: { code: 'NOT_FOUND' } });
  }
});

// 'batching'
row(4, async (rig) => {
  using page = openClient(rig);
  const names = ['first', 'second', 'third'];
  const settled: string[] = [];
  const calls = names.map((name) =>
    page.client.gated.query(name).then((answer) => {
      settled.push(answer);
      return answer;
    }),
  );
  for (const [index, name] of [...names.entries()].toReversed()) {
    await rig.control.open.mutate(name);
    expect(await calls[index]).toBe(name);
  }
  expect(settled).toEqual(names.toReversed());
});

row(5, async (rig) => {
  using one = openClient(rig, { sender: 'page' });
  using other = openClient(rig, { sender: 'page' });
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) =>
      Promise.all([one.client.echo.query(`one ${i}`), other.client.echo.query(`other ${i}`)]),
    ),
  );
  expect(answers).toEqual(Array.from({ length: 50 }, (_, i) => [`one ${i}`, `other ${i}`]));

  // Stopping a call of one leaves the call of the same id of the other alone.
  const kept = one.client.gated.query('kept');
  const controller = new AbortController();
  const stopped = other.client.gated.query('never', { signal: controller.signal });
  await other.client.echo.query('both are there');
  controller.abort();
  await expect(stopped).rejects.toThrow('aborted');
  await rig.control.open.mutate('kept');
  expect(await kept).toBe('kept');
});

// 'regression test - slow createContext'
for (const context of ['sync', 'async'] as const) {
  row(
    6,
    async (rig) => {
      using alice = openClient(rig, { sender: 'alice' });
      using bob = openClient(rig, { sender: 'bob' });
      expect(
        await Promise.all([
          alice.client.sender.query(),
          bob.client.sender.query(),
          alice.client.sender.query(),
          bob.client.sender.query(),
        ]),
      ).toEqual(['alice', 'bob', 'alice', 'bob']);
      const { contexts } = await rig.control.probe.query();
      expect(contexts).toHaveLength(4);
      expect(contexts).toContainEqual({ sender: 'alice', path: 'sender', type: 'query' });
      expect(contexts.filter(({ sender }) => sender === 'bob')).toHaveLength(2);
    },
    { config: { context }, also: context },
  );
}

row(7, async (rig) => {
  using page = openClient(rig);
  expect(await failureOf(page.client.streamQuery.query())).toMatchObject({
    data: { code: 'UNSUPPORTED_MEDIA_TYPE' },
  });
  // Nobody started the generator, and nobody has to end it.
  expect(await rig.control.probe.query()).toMatchObject({ live: 0, produced: 0, sessions: [{ calls: 0 }] });
});
