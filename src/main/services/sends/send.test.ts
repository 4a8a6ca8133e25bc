import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { emptyRequest } from '#router/contracts/request.ts';
import { newId } from '../ids.ts';
import { openBodyStore } from '#test/harness/services/body-store.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { listen } from '#test/harness/servers/test-server.ts';
import { eventOf, get, openRegistry, outcome } from '#test/harness/services/registry.ts';
import { all, allBytes, noSignal, startSession, temporaryFolder } from '#test/harness/services/support.ts';
import { HiddenTexts } from '../secrets/hidden-texts.ts';
import { UploadStore } from '../uploads/store.ts';
import { Deadline } from '../http/deadline.ts';
import { exchange as realExchange } from '../http/exchange.ts';
import { timeoutFailure } from '../http/failures.ts';
import { asTyped, type Preparer } from './prepare.ts';
import { type Exchange, Send } from './send.ts';

test('whoever sees done, with its figures, reads a body that is complete', async () => {
  await using server = await startTestServer();
  await using services = await openRegistry();
  const { registry, bodies } = services;
  const [session, id] = [startSession(), newId()];
  registry.send(session, id, { request: get(server.url('/lines', { kib: 300 })) });
  const done = await eventOf(registry.events(session, id, undefined, noSignal()), 'done');
  expect(done).toMatchObject({ outcome: 'complete', wireBytes: 300 * 1024, bodyBytes: 300 * 1024 });
  expect(done.phases.map(({ name }) => name)).toContain('download');
  expect(bodies.info(done.bodyId ?? '')).toMatchObject({ state: 'complete', size: 300 * 1024 });
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
  const { bodyId } = await eventOf(registry.events(startSession(), id, undefined, noSignal()), 'headers');
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
  const { bodyId } = await eventOf(registry.events(session, id, undefined, noSignal()), 'headers');
  await allBytes(bodies.stream({ id: bodyId, start: 0, end: 12 }, noSignal()));
  registry.cancel(id);
  const done = await eventOf(registry.events(session, id, undefined, noSignal()), 'done');
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
  const done = await eventOf(registry.events(session, id, undefined, noSignal()), 'done');
  expect(done).toMatchObject({ outcome: 'cancelled', bodyId: null });
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
  const done = await eventOf(registry.events(session, id, undefined, noSignal()), 'done');
  const echo = await allBytes(bodies.stream({ id: done.bodyId ?? '', start: 0 }, noSignal()));
  expect(JSON.parse(String(echo))).toMatchObject({ method: 'PUT', body: 'bytes' });
});

/** A send by an exchange that does what only a race would make the real one do. */
async function startSend(exchange: Exchange, makeRoom = () => true, preparer: Preparer = asTyped) {
  const { bodies, errors, onError } = await openBodyStore();
  const uploads = await UploadStore.open(await temporaryFolder());
  const send = new Send(
    newId(),
    { request: emptyRequest() },
    {
      preparer,
      exchange,
      bodies,
      uploads,
      makeRoom,
      onError,
    },
  );
  return { send, bodies, errors };
}

const head = { contentType: '', fileName: 'x' };
const noLimit = () => new Deadline(noSignal(), 0, () => timeoutFailure(0, 'prepare', undefined));

test('a body that was being opened when the send was cancelled is not left open', async () => {
  const { send, bodies, errors } = await startSend(async (_request, hooks, _figures, signal) => {
    void hooks.openBody(head, noLimit());
    signal.throwIfAborted();
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  });
  send.cancel();
  await send.ended;
  expect(bodies.info(send.bodyId ?? '').state).toBe('incomplete');
  const events = await all(send.events.after(0, noSignal()));
  expect(events.at(-1)?.event).toMatchObject({ type: 'done', outcome: 'cancelled', bodyId: send.bodyId });
  expect(errors).toEqual([]);
});

test('nobody is asked about a body whose time has run out', async () => {
  const { send } = await startSend(
    async (_request, hooks) => {
      const late = AbortSignal.abort(new Error('too late'));
      const deadline = new Deadline(late, 0, () => timeoutFailure(0, 'prepare', undefined));
      await (await hooks.openBody(head, deadline)).write(new Uint8Array(1));
    },
    () => false,
  );
  await send.ended;
  const types: string[] = [];
  const watch = async () => {
    for await (const { event } of send.events.after(0, noSignal())) types.push(event.type);
  };
  await expect(watch()).rejects.toThrow('too late');
  expect(types).toEqual(['progress', 'done']);
});

test('a send that was complete before the cancel came is complete', async () => {
  const { send } = await startSend(() => Promise.resolve());
  send.cancel();
  const events = await all(send.events.after(0, noSignal()));
  expect(events.at(-1)?.event).toMatchObject({ type: 'done', outcome: 'complete', bodyId: null });
});

test('the figures that were told do not change when the exchange writes on', async () => {
  let writeOn = () => {};
  const { send } = await startSend(async (_request, _hooks, figures) => {
    const lookup = { name: 'dns' as const, hop: 0, startMs: 0, durationMs: 5 };
    figures.phases.push(lookup);
    writeOn = () => {
      lookup.durationMs = 9;
      figures.phases.push({ ...lookup, name: 'connect' });
    };
  });
  await send.ended;
  const before = structuredClone((await all(send.events.after(0, noSignal()))).at(-1)?.event);
  writeOn();
  const after = (await all(send.events.after(0, noSignal()))).at(-1)?.event;
  expect(after).toMatchObject({ type: 'done', phases: [{ name: 'dns', durationMs: 5 }] });
  expect(after).toEqual(before);
});

test('an exchange that asks for more than it may is a defect, and fails the send', async () => {
  const secondBody = await startSend(async (_request, hooks) => {
    await hooks.openBody(head, noLimit());
    await hooks.openBody(head, noLimit());
  });
  await expect(all(secondBody.send.events.after(0, noSignal()))).rejects.toThrow('an exchange has one body');
  const unknownFile = await startSend(async (_request, hooks) => {
    await hooks.openUpload(newId());
  });
  await expect(all(unknownFile.send.events.after(0, noSignal()))).rejects.toThrow('does not name');
  expect(unknownFile.errors).toHaveLength(1);
});

test('what a server repeats of a secret is told as it came, and masked in what is kept', async () => {
  const server = createServer((_, response) => {
    response.writeHead(200, 'OK sk-4242', { 'X-Repeated': 'is sk-4242', Trailer: 'X-End' });
    response.addTrailers({ 'X-End': 'sk-4242' });
    response.end('sk-4242');
  });
  const port = await listen(server);
  onTestFinished(() => void server.close());
  const request = { ...emptyRequest(), url: `http://127.0.0.1:${port}/sk-4242` };
  const { send, bodies } = await startSend(
    (_request, hooks, figures, signal) =>
      realExchange(request, hooks, figures, signal, { appVersion: '0.0.0' }),
    () => true,
    {
      ...asTyped,
      prepare: async (what, signal) => ({
        ...(await asTyped.prepare(what, signal)),
        hidden: new HiddenTexts('•', ['sk-4242']),
      }),
    },
  );
  await send.ended;
  const events = (await all(send.events.after(0, noSignal()))).map(({ event }) => event);
  expect(events.find(({ type }) => type === 'headers')).toMatchObject({
    url: `http://127.0.0.1:${port}/•`,
    statusText: 'OK sk-4242',
    headers: expect.arrayContaining([['X-Repeated', 'is sk-4242']]),
  });
  const entry = send.entry((id) => bodies.info(id));
  expect(entry?.status).toBe(200);
  expect(entry?.events.map(({ type }) => type)).toContain('trailers');
  expect(JSON.stringify(entry)).not.toContain('sk-4242');
});
