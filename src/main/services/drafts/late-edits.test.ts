import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { StoredFile } from '#router/contracts/request.ts';
import { Gates } from '#test/harness/servers/gates.ts';
import { draftsOn, edited, inConflict, listText, nextEvent } from '#test/harness/services/drafts.ts';
import { startSession } from '#test/harness/services/support.ts';
import { newId } from '../ids.ts';

/* Edits that were made before their window heard that main has exchanged the draft's request for another. */

const theirs = listText.replace('/users', '/theirs');
const newer = listText.replace('/users', '/newer');
/** Touches what nobody else does. */
const theirHeader = listText.replace("'application/json'", "'text/csv'");

test('such an edit is a conflict, and not lost', async () => {
  const { drafts, itemId, writeFromOutside, textOf } = await draftsOn();
  const session = startSession();
  const draft = await drafts.openItem(session, itemId());
  await writeFromOutside(theirs);
  const reloaded = await drafts.open(session, draft.id);
  expect(reloaded.request.url).toBe('https://example.org/theirs');
  await drafts.put(edited(draft, 'https://mine/'));
  await expect(drafts.save(draft.id)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await textOf()).toBe(theirs);
  const now = await drafts.open(session, draft.id);
  expect(now).toMatchObject({ revision: 1, request: { url: 'https://mine/' } });
  expect(now.status).toMatchObject({
    file: 'changed',
    saved: { url: 'https://example.org/users' },
    theirs: { url: 'https://example.org/theirs' },
  });
});

test.each([
  ['before its tab is opened again', false],
  ['once its tab is open again', true],
])('so it is where main was killed in between, and the edit comes %s', async (_when, isOpened) => {
  const { drafts, draft, again } = await inConflict(theirHeader);
  await drafts.resolve(draft.id, 'both');
  const { drafts: next, textOf } = await again();
  const session = startSession();
  if (isOpened) await next.open(session, draft.id);
  const late = edited(draft, 'https://mine/typed', 2);
  expect(await next.put(late)).toEqual({ revision: late.revision });
  expect(await next.open(session, draft.id)).toMatchObject({
    ...late,
    status: { file: 'changed', saved: { url: 'https://example.org/users' } },
  });
  await expect(next.save(draft.id)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await textOf()).toBe(theirHeader);
  expect(await next.sides(draft.id)).toMatchObject({ canMerge: true });
});

test('what is exchanged again after such an edit without a difference has a revision of its own', async () => {
  const { drafts, itemId, writeFromOutside } = await draftsOn();
  const session = startSession();
  const draft = await drafts.openItem(session, itemId());
  const takenBack = { ...draft, revision: 2 };
  await drafts.put(takenBack);
  await writeFromOutside(theirs);
  const { revision } = await drafts.open(session, draft.id);
  await drafts.put(takenBack);
  const again = await drafts.open(session, draft.id);
  expect(again.request.url).toBe('https://example.org/theirs');
  expect(again.revision).toBeGreaterThan(revision);
});

test('a window is told of an exchanged request once that is on disk', async () => {
  const { drafts, draft, session, dataFolder } = await inConflict(theirHeader);
  const onDisk = () => readFileSync(join(dataFolder, `drafts/${draft.id}.json`), 'utf8');
  expect(onDisk()).not.toContain('text/csv');
  const events = drafts.watch(draft.id, session.signal);
  const told = nextEvent(events, ({ reload }) => reload !== null).then(onDisk);
  await drafts.resolve(draft.id, 'theirs');
  expect(await told).toContain('text/csv');
});

test('so it is where the edit comes with the start after the next', async () => {
  const { drafts, draft, again } = await inConflict(theirHeader);
  await drafts.resolve(draft.id, 'theirs');
  const first = await again();
  await first.drafts.open(startSession(), draft.id);
  await first.close();
  const { drafts: next, errors } = await again();
  await next.put(edited(draft, 'https://mine/typed', 2));
  expect((await next.open(startSession(), draft.id)).status.file).toBe('changed');
  expect(errors).toEqual([]);
});

test('an edit that was made on the exchanged request is one like any other, also after a kill', async () => {
  const { drafts, draft, again, dataFolder } = await inConflict(theirHeader);
  const resolved = await drafts.resolve(draft.id, 'both');
  const { drafts: next, textOf } = await again();
  await next.put(edited(resolved, 'https://both/'));
  // What was before is kept no longer: a keystroke writes no request but its own.
  expect(await readFile(join(dataFolder, `drafts/${draft.id}.json`), 'utf8')).not.toContain('https://mine/');
  await next.save(draft.id);
  expect(await textOf()).toBe(theirHeader.replace('https://example.org/users', 'https://both/'));
});

test.each([
  ['before its tab is opened again', false],
  ['once its tab is open again', true],
])(
  'what a window was told is there after a restart: what others write meanwhile is a conflict, and the edit comes %s',
  async (_when, isOpened) => {
    const { drafts, itemId, writeFromOutside, again } = await draftsOn();
    const session = startSession();
    const draft = await drafts.openItem(session, itemId());
    await writeFromOutside(theirs);
    const told = await drafts.open(session, draft.id);
    await drafts.close();
    await writeFromOutside(newer);
    const { drafts: next, textOf } = await again();
    if (isOpened) await next.open(startSession(), draft.id);
    await next.put(edited(told, 'https://mine/'));
    expect((await next.open(startSession(), draft.id)).status).toMatchObject({
      file: 'changed',
      saved: { url: 'https://example.org/theirs' },
    });
    await expect(next.save(draft.id)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await textOf()).toBe(newer);
  },
);

test('what a draft was before keeps its uploads, until its window edits it', async () => {
  const { drafts, draft, writeFromOutside, again } = await inConflict(listText);
  const file: StoredFile = { id: newId(), source: 'upload', name: 'mine.txt', type: 'text/plain', size: 4 };
  const body = { ...draft.request.body, kind: 'file' as const, file };
  await drafts.put({ id: draft.id, revision: 2, request: { ...draft.request, body } });
  const fileBody =
    '  body:\n    type: file\n    data:\n      - filePath: theirs.txt\n        contentType: text/plain\n        selected: true\n';
  await writeFromOutside(listText.replace('\ndocs:', `${fileBody}\ndocs:`));
  const resolved = await drafts.resolve(draft.id, 'theirs');
  expect(resolved.request.body.file?.name).toBe('theirs.txt');
  const next = await again();
  expect(next.drafts.refersTo(file.id)).toBe(true);
  await next.drafts.put(edited(resolved, 'https://later/'));
  expect(next.drafts.refersTo(file.id)).toBe(false);
});

test('of a file that changes often, texts of before do not pile up', async () => {
  const { drafts, itemId, writeFromOutside, draftFiles, textOf } = await draftsOn();
  const session = startSession();
  const draft = await drafts.openItem(session, itemId());
  for (let time = 1; time <= 10; time += 1) {
    await writeFromOutside(listText.replace('/users', `/${time}`));
    expect((await drafts.open(session, draft.id)).request.url).toBe(`https://example.org/${time}`);
  }
  // The draft, what its file says, and what it said the last five times.
  expect(await draftFiles()).toHaveLength(7);
  // Not even of those any more.
  await drafts.put(edited(draft, 'https://mine/'));
  await expect(drafts.save(draft.id)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await textOf()).toContain('/10');
});

test('an edit that comes after the person chose theirs, and before that is done, is not dropped unasked', async () => {
  const { drafts, draft, open } = await inConflict(theirs);
  const refused = drafts.resolve(draft.id, 'theirs').catch((cause: unknown) => cause);
  // Main has heard it, and is still writing down what the draft is to stand on.
  await new Promise((resolve) => setImmediate(resolve));
  await drafts.put(edited(draft, 'https://mine/typed', 2));
  expect(await refused).toMatchObject({ code: 'CONFLICT' });
  expect(await open()).toMatchObject({ request: { url: 'https://mine/typed' }, status: { file: 'changed' } });
});

test('an edit is acknowledged as itself, also where main has followed the file before it is written', async () => {
  let atRead = () => Promise.resolve();
  const { drafts, itemId, writeFromOutside } = await draftsOn({ afterRead: () => atRead() });
  const session = startSession();
  const draft = await drafts.openItem(session, itemId());
  await writeFromOutside(theirs);
  await drafts.open(session, draft.id);
  await writeFromOutside(listText);
  const now = await drafts.open(session, draft.id);
  // Typed and taken back. The first write keeps the second one waiting for as long as it takes to follow.
  const puts: Array<Promise<{ revision: number }>> = [];
  atRead = async () => {
    atRead = () => Promise.resolve();
    puts.push(drafts.put(edited(now, 'https://mine/')));
    for (let moment = 0; moment < 10; moment += 1) await Promise.resolve();
    puts.push(drafts.put(edited(now, now.request.url, 2)));
  };
  await writeFromOutside(theirs);
  const followed = await drafts.open(session, draft.id);
  expect(followed.request.url).toBe('https://example.org/theirs');
  // Else its window would take it for outdated, and send it again on top of what it has not heard of.
  expect((await Promise.all(puts)).at(1)).toEqual({ revision: now.revision + 2 });
});

/* Edits of a window that was without its draft for a while, and says what they were made on. */

test('one that was made on something else than the file says by now is a conflict, also after a restart', async () => {
  const { drafts, itemId, again } = await draftsOn();
  const draft = await drafts.openItem(startSession(), itemId());
  await drafts.put({ ...edited(draft, draft.request.url), request: { ...draft.request, method: 'PATCH' } });
  await drafts.save(draft.id);
  const late = { ...edited(draft, 'https://mine/', 2), madeOn: [draft.request] };
  expect(await drafts.put(late)).toEqual({ revision: 2 });
  await expect(drafts.save(draft.id)).rejects.toMatchObject({ code: 'CONFLICT' });
  const { drafts: next, errors, textOf } = await again();
  expect(await next.open(startSession(), draft.id)).toMatchObject({
    request: { method: 'GET', url: 'https://mine/' },
    status: { file: 'changed', saved: { method: 'GET' }, theirs: { method: 'PATCH' } },
  });
  await next.resolve(draft.id, 'both');
  await next.save(draft.id);
  const both = listText.replace('https://example.org/users', 'https://mine/').replace('GET', 'PATCH');
  expect(await textOf()).toBe(both);
  expect(errors).toEqual([]);
});

test('it is none any more where the file says again what it was made on', async () => {
  const { drafts, itemId, writeFromOutside, textOf } = await draftsOn();
  const session = startSession();
  const draft = await drafts.openItem(session, itemId());
  await drafts.put(edited(draft, 'https://other/'));
  await drafts.save(draft.id);
  await drafts.put({ ...edited(draft, 'https://mine/', 2), madeOn: [draft.request] });
  await writeFromOutside(`${listText}# later\n`);
  expect((await drafts.open(session, draft.id)).status.file).toBe('same');
  await drafts.save(draft.id);
  expect(await textOf()).toBe(`${listText.replace('https://example.org/users', 'https://mine/')}# later\n`);
});

test('it is none where nothing was edited: then the draft follows its file', async () => {
  const { drafts, itemId } = await draftsOn();
  const session = startSession();
  const draft = await drafts.openItem(session, itemId());
  await drafts.put(edited(draft, 'https://other/'));
  await drafts.save(draft.id);
  await drafts.put({ ...edited(draft, draft.request.url, 2), madeOn: [draft.request] });
  expect(await drafts.open(session, draft.id)).toMatchObject({
    request: { url: 'https://other/' },
    status: { file: 'same' },
  });
});

test('one that is older than what is stored changes nothing', async () => {
  const { drafts, itemId } = await draftsOn();
  const session = startSession();
  const draft = await drafts.openItem(session, itemId());
  await drafts.put(edited(draft, 'https://other/', 3));
  await drafts.save(draft.id);
  await drafts.put(edited(draft, 'https://newer/', 4));
  expect(await drafts.put({ ...edited(draft, 'https://mine/'), madeOn: [draft.request] })).toEqual({
    revision: 4,
  });
  expect((await drafts.open(session, draft.id)).status).toMatchObject({
    file: 'same',
    saved: { url: 'https://other/' },
  });
});

test('one of a document that has lost the draft to another one is refused, and changes nothing there', async () => {
  const { drafts, itemId } = await draftsOn();
  const draft = await drafts.openItem(startSession(), itemId());
  const late = drafts.put(edited(draft, 'https://mine/'), startSession());
  await expect(late).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  expect(drafts.request(draft.id)).toEqual(draft.request);
});

test('one of a document that does not hold the draft has to say what it was made on', async () => {
  const { drafts, itemId } = await draftsOn();
  const before = startSession();
  const draft = await drafts.openItem(before, itemId());
  await drafts.put(edited(draft, 'https://mine/'));
  before.end();
  const late = edited(draft, 'https://mine/later', 2);
  const session = startSession();
  await expect(drafts.put(late, session)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  expect(await drafts.put({ ...late, madeOn: [draft.request] }, session)).toEqual({ revision: 2 });
});

test('nor does one wait for what it was made on, and land in the draft that another document has got meanwhile', async () => {
  const { drafts, itemId, close, again } = await draftsOn();
  const draft = await drafts.openItem(startSession(), itemId());
  await drafts.put(edited(draft, 'https://first/'));
  await close();
  const { drafts: next } = await again();
  const late = { ...edited(draft, 'https://mine/', 2), madeOn: [draft.request] };
  const refused = next.put(late, startSession()).catch((cause: unknown) => cause);
  expect((await next.open(startSession(), draft.id)).request.url).toBe('https://first/');
  expect(await refused).toMatchObject({ code: 'PRECONDITION_FAILED' });
});

test('what another document has edited since is not saved for one that has lost the draft, nor decided about', async () => {
  const { drafts, itemId, textOf } = await draftsOn();
  const [before, other] = [startSession(), startSession()];
  const draft = await drafts.openItem(before, itemId());
  await drafts.put(edited(draft, 'https://mine/'), before);
  before.end();
  await drafts.put(edited(await drafts.openItem(other, itemId()), 'https://theirs/'), other);
  const late = startSession();
  for (const deed of [
    () => drafts.save(draft.id, undefined, { session: late }),
    () => drafts.resolve(draft.id, 'mine', { session: late }),
    () => drafts.takeBack(draft.id, { session: late }),
  ]) {
    await expect(deed()).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  }
  expect(await textOf()).toBe(listText);
});

test('one that comes while another window’s save is under way, which that was closed after, is a conflict with it', async () => {
  const gates = new Gates();
  let isSaving = false;
  const beforeRead = async () => {
    if (!isSaving) return;
    gates.open('reading');
    await gates.passed('on');
  };
  const { drafts, itemId, textOf } = await draftsOn({ beforeRead });
  const [before, other, session] = [startSession(), startSession(), startSession()];
  const draft = await drafts.openItem(before, itemId());
  await drafts.put(edited(draft, 'https://first/'), before);
  before.end();
  await drafts.put(edited(await drafts.openItem(other, itemId()), 'https://example.org/theirs'), other);
  isSaving = true;
  const saving = drafts.save(draft.id, undefined, { session: other });
  await gates.passed('reading');
  other.end();
  const late = drafts.put({ ...edited(draft, 'https://mine/', 3), madeOn: [draft.request] }, session);
  gates.open('on');
  await saving;
  expect(await textOf()).toBe(theirs);
  expect(await late).toEqual({ revision: 3 });
  expect(await drafts.open(session, draft.id)).toMatchObject({
    request: { url: 'https://mine/' },
    status: { file: 'changed', theirs: { url: 'https://example.org/theirs' } },
  });
});
