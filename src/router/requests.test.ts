import { expect, test } from 'vitest';
import { newId } from '#main/services/ids.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { startRouter, watch } from '#test/harness/services/callers.ts';
import { all, allBytes, noSignal, startSession } from '#test/harness/services/support.ts';
import { emptyRequest, type HttpRequest } from './contracts/request.ts';
import type { SendEvent, SendEventOf } from './contracts/send.ts';

function get(url: string): HttpRequest {
  return { ...emptyRequest(), url };
}

/** The first event of a kind. */
async function first<TType extends SendEvent['type']>(
  events: ReturnType<typeof watch>,
  type: TType,
): Promise<SendEventOf<TType>> {
  const isWanted = (event: SendEvent): event is SendEventOf<TType> => event.type === type;
  for await (const { event } of events) if (isWanted(event)) return event;
  throw new Error(`there was no ${type}`);
}

test('a request is sent, and its events tell all of it', async () => {
  await using server = await startTestServer();
  const { caller, services } = await startRouter();
  const window = caller();
  const id = newId();
  const request: HttpRequest = {
    ...get(server.url('/echo', { q: 'cats' })),
    method: 'POST',
    headers: [
      { id: '1', name: 'X-On', value: 'yes', enabled: true },
      { id: '2', name: 'X-Off', value: 'no', enabled: false },
    ],
  };
  request.body = { ...request.body, kind: 'json', json: '{"a":1}' };

  expect(await window.requests.send({ id, request })).toEqual({ id });
  const events = await all(watch(window, { id }));
  expect(events.map(({ event }) => event.type).filter((type) => type !== 'progress')).toEqual([
    'request',
    'connected',
    'headers',
    'done',
  ]);
  const ids = events.map((item) => Number(item.id));
  expect(ids).toEqual(ids.toSorted((a, b) => a - b));
  expect(events.at(-1)?.event).toMatchObject({ type: 'done', outcome: 'complete' });

  const { bodyId, status } = await first(watch(window, { id }), 'headers');
  expect(status).toBe(200);
  const echo = JSON.parse(
    String(await allBytes(services.bodies.stream({ id: bodyId, start: 0 }, noSignal()))),
  );
  expect(echo).toMatchObject({ method: 'POST', url: '/echo?q=cats', body: '{"a":1}' });
  expect(echo.headers).toContainEqual(['X-On', 'yes']);
  expect(JSON.stringify(echo.headers)).not.toContain('X-Off');
});

test('a call that is repeated sends nothing again', async () => {
  await using server = await startTestServer();
  const { caller } = await startRouter();
  const window = caller();
  const input = { id: newId(), request: get(server.url('/echo')) };
  await window.requests.send(input);
  await all(watch(window, { id: input.id }));
  await window.requests.send(input);
  await all(watch(window, { id: input.id }));
  expect(server.requests).toHaveLength(1);
});

test('a reloaded window goes on after the last event it saw, and nothing is sent again', async () => {
  await using server = await startTestServer();
  const { caller } = await startRouter();
  const [before, after] = [startSession(), startSession()];
  const id = newId();
  await caller(before).requests.send({ id, request: get(server.url('/held', { gate: 'rest' })) });
  let lastEventId: string | undefined;
  for await (const { id: eventId, event } of watch(caller(before), { id })) {
    lastEventId = eventId;
    if (event.type === 'headers') break;
  }
  before.end();
  const resumed = watch(caller(after), { id, lastEventId });
  server.open('rest');
  const types = (await all(resumed)).map(({ event }) => event.type);
  expect(types).not.toContain('headers');
  expect(types.at(-1)).toBe('done');
  expect(server.requests).toHaveLength(1);
});

test('a request that can not be is refused with the field and the reason', async () => {
  const { caller } = await startRouter();
  const { requests } = caller();
  const badMethod = { ...emptyRequest(), method: 'GET IT' };
  await expect(requests.send({ id: newId(), request: badMethod })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    cause: { issues: [{ path: ['request', 'method'], message: 'an HTTP method is one word, such as GET' }] },
  });
  await expect(requests.send({ id: '../etc/passwd', request: emptyRequest() })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    cause: { issues: [{ path: ['id'], message: 'not an id that Parley made' }] },
  });
  await expect(requests.events({ id: 'x' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  await expect(requests.cancel({ id: 'x' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

test('an address that is none fails the send, with words for it', async () => {
  const { caller } = await startRouter();
  const window = caller();
  const id = newId();
  await window.requests.send({ id, request: get('http://') });
  await expect(all(watch(window, { id }))).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    cause: { name: 'Failure', details: { phase: 'request' } },
  });
});

test('a refused connection fails the send with host, phase and errno', async () => {
  const server = await startTestServer();
  const { port } = server;
  await server[Symbol.asyncDispose]();
  const { caller } = await startRouter();
  const window = caller();
  const id = newId();
  await window.requests.send({ id, request: get(`http://127.0.0.1:${port}/`) });
  await expect(all(watch(window, { id }))).rejects.toMatchObject({
    code: 'BAD_GATEWAY',
    cause: { details: { phase: 'connect', host: '127.0.0.1', port, errno: 'ECONNREFUSED' } },
  });
});

test('a connection that breaks fails the send, and what had arrived is kept as incomplete', async () => {
  await using server = await startTestServer();
  const { caller, services } = await startRouter();
  const window = caller();
  const id = newId();
  await window.requests.send({ id, request: get(server.url('/short', { gate: 'end' })) });
  const { bodyId } = await first(watch(window, { id }), 'headers');
  server.open('end');
  const seen: SendEvent[] = [];
  const watchToTheEnd = async () => {
    for await (const { event } of watch(window, { id })) seen.push(event);
  };
  await expect(watchToTheEnd()).rejects.toMatchObject({ code: 'BAD_GATEWAY' });
  expect(seen.at(-1)).toMatchObject({ type: 'done', outcome: 'failed', bodyBytes: 9 });
  expect(services.bodies.info(bodyId)).toMatchObject({ state: 'incomplete', size: 9 });
});

test('a cancelled send ends with done, and its connection is closed', async () => {
  await using server = await startTestServer();
  const { caller } = await startRouter();
  const window = caller();
  const id = newId();
  await window.requests.send({ id, request: get(server.url('/held')) });
  const { bodyId } = await first(watch(window, { id }), 'headers');
  await window.requests.cancel({ id });
  const done = await first(watch(window, { id }), 'done');
  expect(done).toMatchObject({ outcome: 'cancelled', bodyId });
  await (await server.request('/held')).closed;
  await window.requests.cancel({ id });
  await window.requests.cancel({ id: newId() });
});

test('a window that gives up watching does not end the send', async () => {
  await using server = await startTestServer();
  const { caller } = await startRouter();
  const session = startSession();
  const call = new AbortController();
  const id = newId();
  await caller(session).requests.send({ id, request: get(server.url('/held')) });
  const watching = all(watch(caller(session, call.signal), { id }));
  call.abort();
  await expect(watching).rejects.toBe(call.signal.reason);
  server.open('held');
  expect(await first(watch(caller(session), { id }), 'done')).toMatchObject({
    outcome: 'complete',
  });
});

test('the send that a new one replaces is in the history alone, and is gone when that forgets it', async () => {
  await using server = await startTestServer();
  const { caller, services } = await startRouter();
  const window = caller();
  const [replaced, id] = [newId(), newId()];
  await window.requests.send({ id: replaced, request: get(server.url('/echo')) });
  const { bodyId } = await first(watch(window, { id: replaced }), 'done');
  await window.requests.send({ id, request: get(server.url('/echo')), replaces: replaced });
  expect(await window.bodies.info({ id: bodyId ?? '' })).toMatchObject({ state: 'complete' });
  await services.history.remove(replaced);
  const gone = { code: 'NOT_FOUND', message: 'This response is no longer kept. Send the request again.' };
  await expect(all(watch(window, { id: replaced }))).rejects.toMatchObject(gone);
  await expect(window.bodies.info({ id: bodyId ?? '' })).rejects.toMatchObject(gone);
});

test('a send that names itself as replaced is kept', async () => {
  await using server = await startTestServer();
  const { caller } = await startRouter();
  const window = caller();
  const id = newId();
  await window.requests.send({ id, request: get(server.url('/echo')), replaces: id });
  expect(await first(watch(window, { id }), 'done')).toMatchObject({ outcome: 'complete' });
});
