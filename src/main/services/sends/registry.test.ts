import { getEventListeners, once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { startTestServer } from '#test/harness/servers/index.ts';
import { eventOf, get, openRegistry, outcome } from '#test/harness/services/registry.ts';
import { all, noSignal, startSession } from '#test/harness/services/support.ts';
import { Deadline } from '../http/deadline.ts';
import { timeoutFailure } from '../http/failures.ts';
import { newId } from '../ids.ts';
import type { SendRegistryOptions } from './registry.ts';

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

test('a watcher that comes back gets what it has not seen, before and after the end', async () => {
  await using server = await startTestServer();
  await using services = await openRegistry();
  const { registry } = services;
  const [session, id] = [startSession(), newId()];
  registry.send(session, id, { request: get(server.url('/held', { gate: 'rest' })) });
  await eventOf(registry.events(session, id, undefined, noSignal()), 'headers');
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

test('cancelling is harmless where the send has ended or is not known', async () => {
  await using server = await startTestServer();
  await using services = await openRegistry();
  const { registry } = services;
  const [session, id] = [startSession(), newId()];
  registry.send(session, id, { request: get(server.url('/echo')) });
  const done = await eventOf(registry.events(session, id, undefined, noSignal()), 'done');
  registry.cancel(id);
  registry.cancel(newId());
  expect(await eventOf(registry.events(session, id, undefined, noSignal()), 'done')).toEqual(done);
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
  const done = await eventOf(registry.events(session, id, undefined, noSignal()), 'done');
  expect(done.outcome).toBe('complete');
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
  const watching = eventOf(registry.events(other, id, undefined, noSignal()), 'done');
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
  await eventOf(registry.events(session, id, undefined, noSignal()), 'done');
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
  await eventOf(registry.events(session, id, undefined, noSignal()), 'headers');
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
  await eventOf(registry.events(session, running, undefined, noSignal()), 'headers');
  await eventOf(registry.events(session, finished, undefined, noSignal()), 'done');
  expect(await readdir(folder)).toHaveLength(2);
  const watching = eventOf(registry.events(session, running, undefined, noSignal()), 'done');
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
