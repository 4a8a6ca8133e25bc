import { rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newId } from '#main/services/ids.ts';
import { startTestServer, type TestServer } from '#test/harness/servers/index.ts';
import { bodyOf, forgetSend } from '#test/harness/services/bodies.ts';
import { type Caller, startRouter } from '#test/harness/services/callers.ts';
import { all, startSession } from '#test/harness/services/support.ts';
import { type BodyFacts, isSettled } from './contracts/body-view.ts';

async function start() {
  const started = await startRouter();
  return { ...started, window: started.caller() };
}

/** The first facts that will do. */
async function factsWhen(
  window: Caller,
  id: string,
  isWanted: (facts: BodyFacts) => boolean,
): Promise<BodyFacts> {
  for await (const facts of await window.bodies.facts({ id })) if (isWanted(facts)) return facts;
  throw new Error('no such facts came');
}

/** 64 bytes a line. */
const lines = (server: TestServer, kib: number) => server.url('/lines', { kib });
const gone = { code: 'NOT_FOUND', message: 'This response is no longer kept. Send the request again.' };

test('the facts of a body are settled in the end, and then no more come', async () => {
  await using server = await startTestServer();
  const { window } = await start();
  const id = await bodyOf(window, lines(server, 3000));
  const facts = await all(await window.bodies.facts({ id }));
  expect(facts.every((each, at) => isSettled(each) === (at === facts.length - 1))).toBe(true);
  expect(facts.at(-1)).toEqual({
    id,
    kind: 'text',
    encoding: { label: 'utf-8', by: 'content' },
    lineEnds: 'lf',
    size: 3000 * 1024,
    indexedBytes: 3000 * 1024,
    state: 'complete',
    rows: 48_001,
    lines: 48_001,
    longestLine: { line: 0, bytes: 63 },
  });
});

test('rows are read from anywhere, and there are none behind the end', async () => {
  await using server = await startTestServer();
  const { window } = await start();
  const id = await bodyOf(window, lines(server, 3000));
  await factsWhen(window, id, isSettled);
  const { rows, total } = await window.bodies.rows({ id, first: 40_000, count: 2 });
  expect(total).toBe(48_001);
  expect(rows).toEqual([
    {
      line: 40_000,
      offset: 40_000 * 64,
      bytes: 63,
      continues: false,
      text: expect.stringMatching(/^line 0000040000/),
    },
    {
      line: 40_001,
      offset: 40_001 * 64,
      bytes: 63,
      continues: false,
      text: expect.stringMatching(/^line 0000040001/),
    },
  ]);
  expect((await window.bodies.rows({ id, first: 47_999, count: 500 })).rows).toHaveLength(2);
  expect(await window.bodies.rows({ id, first: 48_001, count: 1 })).toEqual({ rows: [], total: 48_001 });
  expect(await window.bodies.rows({ id, first: Number.MAX_SAFE_INTEGER, count: 1 })).toMatchObject({
    rows: [],
  });
});

test('a place is found by line, by offset and by row', async () => {
  await using server = await startTestServer();
  const { window } = await start();
  const id = await bodyOf(window, lines(server, 64));
  await factsWhen(window, id, isSettled);
  const place = { row: 500, line: 500, column: 5, offset: 500 * 64 + 5 };
  expect(await window.bodies.place({ id, at: { offset: place.offset } })).toEqual(place);
  expect(await window.bodies.place({ id, at: { row: 500, column: 5 } })).toEqual(place);
  expect(await window.bodies.place({ id, at: { line: 500 } })).toEqual({
    ...place,
    column: 0,
    offset: 500 * 64,
  });
  const end = { row: 1024, line: 1024, column: 0, offset: 64 * 1024 };
  expect(await window.bodies.place({ id, at: { line: 5000 } })).toEqual(end);
});

test('a body is seen while it arrives', async () => {
  await using server = await startTestServer();
  const { window } = await start();
  const id = await bodyOf(window, server.url('/held'), 'headers');
  const facts = (await window.bodies.facts({ id }))[Symbol.asyncIterator]();
  let { value } = await facts.next();
  while (value?.indexedBytes !== 12) ({ value } = await facts.next());
  expect(value).toMatchObject({ state: 'arriving', rows: 2 });
  expect((await window.bodies.rows({ id, first: 0, count: 9 })).rows[0]?.text).toBe('first piece');
  server.open('held');
  const rest = await all({ [Symbol.asyncIterator]: () => facts });
  expect(rest.at(-1)).toMatchObject({ state: 'complete', rows: 3, size: 25 });
  expect((await window.bodies.rows({ id, first: 1, count: 1 })).rows[0]?.text).toBe('second piece');
});

test('an empty body has one empty row', async () => {
  await using server = await startTestServer();
  const { window } = await start();
  const id = await bodyOf(window, server.url('/respond', { body: '' }));
  expect(await factsWhen(window, id, isSettled)).toMatchObject({ kind: 'empty', rows: 1, lines: 1 });
  expect(await window.bodies.rows({ id, first: 0, count: 5 })).toEqual({
    rows: [{ line: 0, offset: 0, bytes: 0, continues: false, text: '' }],
    total: 1,
  });
});

test('watching ends when its call is given up', async () => {
  await using server = await startTestServer();
  const { caller, window } = await start();
  const id = await bodyOf(window, server.url('/held'), 'headers');
  const call = new AbortController();
  const watching = all(await caller(startSession(), call.signal).bodies.facts({ id }));
  call.abort();
  await expect(watching).rejects.toBe(call.signal.reason);
});

test('a body that is not there, or is removed meanwhile, is said so', async () => {
  await using server = await startTestServer();
  const { window, caller, services } = await start();
  const id = newId();
  for (const call of [
    () => window.bodies.facts({ id }),
    () => window.bodies.rows({ id, first: 0, count: 1 }),
    () => window.bodies.place({ id, at: { line: 0 } }),
  ]) {
    await expect(call()).rejects.toMatchObject(gone);
  }
  const [session, sendId] = [startSession(), newId()];
  const held = await bodyOf(caller(session), server.url('/held'), 'headers', sendId);
  const watching = all(await window.bodies.facts({ id: held })).catch((error: unknown) => error);
  await forgetSend(services, session, sendId);
  expect(await watching).toMatchObject(gone);
});

test('a file that vanishes, or is cut short, is said so', async () => {
  await using server = await startTestServer();
  const { window, dataFolder } = await start();
  const [vanished, cut] = [await bodyOf(window, lines(server, 64)), await bodyOf(window, lines(server, 64))];
  for (const id of [vanished, cut]) await factsWhen(window, id, isSettled);
  await rm(join(dataFolder, 'bodies', vanished));
  await truncate(join(dataFolder, 'bodies', cut), 100);
  for (const id of [vanished, cut]) {
    await expect(window.bodies.rows({ id, first: 900, count: 10 })).rejects.toMatchObject(gone);
    await expect(window.bodies.place({ id, at: { line: 900 } })).rejects.toMatchObject(gone);
  }
});

test.each([
  [{ first: -1, count: 1 }, ['first']],
  [{ first: 0.5, count: 1 }, ['first']],
  [{ first: 0, count: 0 }, ['count']],
  [{ first: 0, count: 501 }, ['count']],
])('rows %j are refused', async (range, path) => {
  const { window } = await start();
  await expect(window.bodies.rows({ id: newId(), ...range })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    cause: { issues: [{ path }] },
  });
});

test('an id that Parley did not make, and a place with two names, are refused', async () => {
  const { window } = await start();
  const id = '../logs/parley.1.log';
  const issue = { path: ['id'], message: 'not an id that Parley made' };
  const refusal = { code: 'BAD_REQUEST', cause: { issues: [issue] } };
  await expect(window.bodies.facts({ id })).rejects.toMatchObject(refusal);
  await expect(window.bodies.rows({ id, first: 0, count: 1 })).rejects.toMatchObject(refusal);
  await expect(window.bodies.place({ id, at: { line: 0 } })).rejects.toMatchObject(refusal);
  const both = { line: 1, offset: 2 };
  await expect(window.bodies.place({ id: newId(), at: both })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});
