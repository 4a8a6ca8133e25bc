import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newId } from '#main/services/ids.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { type Caller, startRouter, testPlatform, watch } from '#test/harness/services/callers.ts';
import { filesWith } from '#test/harness/services/sending.ts';
import { all, temporaryFolder } from '#test/harness/services/support.ts';
import { emptyRequest } from './contracts/request.ts';
import { type Environment, environmentSchema, variableScopeSchema } from './contracts/variable.ts';

/** The app with a collection that has one request, and an environment in use with a variable and a secret. */
async function startWithEnvironment(url: string) {
  const platform = { ...testPlatform, collectionsFolder: await temporaryFolder() };
  const started = await startRouter({ platform });
  const window = started.caller();
  const collection = await window.collections.create({ name: 'Shop' });
  if (!collection) throw new Error('no collection was made');
  const environmentId = await window.environments.create({ collectionId: collection.id, name: 'Test' });
  const named = { type: 'string', enabled: true } as const;
  const after = [
    { ...named, id: 'a', name: 'url', value: url, secret: false },
    { ...named, id: 'b', name: 'token', value: 'geheim', secret: true },
  ];
  await window.environments.put({ id: environmentId, before: [], after });
  await window.environments.choose({ collectionId: collection.id, id: environmentId });
  const request = {
    ...emptyRequest(),
    url: '{{url}}?{{token}}',
    headers: [{ id: 'h', name: 'X-Token', value: '{{token}}', enabled: true }],
  };
  const { id: itemId } = await window.collections.createRequest({
    ...{ parentId: collection.id, name: 'Get', request },
  });
  if (itemId === null) throw new Error('no request was made');
  return { ...started, platform, window, collection, environmentId, itemId };
}

async function environmentOf(window: Caller, id: string): Promise<Environment> {
  const stream: AsyncIterable<unknown> = await window.environments.watch({ id });
  for await (const value of stream) return environmentSchema.parse(value);
  throw new Error('nothing was told');
}

test('a draft and a saved request are sent with the environment in use, and it is in use after a restart', async () => {
  await using server = await startTestServer();
  const { window, itemId, environmentId, services, platform, dataFolder } = await startWithEnvironment(
    server.url('/respond'),
  );
  expect(await environmentOf(window, environmentId)).toMatchObject({
    name: 'Test',
    variables: [{ name: 'url' }, { name: 'token', value: '', secret: true }],
    secretsSet: [{ id: 'v1', mark: expect.any(String) }],
  });
  const draft = await window.drafts.openItem({ itemId });
  const stream: AsyncIterable<unknown> = await window.environments.scope({ draftId: draft.id });
  for await (const scope of stream) {
    expect(variableScopeSchema.parse(scope).variables.map(({ name }) => name)).toEqual(['url', 'token']);
    break;
  }
  const { id: draftId, request } = draft;
  expect(await window.requests.preview({ draftId, request })).toMatchObject({
    url: `${server.url('/respond')}?••••••`,
    headers: [['X-Token', '••••••']],
    problems: [],
  });
  const [id, saved, restarted] = [newId(), newId(), newId()];
  await window.requests.send({ id, draftId, request });
  const [first] = await all(watch(window, { id }));
  expect(first?.event).toMatchObject({ type: 'request', url: `${server.url('/respond')}?••••••` });
  await window.drafts.put({
    id: draftId,
    revision: draft.revision + 1,
    request: { ...request, method: 'PUT' },
  });
  await window.requests.send({ id: saved, itemId });
  await all(watch(window, { id: saved }));
  await services.close();

  // At once: the collection has not been read yet.
  const again = (await startRouter({ platform, dataFolder })).caller();
  await again.requests.send({ id: restarted, draftId, request });
  await all(watch(again, { id: restarted }));
  expect(server.requests.map(({ url }) => url)).toEqual(Array.from({ length: 3 }, () => '/respond?geheim'));
  expect(server.requests.at(-1)?.headers).toContainEqual(['X-Token', 'geheim']);
});

test('a secret is nowhere on the disk in clear: not in drafts, history, log or the collection', async () => {
  await using server = await startTestServer();
  const { window, itemId, environmentId, services, collection, dataFolder } = await startWithEnvironment(
    `${server.url('/respond')}?header=X-Repeated:{{token}}&`,
  );
  const { id: draftId, request, revision } = await window.drafts.openItem({ itemId });
  await window.drafts.put({ id: draftId, revision: revision + 1, request: { ...request, method: 'POST' } });
  await window.drafts.save({ id: draftId });
  for (const url of [request.url, 'http://127.0.0.1:1/{{token}}']) {
    const id = newId();
    await window.requests.send({ id, draftId, request: { ...request, url } });
    await all(watch(window, { id })).catch(() => undefined);
  }
  expect(await window.environments.revealSecret({ id: environmentId, name: 'token' })).toBe('geheim');
  await window.log.write({ entries: [{ level: 'info', message: 'It is geheim', at: 0, source: 'console' }] });
  const undo = await window.environments.remove({ id: environmentId });
  await window.collections.undo({ id: undo.undoId });
  await services.close();
  expect(await filesWith(dataFolder, '{{token}}')).not.toEqual([]);
  expect(await filesWith(collection.path, '{{token}}')).toEqual(['Get.yml', 'Test.yml']);
  // What a server sends back is its answer, and kept as that.
  await rm(join(dataFolder, 'bodies'), { recursive: true });
  expect(await filesWith(dataFolder, 'geheim')).toEqual([]);
  expect(await filesWith(collection.path, 'geheim')).toEqual([]);
});
