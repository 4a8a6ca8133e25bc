import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newId } from '#main/services/ids.ts';
import { startRouter } from '#test/harness/services/callers.ts';
import { startSession } from '#test/harness/services/support.ts';
import { emptyRequest } from './contracts/request.ts';

/** How a draft stands that belongs to no collection. */
const unlinked = { source: null, saved: null, file: 'same', theirs: null };

test('a new window starts with an empty request, and gets its edits back', async () => {
  const { caller, dataFolder, services } = await startRouter();
  const window = caller();
  const draft = await window.drafts.get({});
  expect(draft).toEqual({ id: draft.id, revision: 0, request: emptyRequest(), status: unlinked });
  const edited = { ...draft, revision: 1, request: { ...draft.request, url: 'http://example.com/' } };
  expect(await window.drafts.put(edited)).toEqual({ revision: 1 });
  await services.close();

  const restarted = await startRouter({ dataFolder });
  expect(await restarted.caller().drafts.get({ id: draft.id })).toEqual(edited);
});

test('an edit that is older than what is stored changes nothing', async () => {
  const { caller } = await startRouter();
  const window = caller();
  const draft = await window.drafts.get({});
  await window.drafts.put({ ...draft, revision: 5 });
  const older = { ...draft, revision: 4, request: { ...draft.request, url: 'http://older/' } };
  expect(await window.drafts.put(older)).toEqual({ revision: 5 });
  expect(await window.drafts.get({ id: draft.id })).toMatchObject({ revision: 5, request: { url: '' } });
});

test('two windows have two drafts, and a duplicated tab gets a copy', async () => {
  const { caller } = await startRouter({ claimWaitMs: 1 });
  const [first, second, duplicate] = [caller(), caller(), caller()];
  const draft = await first.drafts.get({});
  await first.drafts.put({ ...draft, revision: 1, request: { ...draft.request, url: 'http://mine/' } });
  expect((await second.drafts.get({})).id).not.toBe(draft.id);
  const copy = await duplicate.drafts.get({ id: draft.id });
  expect(copy).toMatchObject({ request: { url: 'http://mine/' } });
  expect(copy.id).not.toBe(draft.id);
});

test('an edit is stored even if its window has gone meanwhile', async () => {
  const { caller } = await startRouter();
  const session = startSession();
  const call = new AbortController();
  const window = caller(session, call.signal);
  const draft = await window.drafts.get({});
  const putting = window.drafts.put({
    ...draft,
    revision: 1,
    request: { ...draft.request, url: 'http://last/' },
  });
  session.end();
  call.abort();
  expect(await putting).toEqual({ revision: 1 });
  expect(await caller().drafts.get({})).toMatchObject({ id: draft.id, request: { url: 'http://last/' } });
});

test('a window that is gone gets no draft', async () => {
  const { caller } = await startRouter();
  const session = startSession();
  session.end();
  await expect(caller(session).drafts.get({})).rejects.toMatchObject({ cause: session.signal.reason });
});

test('an edit that can not be stored is an error with the errno and the remedy', async () => {
  const { caller, dataFolder } = await startRouter();
  const window = caller();
  const draft = await window.drafts.get({});
  const folder = join(dataFolder, 'drafts');
  await rename(folder, `${folder}-away`);
  await expect(window.drafts.put({ ...draft, revision: 1 })).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    message: expect.stringContaining('your last edit is not saved yet'),
    cause: { details: { phase: 'store', errno: 'ENOENT' } },
  });
  await rename(`${folder}-away`, folder);
  expect(await window.drafts.put({ ...draft, revision: 2 })).toEqual({ revision: 2 });
});

test('a request that is half typed, and could not be sent, is kept all the same', async () => {
  const { caller } = await startRouter();
  const window = caller();
  const { id } = await window.drafts.get({});
  const request = { ...emptyRequest(), method: 'GET it wro', url: 'http//' };
  await window.drafts.put({ id, revision: 1, request });
  expect(await window.drafts.get({ id })).toEqual({ id, revision: 1, request, status: unlinked });
});

test('a draft that is none is refused with each field that is wrong', async () => {
  const { caller } = await startRouter();
  const request = { ...emptyRequest(), options: { ...emptyRequest().options, timeoutMs: -1 } };
  await expect(caller().drafts.put({ id: newId(), revision: -1, request })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    cause: { issues: [{ path: ['request', 'options', 'timeoutMs'] }, { path: ['revision'] }] },
  });
  await expect(caller().drafts.get({ id: '../journal' })).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    cause: { issues: [{ path: ['id'], message: 'not an id that Parley made' }] },
  });
});
