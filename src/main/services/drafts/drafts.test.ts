import { mkdirSync, rmSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { emptyRequest } from '#router/contracts/request.ts';
import { draftsOn, edited, listText, withUrl } from '#test/harness/services/drafts.ts';
import { startSession, temporaryFolder } from '#test/harness/services/support.ts';
import { newId } from '../ids.ts';

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
