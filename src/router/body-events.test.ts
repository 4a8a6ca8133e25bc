import { expect, test } from 'vitest';
import { newId } from '#main/services/ids.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { startRouter, watch } from '#test/harness/services/callers.ts';
import { all } from '#test/harness/services/support.ts';
import { emptyRequest } from './contracts/request.ts';

async function bodyOf(text: string, contentType: string) {
  const server = await startTestServer();
  const window = (await startRouter()).caller();
  const id = newId();
  const url = server.url('/respond', { body: text, header: `Content-Type: ${contentType}` });
  await window.requests.send({ id, request: { ...emptyRequest(), url } });
  const began = Date.now();
  let bodyId: string | null = null;
  for await (const { event } of watch(window, { id })) if (event.type === 'done') bodyId = event.bodyId;
  await server[Symbol.asyncDispose]();
  if (bodyId === null) throw new Error('the response has no body');
  const facts = (await all(await window.bodies.facts({ id: bodyId }))).at(-1);
  return { window, id: bodyId, facts, began };
}

const stream = 'id: 7\ndata: one\n\n: a comment\n\nevent: news\ndata: two\ndata: lines\n\ndata: unfinished';

test('events are counted, and told with their fields and times', async () => {
  const { window, id, facts, began } = await bodyOf(stream, 'text/event-stream');
  expect(facts).toMatchObject({ kind: 'sse', events: 2, lines: 10 });
  const { events, next, total } = await window.bodies.events({ id, first: 0, count: 200, filter: {} });
  expect({ next, total }).toEqual({ next: 2, total: 2 });
  expect(events).toMatchObject([
    { index: 0, type: 'message', id: '7', data: 'one', at: expect.any(Number) },
    { index: 1, type: 'news', lastEventId: '7', data: 'two\nlines' },
  ]);
  expect(events[0]?.at).toBeGreaterThanOrEqual(began - 1000);
  expect(events[0]?.at).toBeLessThanOrEqual(Date.now());
});

test('a byte order mark is no part of the first event', async () => {
  const { window, id, facts } = await bodyOf(`\u{feff}${stream}\n\n`, 'text/event-stream');
  expect(facts).toMatchObject({ kind: 'sse', events: 3 });
  const { events } = await window.bodies.events({ id, first: 0, count: 200, filter: {} });
  expect(events).toMatchObject([
    { offset: 3, id: '7', data: 'one' },
    { type: 'news', lastEventId: '7' },
    { lastEventId: '7', data: 'unfinished' },
  ]);
});

test('a filter takes those of a type, or with a text', async () => {
  const { window, id } = await bodyOf(stream, 'text/event-stream');
  const range = { id, first: 0, count: 10 };
  const { events } = await window.bodies.events({ ...range, filter: { type: 'news' } });
  expect(events.map(({ index }) => index)).toEqual([1]);
  const query = { text: 'ONE', matchCase: false, wholeWord: false, regex: false };
  expect((await window.bodies.events({ ...range, filter: { query } })).events).toMatchObject([{ index: 0 }]);
  await expect(
    window.bodies.events({ ...range, filter: { query: { ...query, text: '(', regex: true } } }),
  ).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

test('what is no such stream has no events', async () => {
  const { window, id, facts } = await bodyOf('hello', 'text/plain');
  expect(facts?.events).toBeUndefined();
  expect(await window.bodies.events({ id, first: 0, count: 10, filter: {} })).toEqual({
    events: [],
    next: 0,
    total: 0,
  });
});
