import { getEventListeners } from 'node:events';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Draft } from '#router/contracts/draft.ts';
import { Failure } from '#router/contracts/failure.ts';
import { emptyRequest } from '#router/contracts/request.ts';
import { newId } from '../ids.ts';
import { startSession, temporaryFolder } from '#test/harness/services/support.ts';
import { storedDraftSchema } from './draft-file.ts';
import { DraftJournal } from './journal.ts';

async function openJournal(folder?: string, claimWaitMs = 1000) {
  const errors: unknown[] = [];
  const path = folder ?? (await temporaryFolder());
  const journal = await DraftJournal.open({
    folder: path,
    claimWaitMs,
    onError: (error) => errors.push(error),
  });
  return { journal, folder: path, errors };
}

function draftOf(url: string, revision: number, id = newId()): Draft {
  return { id, revision, request: { ...emptyRequest(), url } };
}

/** What the files of a folder are about, in alphabetical order. */
const urlsIn = async (folder: string) => {
  const names = await readdir(folder);
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.map((text) => storedDraftSchema.parse(JSON.parse(text)).request.url).toSorted();
};

test('an edit is on disk when put resolves, and back after a restart', async () => {
  const { journal, folder } = await openJournal();
  const draft = draftOf('http://example.com/', 1);
  expect(await journal.put(draft)).toEqual({ revision: 1 });
  // Nothing is closed or flushed here: a kill does neither.
  const { journal: next } = await openJournal(folder);
  expect(await next.open(startSession(), draft.id)).toEqual(draft);
});

test('the file is one that only its owner may read', async () => {
  const { journal, folder } = await openJournal();
  await journal.put(draftOf('http://example.com/', 1));
  const [name] = await readdir(folder);
  expect((await stat(join(folder, name ?? ''))).mode & 0o777).toBe(0o600);
});

test('an older revision changes nothing and resolves with the one that is stored', async () => {
  const { journal, folder } = await openJournal();
  const newer = draftOf('http://newer/', 5);
  await journal.put(newer);
  expect(await journal.put(draftOf('http://older/', 4, newer.id))).toEqual({ revision: 5 });
  expect(await urlsIn(folder)).toEqual(['http://newer/']);
});

test('the same revision again is harmless, and what came last counts', async () => {
  const { journal, folder } = await openJournal();
  const draft = draftOf('http://first/', 5);
  await journal.put(draft);
  expect(await journal.put(draft)).toEqual({ revision: 5 });
  expect(await journal.put(draftOf('http://second/', 5, draft.id))).toEqual({ revision: 5 });
  expect(await urlsIn(folder)).toEqual(['http://second/']);
});

test('edits in quick succession share writes, and each resolves with its own revision or a newer one', async () => {
  const { journal, folder } = await openJournal();
  const id = newId();
  const revisions = Array.from({ length: 100 }, (_, index) => index + 1);
  const results = await Promise.all(
    revisions.map((revision) => journal.put(draftOf(`http://edit-${revision}/`, revision, id))),
  );
  for (const [index, result] of results.entries()) expect(result.revision).toBeGreaterThan(index);
  // All of them came before the first write began, so one write served all.
  expect(new Set(results.map(({ revision }) => revision))).toEqual(new Set([100]));
  expect(await urlsIn(folder)).toEqual(['http://edit-100/']);
});

test('an edit that comes while another is being written is not acknowledged with that one', async () => {
  const { journal, folder } = await openJournal();
  const id = newId();
  const long = draftOf('http://first/', 1, id);
  long.request.body.text = 'x'.repeat(8 * 1024 * 1024);
  let isWritten = false;
  const first = journal.put(long).then(() => {
    isWritten = true;
  });
  while (!isWritten && (await readdir(folder)).length === 0) await new Promise(setImmediate);
  expect(isWritten).toBe(false);
  expect(await journal.put(draftOf('http://second/', 2, id))).toEqual({ revision: 2 });
  expect(await urlsIn(folder)).toEqual(['http://second/']);
  await first;
});

test('drafts do not wait for each other', async () => {
  const { journal, folder } = await openJournal();
  await Promise.all(['a', 'b', 'c'].map((name) => journal.put(draftOf(`http://${name}/`, 1))));
  expect(await urlsIn(folder)).toEqual(['http://a/', 'http://b/', 'http://c/']);
});

test('an edit that could not be written is kept, and goes to disk with the next', async () => {
  const { journal, folder } = await openJournal();
  const draft = draftOf('http://one/', 1);
  await journal.put(draft);
  const away = `${folder}-away`;
  await rename(folder, away);
  await expect(journal.put({ ...draft, revision: 2 })).rejects.toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    details: { phase: 'store', errno: 'ENOENT' },
    message: expect.stringContaining('your last edit is not saved yet'),
  });
  expect(await journal.open(startSession(), draft.id)).toMatchObject({ revision: 2 });
  await rename(away, folder);
  // A repeat of an older edit is enough to bring the newest to disk.
  expect(await journal.put(draft)).toEqual({ revision: 2 });
  const { journal: next } = await openJournal(folder);
  expect(await next.open(startSession(), draft.id)).toMatchObject({ revision: 2 });
});

test('without an id, a window gets the newest draft that nobody has open, then a new one', async () => {
  const { journal: before, folder } = await openJournal();
  for (const url of ['http://oldest/', 'http://middle/', 'http://newest/']) await before.put(draftOf(url, 1));
  const { journal } = await openJournal(folder);
  const sessions = [startSession(), startSession(), startSession(), startSession()];
  const opened: string[] = [];
  for (const session of sessions) opened.push((await journal.open(session, undefined)).request.url);
  expect(opened).toEqual(['http://newest/', 'http://middle/', 'http://oldest/', '']);
});

test('a clock that goes back does not change which draft is the newest', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 1_000_000 });
  onTestFinished(() => void vi.useRealTimers());
  const { journal, folder } = await openJournal();
  await journal.put(draftOf('http://older/', 1));
  vi.setSystemTime(5000);
  await journal.put(draftOf('http://newer/', 1));
  const { journal: next } = await openJournal(folder);
  await next.put(draftOf('http://newest/', 1));
  const sessions = [startSession(), startSession()];
  const opened = [];
  for (const session of sessions) opened.push((await next.open(session, undefined)).request.url);
  expect(opened).toEqual(['http://newest/', 'http://newer/']);
});

test('windows that open at the same time get different drafts', async () => {
  const { journal } = await openJournal();
  await journal.put(draftOf('http://only/', 1));
  const opened = await Promise.all(
    [startSession(), startSession()].map((session) => journal.open(session, undefined)),
  );
  expect(opened.map(({ request }) => request.url).toSorted()).toEqual(['', 'http://only/']);
  const again = await Promise.all(
    [startSession(), startSession()].map((session) => journal.open(session, newId())),
  );
  expect(new Set([...opened, ...again].map(({ id }) => id)).size).toBe(4);
});

test('a new draft is an empty request of revision 0, and has no file until it is edited', async () => {
  const { journal, folder } = await openJournal();
  const draft = await journal.open(startSession(), undefined);
  expect(draft).toEqual({ id: expect.any(String), request: emptyRequest(), revision: 0 });
  expect(await readdir(folder)).toEqual([]);
  await journal.put({ ...draft, revision: 1 });
  expect(await readdir(folder)).toEqual([`${draft.id}.json`]);
});

test('a draft that nobody wrote in is forgotten with its window', async () => {
  const { journal } = await openJournal();
  const session = startSession();
  await journal.open(session, undefined);
  expect(journal.count).toBe(1);
  session.end();
  expect(journal.count).toBe(0);
});

test('a draft that was written in is there for the next window', async () => {
  const { journal } = await openJournal();
  const session = startSession();
  const draft = await journal.open(session, undefined);
  await journal.put({ ...draft, request: { ...draft.request, url: 'http://mine/' }, revision: 1 });
  session.end();
  expect(await journal.open(startSession(), undefined)).toMatchObject({ id: draft.id, revision: 1 });
});

test('the same window may open its draft twice', async () => {
  const { journal } = await openJournal();
  const session = startSession();
  const draft = await journal.open(session, undefined);
  expect(await journal.open(session, draft.id)).toEqual(draft);
});

test('a reload gets its own draft as soon as the old document has ended', async () => {
  const { journal } = await openJournal(undefined, 60_000);
  const [before, after] = [startSession(), startSession()];
  const draft = await journal.open(before, undefined);
  await journal.put({ ...draft, revision: 3 });
  const reopened = journal.open(after, draft.id);
  before.end();
  expect(await reopened).toMatchObject({ id: draft.id, revision: 3 });
  expect(getEventListeners(after.signal, 'abort')).toHaveLength(1);
});

test('a duplicated tab gets a copy under a new id, which is on disk at once', async () => {
  const { journal, folder } = await openJournal(undefined, 1);
  const original = draftOf('http://mine/', 7);
  await journal.put(original);
  await journal.open(startSession(), original.id);
  const copy = await journal.open(startSession(), original.id);
  expect(copy).toEqual({ id: expect.any(String), request: original.request, revision: 0 });
  expect(copy.id).not.toBe(original.id);
  expect(await urlsIn(folder)).toEqual(['http://mine/', 'http://mine/']);
  await journal.put({ ...copy, request: { ...copy.request, url: 'http://copy/' }, revision: 1 });
  expect(await urlsIn(folder)).toEqual(['http://copy/', 'http://mine/']);
});

test('of two that wait for one draft, one gets it and one a copy', async () => {
  const { journal } = await openJournal(undefined, 50);
  const holder = startSession();
  const draft = await journal.open(holder, undefined);
  const opened = Promise.all(
    [startSession(), startSession()].map((session) => journal.open(session, draft.id)),
  );
  holder.end();
  expect((await opened).filter(({ id }) => id === draft.id)).toHaveLength(1);
});

test('a window that ends while it waits for a draft gets none', async () => {
  const { journal } = await openJournal(undefined, 60_000);
  const draft = await journal.open(startSession(), undefined);
  const waiting = startSession();
  const opened = journal.open(waiting, draft.id);
  waiting.end();
  await expect(opened).rejects.toBe(waiting.signal.reason);
  await expect(journal.open(waiting, undefined)).rejects.toBe(waiting.signal.reason);
  expect(getEventListeners(waiting.signal, 'abort')).toHaveLength(0);
});

test('a window that outlives a restart keeps its id and sends its edits again', async () => {
  const { journal, folder } = await openJournal();
  const id = newId();
  expect(await journal.open(startSession(), id)).toEqual({ id, request: emptyRequest(), revision: 0 });
  expect(await journal.put(draftOf('http://again/', 12, id))).toEqual({ revision: 12 });
  expect(await journal.put(draftOf('http://never-opened/', 4))).toEqual({ revision: 4 });
  expect(await urlsIn(folder)).toEqual(['http://again/', 'http://never-opened/']);
});

test('what a draft opens is its own: nobody shares its rows', async () => {
  const { journal } = await openJournal(undefined, 1);
  const draft = draftOf('http://mine/', 1);
  draft.request.headers.push({ id: 'h', name: 'X-A', value: '1', enabled: true });
  await journal.put(draft);
  await journal.open(startSession(), draft.id);
  const copy = await journal.open(startSession(), draft.id);
  expect(copy.request.headers).toEqual(draft.request.headers);
  expect(copy.request.headers).not.toBe(draft.request.headers);
});

test.each([
  ['cut short', (text: string) => text.slice(0, text.length / 2)],
  ['empty', () => ''],
  ['of another shape', () => '{"id":1}'],
  ['of another id', (text: string) => text.replace(/"id":"[^"]+"/, `"id":"${newId()}"`)],
])('a file that is %s is set aside, reported, and the rest loads', async (_, spoil) => {
  const { journal: before, folder } = await openJournal();
  const [broken, whole] = [draftOf('http://broken/', 1), draftOf('http://whole/', 1)];
  await before.put(broken);
  await before.put(whole);
  const path = join(folder, `${broken.id}.json`);
  const spoilt = spoil(await readFile(path, 'utf8'));
  await writeFile(path, spoilt);

  const { journal, errors } = await openJournal(folder);
  expect(journal.count).toBe(1);
  expect(errors).toEqual([expect.any(Failure)]);
  const aside = (await readdir(folder)).find((name) => name.includes('.broken-'));
  expect(await readFile(join(folder, aside ?? ''), 'utf8')).toBe(spoilt);
  expect(await journal.open(startSession(), whole.id)).toEqual(whole);
  // The id can be used again without touching what was set aside.
  await journal.put(draftOf('http://again/', 1, broken.id));
  expect(await readFile(join(folder, aside ?? ''), 'utf8')).toBe(spoilt);

  const third = await openJournal(folder);
  expect(third.errors).toEqual([]);
  expect(third.journal.count).toBe(2);
});

test('a folder where a file should be is set aside like any other broken draft', async () => {
  const folder = await temporaryFolder();
  const id = newId();
  await mkdir(join(folder, `${id}.json`));
  const { journal, errors } = await openJournal(folder);
  expect(errors).toEqual([expect.any(Failure)]);
  expect(await journal.put(draftOf('http://fine/', 1, id))).toEqual({ revision: 1 });
});

test('what a kill left half-written is removed, and files of others are left alone', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, `${newId()}.json.tmp`), '{"half');
  await writeFile(join(folder, 'notes.json'), '{}');
  await openJournal(folder);
  expect(await readdir(folder)).toEqual(['notes.json']);
});

test('the uploads that drafts name are known, those of a broken draft too', async () => {
  const { journal: before, folder } = await openJournal();
  const file = (id: string) => ({ id, source: 'upload' as const, name: 'a.bin', type: '', size: 1 });
  const [asBody, asPart, inBroken] = [newId(), newId(), newId()];
  const draft = draftOf('http://files/', 1);
  draft.request.body.file = file(asBody);
  draft.request.body.multipart.push({
    id: 'm',
    name: 'part',
    value: '',
    enabled: false,
    kind: 'file',
    file: file(asPart),
  });
  await before.put(draft);
  await writeFile(join(folder, `${newId()}.json`), `{"request":{"body":{"file":{"id":"${inBroken}","na`);
  const { journal } = await openJournal(folder);
  expect([asBody, asPart, inBroken, newId()].map((id) => journal.refersTo(id))).toEqual([
    true,
    true,
    true,
    false,
  ]);
});

test('closing waits for the edits that are being written, and lets go of the sessions', async () => {
  const { journal, folder } = await openJournal();
  const session = startSession();
  const draft = await journal.open(session, undefined);
  const putting = journal.put({ ...draft, request: { ...draft.request, url: 'http://last/' }, revision: 1 });
  await journal.close();
  expect(await urlsIn(folder)).toEqual(['http://last/']);
  expect(await putting).toEqual({ revision: 1 });
  expect(getEventListeners(session.signal, 'abort')).toHaveLength(0);
});

test('a drafts folder that vanishes while nothing is written harms nobody', async () => {
  const { journal, folder, errors } = await openJournal();
  await rm(folder, { recursive: true });
  expect(await journal.open(startSession(), undefined)).toMatchObject({ revision: 0 });
  expect(errors).toEqual([]);
});
