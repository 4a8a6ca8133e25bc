import { expect, test } from 'vitest';
import { newId } from '#main/services/ids.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { bodyOf, textOf } from '#test/harness/services/bodies.ts';
import { type Caller, startRouter, watch } from '#test/harness/services/callers.ts';
import { all, startSession, temporaryFolder } from '#test/harness/services/support.ts';
import type { HistoryPage } from './contracts/history.ts';
import { emptyRequest } from './contracts/request.ts';

async function history(window: Caller, search = ''): Promise<HistoryPage> {
  for await (const page of await window.history.watch({ search, skip: 0, limit: 100 })) return page;
  throw new Error('nothing was told');
}

test('a send is in the history after a restart: what was typed, what came, and its body', async () => {
  await using server = await startTestServer();
  const dataFolder = await temporaryFolder();
  const first = await startRouter({ dataFolder });
  const url = server.url('/lines', { kib: 4 });
  const id = newId();
  const bodyId = await bodyOf(first.caller(), url, 'done', id);
  const text = await textOf(first.caller(), bodyId);
  const told = await all(watch(first.caller(), { id }));
  await first.services.close();

  const window = (await startRouter({ dataFolder })).caller();
  const { entries } = await history(window);
  expect(entries).toMatchObject([
    {
      id,
      method: 'GET',
      url,
      sentUrl: url,
      environment: '',
      status: 200,
      outcome: 'complete',
      body: { id: bodyId },
    },
  ]);
  expect((await window.history.request({ id })).request).toEqual({ ...emptyRequest(), url });
  const again = await all(watch(window, { id }));
  const events = told.map(({ event }) => event).filter(({ type }) => type !== 'progress');
  expect(again.map(({ event }) => event)).toEqual(events);
  expect(await textOf(window, bodyId)).toBe(text);
  expect(await window.settings.bodyUsage()).toEqual({ usedBytes: 4096, count: 1 });
});

test('a failed send tells its failure again, in the same words', async () => {
  await using server = await startTestServer();
  const dataFolder = await temporaryFolder();
  const first = await startRouter({ dataFolder });
  const id = newId();
  await first.caller().requests.send({ id, request: { ...emptyRequest(), url: server.url('/reset') } });
  const failed = await all(watch(first.caller(), { id })).catch((error: unknown) => error);
  await first.services.close();

  const window = (await startRouter({ dataFolder })).caller();
  await expect(all(watch(window, { id }))).rejects.toMatchObject({
    message: String(failed).replace(/^\w+: /, ''),
  });
  expect((await history(window)).entries).toMatchObject([{ outcome: 'failed' }]);
});

test('a window that sends again keeps the response before in the history', async () => {
  await using server = await startTestServer();
  const { caller, services } = await startRouter();
  const window = caller();
  const [first, second] = [newId(), newId()];
  const bodyId = await bodyOf(window, server.url('/echo'), 'done', first);
  const request = { ...emptyRequest(), url: server.url('/echo') };
  await window.requests.send({ id: second, request, replaces: first });
  await all(watch(window, { id: second }));
  expect((await history(window)).entries.map(({ id }) => id)).toEqual([second, first]);
  expect(services.bodies.has(bodyId)).toBe(true);
  await window.history.remove({ id: first });
  expect(services.bodies.has(bodyId)).toBe(false);
});

test('bodies of the history make room for a new response, the oldest first, and those that are shown stay', async () => {
  await using server = await startTestServer();
  const { caller, services } = await startRouter();
  const [shown, gone] = [caller(), startSession()];
  const MiB = 1024 * 1024;
  await services.settings.put({ bodyQuotaBytes: 64 * MiB });
  const inTab = await bodyOf(shown, server.url('/lines', { mib: 30 }));
  const old = await bodyOf(caller(gone), server.url('/lines', { mib: 30 }));
  gone.end();
  await bodyOf(shown, server.url('/lines', { mib: 10 }));
  expect(services.bodies.has(inTab)).toBe(true);
  expect(services.bodies.has(old)).toBe(false);
  expect((await history(shown)).entries.map(({ body }) => body?.size ?? null)).toEqual([
    10 * MiB,
    null,
    30 * MiB,
  ]);
});
