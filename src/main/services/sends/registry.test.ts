import { getEventListeners, once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { emptyRequest, type HttpRequest } from '#router/contracts/request.ts';
import type { SendEvent } from '#router/contracts/send.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { BodyStore } from '../bodies/store.ts';
import { Deadline } from '../http/deadline.ts';
import { exchange } from '../http/exchange.ts';
import { timeoutFailure } from '../http/failures.ts';
import { newId } from '../ids.ts';
import { startEngine } from '#test/harness/services/body-engine.ts';
import { all, allBytes, noSignal, startSession, temporaryFolder } from '#test/harness/services/support.ts';
import { savesNothing } from '#test/harness/services/saving.ts';
import { UploadStore } from '../uploads/store.ts';
import { SendRegistry, type SendRegistryOptions } from './registry.ts';

async function openRegistry(options: Partial<SendRegistryOptions> = {}) {
  const folder = await temporaryFolder();
  const errors: unknown[] = [];
  const onError = (error: unknown) => errors.push(error);
  const platform = { saveBody: savesNothing };
  const bodies = await BodyStore.open({ folder, onError, platform, engine: startEngine(onError) });
  const uploads = await UploadStore.open(await temporaryFolder());
  const registry = new SendRegistry({
    exchange: (request, hooks, figures, signal) =>
      exchange(request, hooks, figures, signal, { appVersion: '0.0.0' }),
    bodies,
    uploads,
    quotaBytes: () => Infinity,
    onError,
    ...options,
  });
  return { registry, bodies, uploads, errors, folder, [Symbol.asyncDispose]: () => registry.close() };
}

function get(url: string): HttpRequest {
  return { ...emptyRequest(), url };
}

/** Waits for the first event of a kind. */
async function event<TType extends SendEvent['type']>(
  source: AsyncIterable<{ event: SendEvent }>,
  type: TType,
): Promise<Extract<SendEvent, { type: TType }>> {
  const isWanted = (candidate: SendEvent): candidate is Extract<SendEvent, { type: TType }> =>
    candidate.type === type;
  for await (const item of source) if (isWanted(item.event)) return item.event;
  throw new Error(`there was no ${type}`);
}

/** The events to the end of a send, and what was thrown after them. */
async function outcome(source: AsyncIterable<{ event: SendEvent }>) {
  const events: SendEvent[] = [];
  try {
    for await (const item of source) events.push(item.event);
    return { events };
  } catch (error) {
    return { events, error };
  }
}

const longEnough = { unwatchedMs: 60_000, unwatchedFinishedMs: 60_000 };

test('a send is carried out once, however often it is asked for', async () => {
  await using server = await startTestServer();
  await using services = await openRegistry();
  const { registry } = services;
  const [session, id] = [startSession(), newId()];
  for (const each of [session, session, startSession()])
    registry.send(each, id, { request: get(server.url('/echo')) });
  await all(registry.events(session, id, undefined, noSignal()));
  registry.send(session, id, { request: get(server.url('/echo')) });
  await all(registry.events(session, id, undefined, noSignal()));
  expect(server.requests).toHaveLength(1);
});

test('whoever sees done, with its figures, reads a body that is complete', async () => {
  await using server = await startTestServer();
  await using services = await openRegistry();
  const { registry, bodies } = services;
  const [session, id] = [startSession(), newId()];
  registry.send(session, id, { request: get(server.url('/lines', { kib: 300 })) });
  const done = await event(registry.events(session, id, undefined, noSignal()), 'done');
  expect(done).toMatchObject({ outcome: 'complete', wireBytes: 300 * 1024, bodyBytes: 300 * 1024 });
  expect(done.phases.map(({ name }) => name)).toContain('download');
  expect(bodies.info(done.bodyId ?? '')).toMatchObject({ state: 'complete', size: 300 * 1024 });
});

test('a watcher that comes back gets what it has not seen, before and after the end', async () => {
  await using server = await startTestServer();
  await using services = await openRegistry();
  const { registry } = services;
  const [session, id] = [startSession(), newId()];
  registry.send(session, id, { request: get(server.url('/held', { gate: 'rest' })) });
  await event(registry.events(session, id, undefined, noSignal()), 'headers');
  session.end();
  const after = startSession();
  // Behind `request` and `connected`.
  const resumed = all(registry.events(after, id, '2', noSignal()));
  server.open('rest');
  const types = (await resumed).map((item) => item.event.type);
  expect(types[0]).toBe('headers');
  expect(types.at(-1)).toBe('done');
  const [last] = await all(registry.events(after, id, (await resumed).at(-2)?.id, noSignal()));
  expect(last).toEqual((await resumed).at(-1));
  expect(server.requests).toHaveLength(1);
});

test('a failed send keeps what had arrived as incomplete, tells the last figures, and then fails', async () => {
  await using server = await startTestServer();
  await using services = await openRegistry();
  const { registry, bodies, errors } = services;
  const id = newId();
  registry.send(startSession(), id, { request: get(server.url('/reset', { gate: 'reset' })) });
  const watchers = [startSession(), startSession()].map((session) =>
    outcome(registry.events(session, id, undefined, noSignal())),
  );
  const { bodyId } = await event(registry.events(startSession(), id, undefined, noSignal()), 'headers');
  // The bytes are in the file before the connection breaks.
  await allBytes(bodies.stream({ id: bodyId, start: 0, end: 9 }, noSignal()));
  server.open('reset');
  const [first, second] = await Promise.all(watchers);
  expect(first?.error).toMatchObject({
    name: 'Failure',
    code: 'BAD_GATEWAY',
    details: { errno: 'ECONNRESET' },
  });
  expect(second?.error).toBe(first?.error);
  expect(first?.events.at(-2)).toMatchObject({ type: 'progress', wireBytes: 9, bodyBytes: 9 });
  const done = { type: 'done', outcome: 'failed', bodyId, bodyBytes: 9 };
  expect(first?.events.at(-1)).toMatchObject({
    ...done,
    phases: expect.arrayContaining([expect.anything()]),
  });
  expect(bodies.info(bodyId)).toMatchObject({ state: 'incomplete', size: 9 });
  expect(String(await allBytes(bodies.stream({ id: bodyId, start: 0 }, noSignal())))).toBe('only this');
  expect(errors).toEqual([first?.error]);
});

test('a cancelled send ends with done, closes its connection, and keeps what had arrived as incomplete', async () => {
  await using server = await startTestServer();
  await using services = await openRegistry();
  const { registry, bodies, errors } = services;
  const [session, id] = [startSession(), newId()];
  registry.send(session, id, { request: get(server.url('/held')) });
  const { bodyId } = await event(registry.events(session, id, undefined, noSignal()), 'headers');
  await allBytes(bodies.stream({ id: bodyId, start: 0, end: 12 }, noSignal()));
  registry.cancel(id);
  const done = await event(registry.events(session, id, undefined, noSignal()), 'done');
  expect(done).toMatchObject({ outcome: 'cancelled', bodyId, wireBytes: 12, bodyBytes: 12 });
  expect(done.elapsedMs).toBeGreaterThan(0);
  expect(bodies.info(bodyId)).toMatchObject({ state: 'incomplete', size: 12 });
  await (await server.request('/held')).closed;
  expect(errors).toEqual([]);
});

test('a send that is cancelled before it has an answer has no body', async () => {
  await using server = await startTestServer();
  await using services = await openRegistry();
  const { registry } = services;
  const [session, id] = [startSession(), newId()];
  registry.send(session, id, { request: get(server.url('/never')) });
  await server.request('/never');
  registry.cancel(id);
  const done = await event(registry.events(session, id, undefined, noSignal()), 'done');
  expect(done).toMatchObject({ outcome: 'cancelled', bodyId: null });
});

test('cancelling is harmless where the send has ended or is not known', async () => {
  await using server = await startTestServer();
  await using services = await openRegistry();
  const { registry } = services;
  const [session, id] = [startSession(), newId()];
  registry.send(session, id, { request: get(server.url('/echo')) });
  const done = await event(registry.events(session, id, undefined, noSignal()), 'done');
  registry.cancel(id);
  registry.cancel(newId());
  expect(await event(registry.events(session, id, undefined, noSignal()), 'done')).toEqual(done);
});

test('a send that is not known is said so, with the remedy, and a last event id that is none is refused', async () => {
  await using services = await openRegistry();
  const { registry } = services;
  const [session, id] = [startSession(), newId()];
  expect(() => registry.events(session, id, undefined, noSignal())).toThrow(
    expect.objectContaining({
      code: 'NOT_FOUND',
      message: 'This response is no longer kept. Send the request again.',
    }),
  );
  registry.send(session, id, { request: get('') });
  expect(() => registry.events(session, id, 'yesterday', noSignal())).toThrow(
    expect.objectContaining({ code: 'BAD_REQUEST' }),
  );
});

test('the end of a watching is not the end of its send', async () => {
  await using server = await startTestServer();
  await using services = await openRegistry();
  const { registry } = services;
  const [session, id] = [startSession(), newId()];
  registry.send(session, id, { request: get(server.url('/held')) });
  const call = new AbortController();
  const watching = all(registry.events(session, id, undefined, call.signal));
  await server.request('/held');
  call.abort();
  await expect(watching).rejects.toBe(call.signal.reason);
  server.open('held');
  const done = await event(registry.events(session, id, undefined, noSignal()), 'done');
  expect(done.outcome).toBe('complete');
});

test('a stored file is sent, and named where it is missing', async () => {
  await using server = await startTestServer();
  await using services = await openRegistry();
  const { registry, uploads, bodies } = services;
  const session = startSession();
  const request = { ...get(server.url('/echo')), method: 'PUT' };
  const file = { id: newId(), source: 'upload' as const, name: 'film.mp4', type: 'video/mp4', size: 5 };
  request.body = { ...request.body, kind: 'file', file };
  const missing = newId();
  registry.send(session, missing, { request });
  const { error } = await outcome(registry.events(session, missing, undefined, noSignal()));
  expect(error).toMatchObject({ code: 'NOT_FOUND', details: { file: 'film.mp4' } });

  await uploads.append({ id: file.id, offset: 0, bytes: new TextEncoder().encode('bytes') });
  const id = newId();
  registry.send(session, id, { request });
  const done = await event(registry.events(session, id, undefined, noSignal()), 'done');
  const echo = await allBytes(bodies.stream({ id: done.bodyId ?? '', start: 0 }, noSignal()));
  expect(JSON.parse(String(echo))).toMatchObject({ method: 'PUT', body: 'bytes' });
});

test('a running send that nobody watches is aborted after a while, and its connection closed', async () => {
  await using server = await startTestServer();
  await using services = await openRegistry({ ...longEnough, unwatchedMs: 1 });
  const session = startSession();
  services.registry.send(session, newId(), { request: get(server.url('/never')) });
  const { closed } = await server.request('/never');
  session.end();
  await closed;
  expect(services.errors).toEqual([]);
});

test('a send goes on that another document watches', async () => {
  await using server = await startTestServer();
  await using services = await openRegistry({ ...longEnough, unwatchedMs: 1 });
  const { registry } = services;
  const [session, other, id] = [startSession(), startSession(), newId()];
  registry.send(session, id, { request: get(server.url('/held')) });
  const watching = event(registry.events(other, id, undefined, noSignal()), 'done');
  await server.request('/held');
  registry.release(session, id);
  session.end();
  server.open('held');
  expect((await watching).outcome).toBe('complete');
});

test('a finished send that nobody watches is forgotten after a while, with its body', async () => {
  await using server = await startTestServer();
  await using services = await openRegistry({ ...longEnough, unwatchedFinishedMs: 1 });
  const { registry, bodies } = services;
  const [session, id] = [startSession(), newId()];
  registry.send(session, id, { request: get(server.url('/echo')) });
  await event(registry.events(session, id, undefined, noSignal()), 'done');
  expect(bodies.count).toBe(1);
  session.end();
  while (registry.count > 0) await new Promise(setImmediate);
  expect(bodies.count).toBe(0);
});

test('a finished send that is released is forgotten at once, unless somebody else watches it', async () => {
  await using server = await startTestServer();
  await using services = await openRegistry();
  const { registry, bodies } = services;
  const [session, other, id] = [startSession(), startSession(), newId()];
  registry.send(session, id, { request: get(server.url('/echo')) });
  await all(registry.events(other, id, undefined, noSignal()));
  registry.release(session, id);
  expect(registry.count).toBe(1);
  registry.release(other, id);
  expect(registry.count).toBe(0);
  expect(bodies.count).toBe(0);
});

test('a running send that is released is cancelled, and forgotten when it has ended', async () => {
  await using server = await startTestServer();
  await using services = await openRegistry();
  const { registry, bodies } = services;
  const [session, id] = [startSession(), newId()];
  registry.send(session, id, { request: get(server.url('/held')) });
  await event(registry.events(session, id, undefined, noSignal()), 'headers');
  registry.release(session, id);
  await (await server.request('/held')).closed;
  while (registry.count > 0) await new Promise(setImmediate);
  expect(bodies.count).toBe(0);
});

test('closing aborts what runs, waits for its end, and removes every body', async () => {
  await using server = await startTestServer();
  await using services = await openRegistry();
  const { registry, bodies, folder } = services;
  const session = startSession();
  const [running, finished] = [newId(), newId()];
  registry.send(session, running, { request: get(server.url('/held')) });
  registry.send(session, finished, { request: get(server.url('/echo')) });
  await event(registry.events(session, running, undefined, noSignal()), 'headers');
  await event(registry.events(session, finished, undefined, noSignal()), 'done');
  expect(await readdir(folder)).toHaveLength(2);
  const watching = event(registry.events(session, running, undefined, noSignal()), 'done');
  await registry.close();
  await bodies.close();
  expect((await watching).outcome).toBe('cancelled');
  expect(await readdir(folder)).toEqual([]);
  expect(() => registry.send(session, newId(), { request: get('') })).toThrow(
    expect.objectContaining({ code: 'SERVICE_UNAVAILABLE' }),
  );
});

/** Runs until it is aborted. It has no timers of its own: those that are counted here are the registry's. */
const untilAborted: SendRegistryOptions['exchange'] = async (_request, hooks, _figures, signal) => {
  const deadline = new Deadline(noSignal(), 0, () => timeoutFailure(0, 'prepare', undefined));
  await hooks.openBody({ contentType: '', fileName: 'x' }, deadline);
  if (!signal.aborted) await once(signal, 'abort');
  signal.throwIfAborted();
};

test('when all is over nothing is left: no timer, no listener, no entry', async () => {
  // The runner has timers of its own, which may run out meanwhile: what is counted is counted without a turn between.
  await using services = await openRegistry({ ...longEnough, exchange: untilAborted });
  const { registry, bodies } = services;
  const [session, after, call] = [startSession(), startSession(), new AbortController()];
  const ids = [newId(), newId(), newId()];
  for (const id of ids) registry.send(session, id, { request: get('') });
  const watching = ids.map((id) => all(registry.events(session, id, undefined, call.signal)));
  expect(getEventListeners(session.signal, 'abort')).toHaveLength(1);
  const before = activeTimers();
  session.end();
  expect(activeTimers() - before).toBe(3);
  for (const id of ids) registry.cancel(id);
  await Promise.all(watching);
  for (const id of ids) {
    await all(registry.events(after, id, undefined, call.signal));
    registry.release(after, id);
  }
  expect(activeTimers()).toBeLessThanOrEqual(before);
  expect(registry.count).toBe(0);
  expect(bodies.count).toBe(0);
  for (const { signal } of [session, after, call]) expect(getEventListeners(signal, 'abort')).toHaveLength(0);
});

test('closing leaves no timer and no listener behind', async () => {
  await using services = await openRegistry({ ...longEnough, exchange: untilAborted });
  const { registry } = services;
  const [session, other] = [startSession(), startSession()];
  registry.send(session, newId(), { request: get('') });
  registry.send(other, newId(), { request: get('') });
  const before = activeTimers();
  session.end();
  expect(activeTimers() - before).toBe(1);
  await registry.close();
  expect(activeTimers()).toBeLessThanOrEqual(before);
  expect(getEventListeners(other.signal, 'abort')).toHaveLength(0);
});

function activeTimers(): number {
  return process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
}

test('finished responses that nobody looks at make room for new ones, the oldest first', async () => {
  await using server = await startTestServer();
  let quota = Infinity;
  await using running = await openRegistry({ quotaBytes: () => quota });
  const { registry, bodies } = running;
  const gone = startSession();
  const watching = startSession();
  const ids = [newId(), newId(), newId()];
  for (const id of ids) {
    // The second one is in an open tab.
    const session = id === ids[1] ? watching : gone;
    registry.send(session, id, { request: get(server.url('/lines', { mib: 2 })) });
    await outcome(registry.events(session, id, undefined, noSignal()));
  }
  gone.end();
  expect(bodies.usage.count).toBe(3);

  quota = bodies.usage.usedBytes - 1;
  const newest = newId();
  registry.send(watching, newest, { request: get(server.url('/lines', { kib: 4 })) });
  await outcome(registry.events(watching, newest, undefined, noSignal()));
  const kept = ids.map((id) => {
    try {
      registry.events(watching, id, undefined, noSignal());
      return true;
    } catch {
      return false;
    }
  });
  expect(kept).toEqual([false, true, true]);
});

test('a response that finds no room is held, and goes on past the quota when somebody says so', async () => {
  await using server = await startTestServer();
  await using running = await openRegistry({ quotaBytes: () => 3 * 1024 * 1024 });
  const { registry } = running;
  const session = startSession();
  const id = newId();
  registry.send(session, id, { request: get(server.url('/lines', { mib: 8 })) });
  const held = await event(registry.events(session, id, undefined, noSignal()), 'held');
  expect(held.reason).toBe('quota');
  expect(held.bodyBytes).toBeLessThan(5 * 1024 * 1024);
  registry.goOn(id);
  const done = await event(registry.events(session, id, undefined, noSignal()), 'done');
  expect(done).toMatchObject({ outcome: 'complete', bodyBytes: 8 * 1024 * 1024 });
});

test('what is kept as it was sent takes room as well', async () => {
  const MiB = 1024 * 1024;
  await using server = await startTestServer();
  await using running = await openRegistry({ quotaBytes: () => 3 * MiB });
  const { registry, bodies } = running;
  const session = startSession();
  const id = newId();
  // The test server packs zstd into as many bytes as before.
  registry.send(session, id, { request: get(server.url('/encoded/zstd', { mib: 8 })) });
  const held = await event(registry.events(session, id, undefined, noSignal()), 'held');
  expect(held.reason).toBe('quota');
  expect(held.bodyBytes).toBeLessThan(2.5 * MiB);
  expect(bodies.usage.usedBytes).toBeGreaterThanOrEqual(3 * MiB);
});
