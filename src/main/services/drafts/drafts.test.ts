import { mkdirSync, rmSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyRequest } from '#router/contracts/request.ts';
import { draftsOn, edited, inConflict, listText, nextEvent, withUrl } from '#test/harness/services/drafts.ts';
import { startSession, temporaryFolder } from '#test/harness/services/support.ts';
import { newId } from '../ids.ts';
import { storedDraftSchema } from './draft-file.ts';

test('opening a saved request gives what its file says, and where it is', async () => {
  const { drafts, itemId, collectionId } = await draftsOn();
  const draft = await drafts.openItem(startSession(), itemId());
  expect(draft).toMatchObject({ revision: 0, request: { method: 'GET', url: 'https://example.org/users' } });
  expect(draft.status).toEqual({
    source: { collectionId, itemId: itemId(), name: 'List users', above: ['Shop'] },
    saved: draft.request,
    file: 'same',
    theirs: null,
  });
});

test('saving changes the edited bytes only, and setting them back leaves no trace', async () => {
  const { drafts, itemId, textOf } = await draftsOn();
  const draft = await drafts.openItem(startSession(), itemId());
  await drafts.put(edited(draft, 'https://example.org/people'));
  expect(await textOf()).toBe(listText);
  await drafts.save(draft.id);
  expect(await textOf()).toBe(listText.replace('/users"', '/people"'));
  await drafts.put(edited(draft, draft.request.url, 2));
  await drafts.save(draft.id);
  expect(await textOf()).toBe(listText);
});

test('a row that was added, saved and taken away again leaves no trace either', async () => {
  const { drafts, itemId, textOf, again } = await draftsOn();
  const draft = await drafts.openItem(startSession(), itemId());
  const [accept, trace] = draft.request.headers;
  const headers = [{ id: 'mine', name: 'X-New', value: '1', enabled: true }, ...draft.request.headers];
  await drafts.put({ id: draft.id, revision: 1, request: { ...draft.request, headers } });
  await drafts.save(draft.id);
  expect(await textOf()).toContain('X-New');
  const next = await again();
  const reopened = await next.drafts.open(startSession(), draft.id);
  expect(reopened.request.headers.map(({ id }) => id)).toEqual(['mine', accept?.id, trace?.id]);
  expect(reopened.status.saved).toEqual(reopened.request);
  await next.drafts.put({ id: draft.id, revision: 2, request: draft.request });
  await next.drafts.save(draft.id);
  expect(await textOf()).toBe(listText);
});

test('an unsaved edit comes back after a crash, when its request is opened again', async () => {
  const { drafts, itemId, again } = await draftsOn();
  const draft = await drafts.openItem(startSession(), itemId());
  await drafts.put(edited(draft, 'https://unsaved/'));
  const next = await again({ isInTabs: () => false });
  const reopened = await next.drafts.openItem(startSession(), itemId());
  expect(reopened).toMatchObject({ id: draft.id, request: { url: 'https://unsaved/' } });
  expect(reopened.status).toMatchObject({ file: 'same', saved: { url: 'https://example.org/users' } });
  await next.drafts.save(draft.id);
  expect(await next.textOf()).toBe(listText.replace('https://example.org/users', 'https://unsaved/'));
});

test('a draft without edits is kept for its tab, and forgotten where there is none', async () => {
  const { drafts, itemId, again, draftFiles } = await draftsOn();
  const draft = await drafts.openItem(startSession(), itemId());
  const kept = await again({ isInTabs: (id) => id === draft.id });
  expect(await kept.drafts.open(startSession(), draft.id)).toEqual(draft);
  const next = await again({ isInTabs: () => false });
  expect(next.drafts.count).toBe(0);
  expect(await draftFiles()).toEqual([]);
});

test('a draft without edits that can’t be deleted keeps nobody from starting', async () => {
  const { drafts, itemId, dataFolder, again } = await draftsOn();
  const draft = await drafts.openItem(startSession(), itemId());
  const file = join(dataFolder, `drafts/${draft.id}.json`);
  const isInTabs = () => {
    // Once it has been read: a folder can't be removed as a file.
    rmSync(file, { force: true, recursive: true });
    mkdirSync(file);
    return false;
  };
  const next = await again({ isInTabs });
  expect(next.errors).toMatchObject([{ code: 'ERR_FS_EISDIR' }]);
  expect(await next.drafts.openItem(startSession(), itemId())).toMatchObject({ revision: 0 });
});

test('a window that closes leaves no draft that has no edits', async () => {
  const { drafts, itemId, draftFiles } = await draftsOn({ isInTabs: () => false });
  const [session, other] = [startSession(), startSession()];
  await drafts.openItem(session, itemId());
  const draft = await drafts.openItem(other, itemId());
  await drafts.put(edited(draft, 'https://unsaved/'));
  session.end();
  other.end();
  await expect.poll(() => drafts.count).toBe(1);
  await expect
    .poll(async () => (await draftFiles()).filter((name) => !name.startsWith(draft.id)))
    .toEqual([]);
  expect((await drafts.openItem(startSession(), itemId())).id).toBe(draft.id);
});

test('a request that this window has open already is that draft; another window gets one of its own', async () => {
  const { drafts, itemId } = await draftsOn();
  const session = startSession();
  const draft = await drafts.openItem(session, itemId());
  expect((await drafts.openItem(session, itemId())).id).toBe(draft.id);
  expect((await drafts.openItem(startSession(), itemId())).id).not.toBe(draft.id);
});

test('a request that a window opens twice at once is one draft', async () => {
  const { drafts, itemId } = await draftsOn();
  const session = startSession();
  const opened = await Promise.all([1, 2, 3].map(() => drafts.openItem(session, itemId())));
  expect(new Set(opened.map(({ id }) => id)).size).toBe(1);
  expect(drafts.count).toBe(1);
});

test('what is no request, or is gone, is not opened, and says why', async () => {
  const { drafts, itemId, path } = await draftsOn({
    files: {
      'list.yml': listText,
      'call.yml': 'info:\n  name: Call\n  type: grpc\n',
      'broken.yml': 'info: {name: "x"',
    },
  });
  const session = startSession();
  await expect(drafts.openItem(session, itemId('call.yml'))).rejects.toMatchObject({
    code: 'PRECONDITION_FAILED',
    message: '“Call” can’t be edited here. Open it as text.',
  });
  await expect(drafts.openItem(session, itemId('gone.yml'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  // The tree does not know yet.
  await writeFile(join(path, 'list.yml'), 'info: {name: "x"');
  await expect(drafts.openItem(session, itemId())).rejects.toMatchObject({
    code: 'UNPROCESSABLE_CONTENT',
    message: expect.stringContaining('“list.yml” can’t be read as YAML'),
  });
  await rm(join(path, 'list.yml'));
  await expect(drafts.openItem(session, itemId())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(drafts.count).toBe(0);
});

test('a file that is too large to be edited is refused with the limit', async () => {
  const body = `    data: "${'x'.repeat(5 * 1024 * 1024)}"\n`;
  const text = `info:\n  name: Big\n  type: http\nhttp:\n  method: POST\n  url: https://x/\n  body:\n    type: text\n${body}`;
  const { drafts, itemId, path } = await draftsOn({ files: { 'big.yml': listText } });
  // The tree has not seen it yet: else it would offer it as text.
  await writeFile(join(path, 'big.yml'), text);
  await expect(drafts.openItem(startSession(), itemId('big.yml'))).rejects.toMatchObject({
    code: 'PAYLOAD_TOO_LARGE',
    message: expect.stringMatching(/“big.yml” has more than 5 MiB .*the most that can be edited here/),
  });
});

test('a draft without edits follows its file', async () => {
  const { drafts, itemId, writeFromOutside } = await draftsOn();
  const session = startSession();
  const draft = await drafts.openItem(session, itemId());
  const events = drafts.watch(draft.id, session.signal);
  expect(await nextEvent(events, () => true)).toEqual({ status: draft.status, reload: null });
  const again = drafts.watch(draft.id, session.signal);
  const reload = nextEvent(again, (event) => event.reload !== null);
  await writeFromOutside(listText.replace('/users', '/theirs'));
  const event = await reload;
  expect(event.reload).toMatchObject({ id: draft.id, request: { url: 'https://example.org/theirs' } });
  expect(event.status).toMatchObject({ file: 'same', saved: { url: 'https://example.org/theirs' } });
  // From there on it is edited and saved as any other.
  await drafts.put({
    id: draft.id,
    revision: (event.reload?.revision ?? 0) + 1,
    request: withUrl(draft.request, 'https://mine/'),
  });
  await drafts.save(draft.id);
});

test('what others wrote is not overwritten: saving says so, and nothing is changed', async () => {
  const theirs = listText.replace('/users', '/theirs');
  const { drafts, draft, textOf, open } = await inConflict(theirs);
  await expect(drafts.save(draft.id)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: '“list.yml” has changed on disk while you edited it. Compare both, then choose what to keep.',
    details: { file: 'list.yml' },
  });
  expect(await textOf()).toBe(theirs);
  expect(await open()).toMatchObject({
    request: { url: 'https://mine/' },
    status: { file: 'changed', theirs: { url: 'https://example.org/theirs' } },
  });
  expect(await drafts.sides(draft.id)).toEqual({
    mine: listText.replace('https://example.org/users', 'https://mine/'),
    theirs,
    canMerge: false,
  });
});

test('that is so even where nobody has told of the change', async () => {
  const { drafts, itemId, path, textOf } = await draftsOn();
  const draft = await drafts.openItem(startSession(), itemId());
  await drafts.put(edited(draft, 'https://mine/'));
  const theirs = listText.replace('/users', '/theirs');
  await writeFile(join(path, 'list.yml'), theirs);
  await expect(drafts.save(draft.id)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await textOf()).toBe(theirs);
});

test('keeping mine writes my edits into what they wrote', async () => {
  const theirs = listText.replace('/users', '/theirs').replace('Nobody but us', 'Everybody');
  const { drafts, draft, textOf } = await inConflict(theirs);
  const { mine } = await drafts.sides(draft.id);
  expect(await drafts.resolve(draft.id, 'mine')).toMatchObject({
    request: { url: 'https://mine/' },
    status: { file: 'same', saved: { url: 'https://mine/' } },
  });
  expect(await textOf()).toBe(mine);
  expect(mine).toBe(theirs.replace('https://example.org/theirs', 'https://mine/'));
});

test('taking theirs drops my edits, and leaves the file alone', async () => {
  const theirs = listText.replace('/users', '/theirs');
  const { drafts, draft, textOf, again } = await inConflict(theirs);
  const resolved = await drafts.resolve(draft.id, 'theirs');
  expect(resolved).toMatchObject({
    id: draft.id,
    request: { url: 'https://example.org/theirs' },
    status: { file: 'same', saved: { url: 'https://example.org/theirs' } },
  });
  expect(await textOf()).toBe(theirs);
  expect(await (await again()).drafts.open(startSession(), draft.id)).toMatchObject({
    request: { url: 'https://example.org/theirs' },
  });
});

test('both are kept where they touch different things, unsaved', async () => {
  const theirs = listText.replace("'application/json'", "'text/csv'");
  const { drafts, draft, textOf } = await inConflict(theirs);
  expect(await drafts.sides(draft.id)).toMatchObject({ canMerge: true });
  const resolved = await drafts.resolve(draft.id, 'both');
  expect(resolved.request).toMatchObject({ url: 'https://mine/', headers: [{ value: 'text/csv' }, {}] });
  expect(await textOf()).toBe(theirs);
  await drafts.put(edited(resolved, 'https://both/'));
  await drafts.save(draft.id);
  expect(await textOf()).toBe(theirs.replace('https://example.org/users', 'https://both/'));
});

test('both can’t be kept where they touch the same', async () => {
  const theirs = listText.replace('/users', '/theirs');
  const { drafts, draft, open } = await inConflict(theirs);
  await expect(drafts.resolve(draft.id, 'both')).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await open()).toMatchObject({ request: { url: 'https://mine/' }, status: { file: 'changed' } });
});

test('a comment that others wrote is no conflict, and stays when the draft is saved', async () => {
  const theirs = listText.replace('# staging', '# the new one');
  const { drafts, draft, textOf, open } = await inConflict(theirs);
  expect((await open()).status).toMatchObject({ file: 'same', saved: { url: 'https://example.org/users' } });
  await drafts.save(draft.id);
  expect(await textOf()).toBe(theirs.replace('https://example.org/users', 'https://mine/'));
});

test('a new name, or a comment, makes no other request of a draft that somebody may be typing in', async () => {
  const { drafts, itemId, writeFromOutside, textOf } = await draftsOn();
  const session = startSession();
  const draft = await drafts.openItem(session, itemId());
  const renamed = listText.replace('List users', 'People').replace('# staging', '# live');
  await writeFromOutside(renamed);
  const { status, ...now } = await drafts.open(session, draft.id);
  expect(now).toEqual({ id: draft.id, revision: draft.revision, request: draft.request });
  expect(status).toMatchObject({ file: 'same', source: { name: 'People' } });
  await drafts.put(edited(draft, 'https://mine/'));
  await drafts.save(draft.id);
  expect(await textOf()).toBe(renamed.replace('https://example.org/users', 'https://mine/'));
});

test('a new name that comes into the file while the draft is saved is no conflict, and stays', async () => {
  let reads = 0;
  const renamed = listText.replace('List users', 'People');
  const { drafts, itemId, path, textOf } = await draftsOn({
    beforeRead: async (file) => {
      reads += 1;
      // The look has been, and the comparison before the write comes next.
      if (reads === 2) await writeFile(file, renamed);
    },
  });
  const draft = await drafts.openItem(startSession(), itemId());
  await drafts.put(edited(draft, 'https://mine/'));
  reads = 0;
  await drafts.save(draft.id);
  expect(await textOf()).toBe(renamed.replace('https://example.org/users', 'https://mine/'));
  expect(await readdir(path)).toEqual(['list.yml', 'opencollection.yml']);
});

test('a file that was removed is written again by saving', async () => {
  const { drafts, itemId, textOf, path, tree, collectionId } = await draftsOn({
    files: { 'users/list.yml': listText },
  });
  const session = startSession();
  const draft = await drafts.openItem(session, itemId('users/list.yml'));
  await drafts.put(edited(draft, 'https://mine/'));
  await rm(join(path, 'users'), { recursive: true });
  await tree.refresh(collectionId, ['users']);
  const opened = await drafts.open(session, draft.id);
  expect(opened.status).toMatchObject({
    file: 'removed',
    source: { name: 'List users', above: ['Shop', 'users'] },
  });
  await expect(drafts.resolve(draft.id, 'theirs')).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await drafts.save(draft.id);
  expect(await textOf('users/list.yml')).toBe(listText.replace('https://example.org/users', 'https://mine/'));
  expect((await drafts.open(session, draft.id)).status).toMatchObject({ file: 'same' });
});

test('a save that meets the removal of its file says so, and the next one writes it again', async () => {
  let reads = 0;
  const { drafts, itemId, textOf } = await draftsOn({
    // The look has been, and the comparison before the write comes next.
    beforeRead: async (file) => {
      reads += 1;
      if (reads === 2) await rm(file);
    },
  });
  const draft = await drafts.openItem(startSession(), itemId());
  await drafts.put(edited(draft, 'https://mine/'));
  reads = 0;
  await expect(drafts.save(draft.id)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: '“list.yml” was removed while it was being saved. Save again to write it again.',
  });
  await drafts.save(draft.id);
  expect(await textOf()).toContain('https://mine/');
});

test('a file that can’t be read any more is not overwritten unasked', async () => {
  const { drafts, draft, textOf, open } = await inConflict('info: {name: "half');
  expect((await open()).status).toMatchObject({ file: 'broken', theirs: null });
  await expect(drafts.save(draft.id)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining('can’t be read as a request any more'),
  });
  expect(await textOf()).toBe('info: {name: "half');
  const mine = listText.replace('https://example.org/users', 'https://mine/');
  expect(await drafts.sides(draft.id)).toEqual({ mine, theirs: 'info: {name: "half', canMerge: false });
  await drafts.resolve(draft.id, 'mine');
  expect(await textOf()).toBe(mine);
});

test.each([
  ['what others wrote', listText.replace('/users', '/theirs'), 'changed'],
  ['what a colleague had half done', 'info: {name: "half', 'broken'],
])('overwriting %s can be taken back, to the byte, and mine is still here', async (_what, theirs, file) => {
  const { drafts, draft, textOf, open } = await inConflict(theirs);
  await open();
  const { revision } = await drafts.resolve(draft.id, 'mine');
  expect(await textOf()).not.toBe(theirs);
  await drafts.put({ ...edited(draft, 'https://mine/later'), revision: revision + 1 });
  expect(await drafts.takeBack(draft.id)).toMatchObject({
    request: { url: 'https://mine/later' },
    status: { file, saved: { url: 'https://example.org/users' } },
  });
  expect(await textOf()).toBe(theirs);
  await expect(drafts.takeBack(draft.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await drafts.resolve(draft.id, 'mine');
  expect(await textOf()).toContain('https://mine/later');
});

test('what others wrote since is not lost where an overwriting is taken back', async () => {
  const { drafts, draft, textOf, path } = await inConflict(listText.replace('/users', '/theirs'));
  await drafts.resolve(draft.id, 'mine');
  await drafts.put({ ...edited(draft, 'https://mine/later'), revision: draft.revision + 10 });
  const newer = listText.replace('/users', '/newer');
  await writeFile(join(path, 'list.yml'), newer);
  await expect(drafts.takeBack(draft.id)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await textOf()).toBe(newer);
});

test('nor where the draft has followed it, by a new name of the request or all of it', async () => {
  for (const [from, to] of [
    ['/mine', '/newer'],
    ['List users', 'People'],
  ] as const) {
    const { drafts, draft, textOf, writeFromOutside } = await inConflict(
      listText.replace('/users', '/theirs'),
    );
    await drafts.resolve(draft.id, 'mine');
    const newer = (await textOf()).replace(from, to);
    await writeFromOutside(newer);
    await expect(drafts.takeBack(draft.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await textOf()).toBe(newer);
  }
});

test('a file that is seen half-written keeps its name, and a new name is told', async () => {
  const { drafts, draft, tree, collectionId, path } = await inConflict('');
  const { signal } = startSession();
  const events = () => drafts.watch(draft.id, signal);
  expect(await nextEvent(events(), ({ status }) => status.file === 'broken')).toMatchObject({
    status: { source: { name: 'List users' } },
  });
  // The draft reads the whole file before the tree does.
  const theirs = listText.replace('List users', 'All users').replace('/users', '/theirs');
  await writeFile(join(path, 'list.yml'), theirs);
  await expect(drafts.save(draft.id)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await nextEvent(events(), ({ status }) => status.file === 'changed')).toMatchObject({
    status: { source: { name: 'List users' } },
  });
  const renamed = nextEvent(events(), ({ status }) => status.source?.name === 'All users');
  await tree.refresh(collectionId, ['list.yml']);
  expect(await renamed).toMatchObject({ status: { file: 'changed' } });
});

test('a draft that is saved as becomes that of the new request', async () => {
  const { drafts, collectionId, textOf, tree, again } = await draftsOn();
  const session = startSession();
  const draft = await drafts.open(session, undefined);
  const request = withUrl(draft.request, 'https://new/');
  request.headers = [{ id: 'mine', name: 'A', value: '1', enabled: true }];
  await drafts.put({ id: draft.id, revision: 1, request });
  await expect(drafts.save(draft.id)).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
  const { itemId } = await drafts.saveAs(draft.id, collectionId, 'New one');
  expect(tree.node(itemId)).toMatchObject({ name: 'New one', url: 'https://new/' });
  const opened = await drafts.open(session, draft.id);
  expect(opened).toMatchObject({
    id: draft.id,
    request,
    status: { file: 'same', saved: request, source: { itemId } },
  });
  const text = await textOf('New one.yml');
  await drafts.put({ id: draft.id, revision: 2, request: withUrl(request, 'https://newer/') });
  await drafts.save(draft.id);
  expect(await textOf('New one.yml')).toBe(text.replace('https://new/', 'https://newer/'));
  expect((await (await again()).drafts.open(session, draft.id)).status.source).toMatchObject({ itemId });
});

test('a draft that was thrown away is gone with all its files', async () => {
  const { drafts, itemId, draftFiles } = await draftsOn();
  const session = startSession();
  const draft = await drafts.openItem(session, itemId());
  await drafts.put(edited(draft, 'https://mine/'));
  await drafts.discard(session, draft.id);
  expect(await draftFiles()).toEqual([]);
  expect(await drafts.openItem(session, itemId())).toMatchObject({
    request: { url: 'https://example.org/users' },
  });
});

test.each([
  ['follows its file to another place', false, 'b/c/list.yml'],
  ['finds it at the other place after a kill', true, 'b/c/list.yml'],
  ['finds it where it was, after a kill', true, 'a/list.yml'],
])('a draft %s', async (_what, isKilled, at) => {
  const rig = await draftsOn({ files: { 'a/list.yml': listText } });
  const { drafts, itemId, path, tree, collectionId, again } = rig;
  const draft = await drafts.openItem(startSession(), itemId('a/list.yml'));
  await drafts.put(edited(draft, 'https://mine/'));
  const [from, to] = [
    { collectionId, path: 'a' },
    { collectionId, path: 'b/c' },
  ];
  await drafts.moves.before(from, to);
  if (at !== 'a/list.yml') {
    await mkdir(join(path, 'b'));
    await rename(join(path, 'a'), join(path, 'b/c'));
    await tree.refresh(collectionId, ['a', 'b']);
  }
  if (!isKilled) await drafts.moves.after(from, to);
  const next = isKilled ? await again() : rig;
  expect((await next.drafts.open(startSession(), draft.id)).status).toMatchObject({
    file: 'same',
    source: { itemId: itemId(at) },
  });
  const { id } = draft;
  expect(next.drafts.place(id)).toEqual({ collectionId, path: at });
  await next.drafts.save(id);
  expect(await next.textOf(at)).toBe(listText.replace('https://example.org/users', 'https://mine/'));
});

test('a copy has the place of its original, over restarts and where that moves, and is a request of no file', async () => {
  const { drafts, itemId, collectionId, again } = await draftsOn({ files: { 'a/list.yml': listText } });
  const session = startSession();
  const draft = await drafts.openItem(session, itemId('a/list.yml'));
  const copy = await drafts.open(session, newId(), draft.id);
  expect(copy.status.source).toBeNull();
  await drafts.put({ id: copy.id, revision: 1, request: draft.request });
  const copyOfCopy = await drafts.open(session, newId(), copy.id);
  for (const { id } of [copy, copyOfCopy])
    expect(drafts.place(id)).toEqual({ collectionId, path: 'a/list.yml' });
  const [from, to] = [
    { collectionId, path: 'a' },
    { collectionId, path: 'b' },
  ];
  await drafts.moves.before(from, to);
  await drafts.moves.after(from, to);
  expect(drafts.place(copy.id)).toEqual({ collectionId, path: 'b/list.yml' });
  expect((await again()).drafts.place(copy.id)).toEqual({ collectionId, path: 'b/list.yml' });
  // A draft that is there already has its own place.
  const other = await drafts.open(session, newId());
  await drafts.put({ id: other.id, revision: 1, request: draft.request });
  await drafts.open(session, other.id, draft.id);
  expect(drafts.place(other.id)).toBeUndefined();
});

test('drafts of before there were collections are read', async () => {
  const dataFolder = await temporaryFolder();
  const id = newId();
  const { path: _path, auth: _auth, variables: _variables, ...request } = emptyRequest();
  const { sparql: _sparql, ...body } = request.body;
  await mkdir(join(dataFolder, 'drafts'));
  const old = { id, revision: 7, savedAt: 1, request: { ...request, url: 'https://old/', body } };
  await writeFile(join(dataFolder, `drafts/${id}.json`), JSON.stringify(old));
  const { drafts } = await draftsOn({ dataFolder });
  expect(await drafts.open(startSession(), id)).toEqual({
    id,
    revision: 7,
    request: { ...emptyRequest(), url: 'https://old/' },
    status: { source: null, saved: null, file: 'same', theirs: null },
  });
});

test('a draft whose kept texts are lost keeps its edits, and overwrites nothing unasked', async () => {
  const { drafts, itemId, again, dataFolder, draftFiles, textOf } = await draftsOn();
  const draft = await drafts.openItem(startSession(), itemId());
  await drafts.put(edited(draft, 'https://mine/'));
  for (const name of await draftFiles()) {
    if (name.endsWith('.text')) await rm(join(dataFolder, 'drafts', name));
  }
  const next = await again();
  expect(await next.drafts.open(startSession(), draft.id)).toMatchObject({
    request: { url: 'https://mine/' },
    status: { file: 'changed', theirs: { url: 'https://example.org/users' } },
  });
  await next.drafts.resolve(draft.id, 'mine');
  expect(await textOf()).toBe(listText.replace('https://example.org/users', 'https://mine/'));
});

test('texts that no draft needs any more go, with each save and at the next start', async () => {
  const { drafts, itemId, draftFiles, again, dataFolder } = await draftsOn();
  const draft = await drafts.openItem(startSession(), itemId());
  for (const revision of [1, 2, 3]) {
    await drafts.put(edited(draft, `https://mine/${revision}`, revision));
    await drafts.save(draft.id);
  }
  // The draft, what the file said first, and what it says now with the request as the draft has it.
  expect(await draftFiles()).toHaveLength(4);
  const orphan = `${newId()}.${'x'.repeat(43)}.text`;
  await writeFile(join(dataFolder, 'drafts', orphan), 'left by a kill');
  await writeFile(join(dataFolder, 'drafts', `${orphan}.tmp`), 'left by a kill');
  await again();
  expect(await draftFiles()).toHaveLength(4);
});

test('a draft that is opened again while it is thrown away starts anew, and is kept', async () => {
  const { drafts, draftFiles } = await draftsOn();
  const [session, id] = [startSession(), newId()];
  await drafts.put({ id, revision: 1, request: withUrl(emptyRequest(), 'https://old/') });
  const discarded = drafts.discard(session, id);
  await drafts.put({ id, revision: 1, request: withUrl(emptyRequest(), 'https://new/') });
  await discarded;
  expect(await draftFiles()).toEqual([`${id}.json`]);
  expect(await drafts.open(session, id)).toMatchObject({ request: { url: 'https://new/' } });
});

test.each([0, 1, 2, 3, 4, 5, 8])(
  'an edit that comes %i moments after its draft began to be thrown away is on disk once acknowledged',
  async (moments) => {
    const { drafts, itemId, again } = await draftsOn();
    const session = startSession();
    const draft = await drafts.openItem(session, itemId());
    await drafts.put(edited(draft, 'https://one/'));
    const discarded = drafts.discard(session, draft.id);
    for (let moment = 0; moment < moments; moment += 1) await Promise.resolve();
    const stored = async () => (await again()).drafts.request(draft.id)?.url;
    await drafts.put(edited(draft, 'https://late/', 2));
    await discarded;
    expect(await stored()).toBe('https://late/');
    await drafts.put(edited(draft, 'https://later/', 3));
    expect(await stored()).toBe('https://later/');
  },
);

test('so is one that comes after its draft was thrown away in the midst of a “save as”', async () => {
  const { drafts, collectionId, again, textOf } = await draftsOn();
  const [session, id] = [startSession(), newId()];
  await drafts.put({ id, revision: 1, request: withUrl(emptyRequest(), 'https://one/') });
  const saving = drafts.saveAs(id, collectionId, 'New one');
  await drafts.discard(session, id);
  await saving;
  expect(await textOf('New one.yml')).toContain('https://one/');
  await drafts.put({ id, revision: 2, request: withUrl(emptyRequest(), 'https://late/') });
  expect((await again()).drafts.request(id)?.url).toBe('https://late/');
});

test('so is one that comes while a draft without edits is thrown away, and is in no tab', async () => {
  const { drafts, itemId, again } = await draftsOn({ isInTabs: () => false });
  const session = startSession();
  const draft = await drafts.openItem(session, itemId());
  const discarded = drafts.discard(session, draft.id);
  await drafts.put(edited(draft, 'https://late/'));
  await discarded;
  // What is clean is looked at in the background, and forgotten.
  await drafts.open(startSession(), undefined);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect((await again()).drafts.request(draft.id)?.url).toBe('https://late/');
});

test('a draft that is thrown away while it is being saved is saved, and leaves nothing', async () => {
  const { drafts, itemId, draftFiles, textOf } = await draftsOn();
  const session = startSession();
  const draft = await drafts.openItem(session, itemId());
  await drafts.put(edited(draft, 'https://mine/'));
  const saving = drafts.save(draft.id);
  await Promise.resolve();
  await Promise.all([saving, drafts.discard(session, draft.id)]);
  expect(await textOf()).toContain('https://mine/');
  expect(await draftFiles()).toEqual([]);
});

test('once a file says what was saved, its draft no longer says that it is being written', async () => {
  const { drafts, itemId, dataFolder } = await draftsOn();
  const draft = await drafts.openItem(startSession(), itemId());
  await drafts.put(edited(draft, 'https://mine/'));
  await drafts.save(draft.id);
  const stored = await readFile(join(dataFolder, `drafts/${draft.id}.json`), 'utf8');
  const { link } = storedDraftSchema.parse(JSON.parse(stored));
  expect(link).toMatchObject({ name: 'List users' });
  expect(link).not.toHaveProperty('saving');
});

test('a file that others bring back to what was saved once is met like any other', async () => {
  const { drafts, itemId, writeFromOutside, textOf } = await draftsOn();
  const session = startSession();
  const draft = await drafts.openItem(session, itemId());
  await drafts.put(edited(draft, 'https://saved/'));
  await drafts.save(draft.id);
  const saved = await textOf();
  await writeFromOutside(listText);
  const back = await drafts.open(session, draft.id);
  expect(back.request.url).toBe('https://example.org/users');
  await drafts.put(edited(back, 'https://mine/'));
  await writeFromOutside(saved);
  expect((await drafts.open(session, draft.id)).status).toMatchObject({ file: 'changed' });
  await expect(drafts.save(draft.id)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await textOf()).toBe(saved);
});

test('what a draft holds for other kinds of body stays when it is saved, and when its file changes', async () => {
  const { drafts, itemId, writeFromOutside, again } = await draftsOn();
  const session = startSession();
  const draft = await drafts.openItem(session, itemId());
  const body = { ...draft.request.body, kind: 'text' as const, text: 'in use', json: '{"not": "in use"}' };
  await drafts.put({ id: draft.id, revision: 1, request: { ...draft.request, body } });
  await drafts.save(draft.id);
  await writeFromOutside(listText);
  const followed = await drafts.open(session, draft.id);
  expect(followed).toMatchObject({
    request: { body: { kind: 'none', json: '{"not": "in use"}' } },
    status: { file: 'same' },
  });
  expect(followed.status.saved).toEqual(followed.request);
  await drafts.put({ ...edited(followed, followed.request.url), id: draft.id });
  const next = await again();
  const reopened = await next.drafts.open(startSession(), draft.id);
  expect(reopened.request).toEqual(followed.request);
  expect(reopened.status.saved).toEqual(followed.request);
});

test('so is one that comes after its draft was thrown away while it was first asked for since the start', async () => {
  const { drafts, itemId, again } = await draftsOn();
  const draft = await drafts.openItem(startSession(), itemId());
  await drafts.put(edited(draft, 'https://mine/'));
  const { drafts: next } = await again();
  const session = startSession();
  const asked = next.sides(draft.id).catch(() => undefined);
  await next.discard(session, draft.id);
  await asked;
  await next.put(edited(draft, 'https://late/', 2));
  expect((await again()).drafts.request(draft.id)?.url).toBe('https://late/');
});
