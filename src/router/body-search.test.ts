import { expect, test } from 'vitest';
import { newId } from '#main/services/ids.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { type Caller, startRouter, watch } from '#test/harness/services/callers.ts';
import { forgetSend } from '#test/harness/services/bodies.ts';
import { all, startSession } from '#test/harness/services/support.ts';
import type { SearchEvent, SearchQuery } from './contracts/body-view.ts';
import { emptyRequest } from './contracts/request.ts';

const query = (text: string, how: Partial<SearchQuery> = {}): SearchQuery => ({
  text,
  matchCase: false,
  wholeWord: false,
  regex: false,
  ...how,
});

/** Sends a GET and gives the body's id once the head is in, or once all is. */
async function bodyOf(window: Caller, url: string, until: 'headers' | 'done', sendId = newId()) {
  await window.requests.send({ id: sendId, request: { ...emptyRequest(), url } });
  for await (const { event } of watch(window, { id: sendId })) {
    if (event.type === until && event.bodyId !== null) return event.bodyId;
  }
  throw new Error('the response has no body');
}

const hitsOf = (events: readonly SearchEvent[]) =>
  events.flatMap((event) => (event.type === 'hits' ? event.hits : []));

test('a search names its hits in order, and ends when all is searched', async () => {
  await using server = await startTestServer();
  const window = (await startRouter()).caller();
  const id = await bodyOf(window, server.url('/lines', { kib: 64 }), 'done');
  const events = await all(
    await window.bodies.search({ id, query: query('LINE 000000001\\d', { regex: true }) }),
  );
  expect(hitsOf(events)).toEqual(Array.from({ length: 10 }, (_, at) => [(at + 10) * 64, 15]));
  expect(events.at(-1)).toEqual({
    type: 'progress',
    searchedBytes: 65_536,
    totalBytes: 65_536,
    hitCount: 10,
    done: true,
  });
});

test('on a body that arrives it goes on', async () => {
  await using server = await startTestServer();
  const window = (await startRouter()).caller();
  const id = await bodyOf(window, server.url('/held'), 'headers');
  const events = (await window.bodies.search({ id, query: query('piece') }))[Symbol.asyncIterator]();
  const first: SearchEvent[] = [];
  for (let event = await events.next(); event.done !== true; event = await events.next()) {
    first.push(event.value);
    if (event.value.type === 'hits') break;
  }
  expect(hitsOf(first)).toEqual([[6, 5]]);
  server.open('held');
  const rest = await all({ [Symbol.asyncIterator]: () => events });
  expect(hitsOf(rest)).toEqual([[19, 5]]);
  expect(rest.at(-1)).toMatchObject({ done: true, hitCount: 2 });
});

test('a bad expression, and a body that is gone or goes, are said so', async () => {
  await using server = await startTestServer();
  const { services, caller } = await startRouter();
  const [session, sendId] = [startSession(), newId()];
  const window = caller(session);
  const id = await bodyOf(window, server.url('/held'), 'headers', sendId);
  await expect(
    all(await window.bodies.search({ id, query: query('(', { regex: true }) })),
  ).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    message: 'This is not a regular expression of JavaScript (with the flag u): Unterminated group.',
  });
  const gone = { code: 'NOT_FOUND', message: 'This response is no longer kept. Send the request again.' };
  await expect(window.bodies.search({ id: newId(), query: query('x') })).rejects.toMatchObject(gone);
  const searching = all(await window.bodies.search({ id, query: query('piece') })).catch(
    (error: unknown) => error,
  );
  await forgetSend(services, session, sendId);
  expect(await searching).toMatchObject(gone);
});
