import { createTRPCClient, TRPCClientError } from '@trpc/client';
import { expect } from 'vitest';
import { eventually } from '#test/harness/eventually.ts';
import { IpcClient, ipcLink } from '#ipc/client/index.ts';
import { MainProcessError, mainProcessErrorLink } from '#renderer/trpc/main-process-error.ts';
import type { AppRouter } from '#router/index.ts';
import { openClient } from './client.ts';
import { transformers } from './server/transformers.ts';
import { failureOf, row } from './suite.ts';

row(8, async (rig) => {
  using page = openClient(rig);
  const error = await failureOf(page.client.fail.query('code'));
  expect(error).toBeInstanceOf(TRPCClientError);
  expect(error).toMatchObject({
    message: 'two of them',
    data: { code: 'CONFLICT', httpStatus: 409, path: 'fail' },
    shape: { code: -32_009, message: 'two of them' },
  });
});

row(
  8,
  async (rig) => {
    // The window's own link, and a router that it doesn't find here: its error is as real as any.
    using ipc = disposable(new IpcClient({ connect: rig.connector('page') }));
    const client = createTRPCClient<AppRouter>({
      links: [mainProcessErrorLink, ipcLink({ client: ipc.client, transformer: transformers.identity })],
    });
    const error = await failureOf(client.app.info.query());
    expect(error).toBeInstanceOf(MainProcessError);
    expect(error).toBeInstanceOf(TRPCClientError);
    expect(error).toMatchObject({ name: 'MainProcessError', code: 'NOT_FOUND', path: 'app.info' });
  },
  { also: 'MainProcessError' },
);

row(9, async (rig) => {
  using page = openClient(rig);
  const messages = {
    string: 'thrown as a string',
    object: 'thrown as an object',
    realm: 'thrown in another realm',
  } as const;
  for (const kind of ['string', 'object', 'realm'] as const) {
    expect(await failureOf(page.client.fail.query(kind)), kind).toMatchObject({
      message: messages[kind],
      data: { code: 'INTERNAL_SERVER_ERROR' },
    });
  }
  // Nothing at all is a failure too.
  expect(await failureOf(page.client.fail.query('nothing'))).toMatchObject({
    data: { code: 'INTERNAL_SERVER_ERROR' },
  });
});

row(10, async (rig) => {
  using page = openClient(rig);
  expect(await failureOf(page.client.adult.mutate({ person: { age: 3 } }))).toMatchObject({
    data: {
      code: 'BAD_REQUEST',
      formatted: true,
      issues: [{ path: ['person', 'age'], message: 'too young' }],
    },
  });
});

row(
  11,
  async (rig) => {
    using page = openClient(rig);
    expect(await failureOf(page.client.fail.query('code'))).toMatchObject({
      message: 'Internal server error',
      data: { code: 'INTERNAL_SERVER_ERROR' },
    });
    const failed = await new Promise((resolve) => {
      page.client.failsAfter.subscribe({ values: 1 }, { onError: resolve });
    });
    expect(failed).toBeInstanceOf(TRPCClientError);
    expect(await page.client.echo.query('still there')).toBe('still there');
    // The failure, and that of the formatter.
    const { errors } = await rig.control.probe.query();
    expect(errors.map(({ message }) => message)).toEqual(
      expect.arrayContaining(['two of them', 'the formatter failed', 'enough']),
    );
  },
  { config: { formatter: 'throws' } },
);

for (const onErrorThrows of [false, true]) {
  row(
    12,
    async (rig) => {
      using page = openClient(rig, { sender: 'alice' });
      await failureOf(page.client.fail.query('code'));
      await failureOf(page.client.adult.mutate({ person: { age: 3 } }));
      await new Promise((resolve) => {
        page.client.failsAfter.subscribe({ values: 2 }, { onError: resolve });
      });
      expect(await page.client.echo.query('still there')).toBe('still there');
      const { errors } = await rig.control.probe.query();
      expect(errors).toMatchObject([
        { code: 'CONFLICT', path: 'fail', type: 'query', input: 'code', sender: 'alice' },
        {
          code: 'BAD_REQUEST',
          path: 'adult',
          type: 'mutation',
          input: { person: { age: 3 } },
          sender: 'alice',
        },
        { code: 'CONFLICT', path: 'failsAfter', type: 'subscription', input: { values: 2 }, sender: 'alice' },
      ]);
    },
    { config: { onErrorThrows }, ...(onErrorThrows && { also: 'and throws itself' }) },
  );
}

// 'createContext throws': there it ends the connection, here the call alone.
row(13, async (rig) => {
  using page = openClient(rig);
  const before = page.client.gated.query('before');
  expect(await failureOf(page.client.contextFails.query())).toMatchObject({
    message: 'no context for you',
    data: { code: 'UNAUTHORIZED', path: 'contextFails' },
  });
  await rig.control.open.mutate('before');
  expect(await before).toBe('before');
  expect(await page.client.echo.query('after')).toBe('after');
  const { sessions, errors } = await rig.control.probe.query();
  expect(sessions).toMatchObject([{ calls: 0, ended: false }]);
  expect(errors).toHaveLength(1);
  expect(errors[0]?.sender).toBeUndefined();
});

row(14, async (rig) => {
  using page = openClient(rig);
  const { client } = page;
  for (const kind of ['function', 'instance', 'circle'] as const) {
    const error = await failureOf(client.unsendable.query(kind));
    expect(error).toMatchObject({ data: { code: 'INTERNAL_SERVER_ERROR' } });
    expect(error).toHaveProperty('message', expect.stringContaining("can't be sent"));
  }
  const seen: unknown[] = [];
  const error = await new Promise((resolve) => {
    client.unsendableEvent.subscribe(undefined, { onData: (value) => seen.push(value), onError: resolve });
  });
  expect(seen).toEqual([1]);
  expect(error).toMatchObject({
    message: "The output can't be sent: a function can't be sent (at result.data)",
  });
  // Its generator is cleaned up, and nothing is left of the calls on either side.
  await eventually(async () =>
    expect(await rig.control.probe.query()).toMatchObject({ live: 0, sessions: [{ calls: 0 }] }),
  );
  expect(page.ipc.pendingCount).toBe(0);
  // The other way round it is the caller's own error.
  await expect(client.echo.query(() => 1)).rejects.toThrow("a function can't be sent");
});

row(
  14,
  async (rig) => {
    using page = openClient(rig);
    expect(await failureOf(page.client.fail.query('code'))).toMatchObject({
      message: 'Internal server error',
    });
    expect(await page.client.echo.query('still there')).toBe('still there');
  },
  { config: { formatter: 'unsendable' }, also: 'an error’s shape' },
);

for (const isDev of [false, true]) {
  row(
    15,
    async (rig) => {
      using page = openClient(rig);
      for (const call of [
        () => page.client.fail.query('string'),
        () => page.client.contextFails.query(),
        () => page.client.adult.mutate({ person: { age: 1 } }),
      ]) {
        const error = await failureOf(call());
        if (isDev) expect(error).toHaveProperty('data.stack', expect.stringMatching(/\n\s+at /));
        else expect(JSON.stringify(error)).not.toMatch(/stack|\.ts:|\.mjs:/);
      }
    },
    { config: { isDev }, also: isDev ? 'in development' : 'packaged' },
  );
}

function disposable(client: IpcClient) {
  return { client, [Symbol.dispose]: () => client.close() };
}
