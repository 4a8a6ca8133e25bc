import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { newId } from '#main/services/ids.ts';
import { type Caller, startRouter, testPlatform } from '#test/harness/services/callers.ts';
import { startSession, temporaryFolder } from '#test/harness/services/support.ts';
import { draftEventSchema } from './contracts/draft.ts';
import { emptyRequest } from './contracts/request.ts';

/** The app with a collection of one request. */
async function startWithRequest() {
  const collectionsFolder = await temporaryFolder();
  const platform = { ...testPlatform, collectionsFolder };
  const { caller, dataFolder, services } = await startRouter({ platform, claimWaitMs: 1 });
  const window = caller();
  const collection = await window.collections.create({ name: 'Shop' });
  if (!collection) throw new Error('no collection was made');
  const { id } = await window.collections.createRequest({
    parentId: collection.id,
    name: 'List',
    request: { ...emptyRequest(), url: 'https://example.org/users' },
  });
  if (id === null) throw new Error('no request was made');
  const file = join(collection.path, 'List.yml');
  return {
    window,
    caller,
    services,
    itemId: id,
    collection,
    file,
    text: () => readFile(file, 'utf8'),
    restart: async () => {
      await services.close();
      return startRouter({ platform, dataFolder, claimWaitMs: 1 });
    },
  };
}

type Draft = Awaited<ReturnType<Caller['drafts']['get']>>;

function edited({ id, revision, request }: Draft, url: string) {
  return { id, revision: revision + 1, request: { ...request, url } };
}

/** What a window is told of a draft, up to the first that `isIt` holds of. */
async function told(window: Caller, id: string, isIt: (event: Draft['status']) => boolean) {
  const stream: AsyncIterable<unknown> = await window.drafts.watch({ id });
  for await (const value of stream) {
    const event = draftEventSchema.parse(value);
    if (isIt(event.status)) return event;
  }
  throw new Error('the events ended');
}

test('a saved request is opened, edited and saved, and tabs and edits are there after a restart', async () => {
  const { window, itemId, text, restart } = await startWithRequest();
  const strip = await window.tabs.open({});
  const draft = await window.drafts.openItem({ itemId });
  const before = await text();
  await window.drafts.put(edited(draft, 'https://example.org/people'));
  await window.drafts.save({ id: draft.id });
  expect(await text()).toBe(before.replace('/users', '/people'));
  const unsaved = { ...edited(draft, 'https://example.org/unsaved'), revision: 2 };
  await window.drafts.put(unsaved);
  const tabs = [{ draftId: draft.id, sendId: null }];
  await window.tabs.put({ id: strip.id, revision: 1, tabs, active: draft.id });

  const next = (await restart()).caller();
  expect(await next.tabs.open({})).toMatchObject({ id: strip.id, tabs, active: draft.id });
  expect(await next.drafts.get({ id: draft.id })).toMatchObject({
    ...unsaved,
    status: {
      source: { itemId, name: 'List', above: ['Shop'] },
      saved: { url: 'https://example.org/people' },
      file: 'same',
    },
  });
});

test('an open draft follows its request when that is renamed or moved', async () => {
  const { window, itemId, collection } = await startWithRequest();
  const draft = await window.drafts.openItem({ itemId });
  await window.drafts.put(edited(draft, 'https://mine/'));
  const folder = await window.collections.createFolder({ parentId: collection.id, name: 'Users' });
  const renamed = await window.collections.rename({ id: itemId, name: 'All of them' });
  const moved = await window.collections.move({
    id: renamed.id ?? '',
    parentId: folder.id ?? '',
    beforeId: null,
  });
  const { status } = await told(window, draft.id, ({ source }) => source?.itemId === moved.id);
  expect(status).toMatchObject({ file: 'same', source: { name: 'All of them', above: ['Shop', 'Users'] } });
  await window.drafts.save({ id: draft.id });
  expect(await readFile(join(collection.path, 'Users/All of them.yml'), 'utf8')).toContain(
    'url: https://mine/',
  );
});

test('a window is told when others change the file, by the watcher, and what to choose from', async () => {
  const { window, itemId, file, text } = await startWithRequest();
  const draft = await window.drafts.openItem({ itemId });
  await window.drafts.put(edited(draft, 'https://mine/'));
  const theirs = (await text()).replace('/users', '/theirs');
  await writeFile(file, theirs);
  const { status } = await told(window, draft.id, (now) => now.file === 'changed');
  expect(status.theirs).toMatchObject({ url: 'https://example.org/theirs' });
  await expect(window.drafts.save({ id: draft.id })).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await window.drafts.sides({ id: draft.id })).toMatchObject({ theirs, canMerge: false });
  await window.drafts.resolve({ id: draft.id, keep: 'mine' });
  expect(await text()).toBe(theirs.replace('https://example.org/theirs', 'https://mine/'));
  await rm(file);
  await told(window, draft.id, (now) => now.file === 'removed');
  await window.drafts.save({ id: draft.id });
  expect(await text()).toBe(theirs.replace('https://example.org/theirs', 'https://mine/'));
});

test('two windows on one request: who saves second sees what the first has saved', async () => {
  const { caller, itemId, text } = await startWithRequest();
  const [first, second] = [caller(), caller()];
  const [one, two] = [await first.drafts.openItem({ itemId }), await second.drafts.openItem({ itemId })];
  expect(one.id).not.toBe(two.id);
  await first.drafts.put(edited(one, 'https://first/'));
  await second.drafts.put({ id: two.id, revision: 1, request: { ...two.request, method: 'POST' } });
  await first.drafts.save({ id: one.id });
  await expect(second.drafts.save({ id: two.id })).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(await second.drafts.resolve({ id: two.id, keep: 'both' })).toMatchObject({
    request: { method: 'POST', url: 'https://first/' },
  });
  await second.drafts.save({ id: two.id });
  expect(await text()).toContain('method: POST');
});

test('a one-off request is saved into a collection, and one that was thrown away is gone', async () => {
  const { window, caller, collection } = await startWithRequest();
  const draft = await window.drafts.get({});
  await window.drafts.put(edited(draft, 'https://one-off/'));
  const { itemId } = await window.drafts.saveAs({ id: draft.id, parentId: collection.id, name: 'New' });
  expect((await window.drafts.get({ id: draft.id })).status).toMatchObject({
    source: { itemId },
    file: 'same',
  });
  expect(await readFile(join(collection.path, 'New.yml'), 'utf8')).toContain('url: https://one-off/');
  await window.drafts.discard({ id: draft.id });
  const other = caller(startSession());
  expect(await other.drafts.openItem({ itemId })).toMatchObject({ revision: 0 });
});

test('a request that is removed in the tree is told to be in the bin, until it is brought back', async () => {
  const { window, itemId, file } = await startWithRequest();
  const draft = await window.drafts.openItem({ itemId });
  const removed = await window.collections.remove({ id: itemId });
  const until = async (state: Draft['status']['file']) =>
    (await told(window, draft.id, (now) => now.file === state)).status.source?.name;
  expect(await until('binned')).toBe('List');
  await window.collections.undo({ id: removed.undoId });
  expect(await until('same')).toBe('List');
  await rm(file);
  expect(await until('removed')).toBe('List');
});

test('a request that is in the bin is told to be there after a restart, too', async () => {
  const { window, itemId, restart } = await startWithRequest();
  const draft = await window.drafts.openItem({ itemId });
  await window.drafts.put(edited(draft, 'https://mine/'));
  await window.collections.remove({ id: itemId });
  const next = (await restart()).caller();
  const opened = await next.drafts.get({ id: draft.id });
  expect(opened.status).toMatchObject({ file: 'binned', source: { name: 'List' } });
  // What Save writes is not in the bin.
  await next.drafts.save({ id: draft.id });
  expect((await next.drafts.get({ id: draft.id })).status.file).toBe('same');
});

test('what others have removed is not told to be in the bin, whatever was there before it', async () => {
  const { window, itemId, file, collection, restart } = await startWithRequest();
  await window.collections.remove({ id: itemId });
  const request = { ...emptyRequest(), url: 'https://example.org/another' };
  const { id } = await window.collections.createRequest({ parentId: collection.id, name: 'List', request });
  expect(id).toBe(itemId);
  const draft = await window.drafts.openItem({ itemId });
  await window.drafts.put(edited(draft, 'https://mine/'));
  await rm(file);
  expect((await told(window, draft.id, (now) => now.file !== 'same')).status.file).toBe('removed');
  const next = (await restart()).caller();
  expect((await next.drafts.get({ id: draft.id })).status.file).toBe('removed');
});

test('nor where it came to that place by a move, after what is in the bin', async () => {
  const { window, itemId, collection, file } = await startWithRequest();
  const draft = await window.drafts.openItem({ itemId });
  const folder = await window.collections.createFolder({ parentId: collection.id, name: 'Users' });
  const parentId = folder.id ?? '';
  const request = { ...emptyRequest(), url: 'https://example.org/another' };
  const { id } = await window.collections.createRequest({ parentId, name: 'List', request });
  await window.collections.remove({ id: id ?? '' });
  const moved = await window.collections.move({ id: itemId, parentId, beforeId: null });
  expect(moved.id).toBe(id);
  await rm(join(dirname(file), 'Users/List.yml'));
  expect((await told(window, draft.id, (now) => now.file !== 'same')).status.file).toBe('removed');
});

test('a copy is sent with what its original’s collection gives', async () => {
  const { window, itemId, collection } = await startWithRequest();
  const variables = 'request:\n  variables:\n    - name: host\n      value: http://shop.test\n';
  await writeFile(join(collection.path, 'opencollection.yml'), `info:\n  name: Shop\n${variables}`);
  const draft = await window.drafts.openItem({ itemId });
  const copy = await window.drafts.get({ id: newId(), beside: draft.id });
  const request = { ...draft.request, url: '{{host}}/users' };
  await window.drafts.put({ id: copy.id, revision: 1, request });
  const { url, problems } = await window.requests.preview({ draftId: copy.id, request });
  expect([url, problems]).toEqual(['http://shop.test/users', []]);
});

test('a save ends where its window cancels it, and not where the window is closed', async () => {
  const { caller, itemId, text } = await startWithRequest();
  const before = await text();
  for (const isClosed of [false, true]) {
    const [window, call] = [startSession(), new AbortController()];
    const { drafts } = caller(window, call.signal);
    const draft = await drafts.openItem({ itemId });
    await drafts.put(edited(draft, `https://example.org/${isClosed}`));
    const saving = drafts.save({ id: draft.id });
    // The adapter ends the session first, then its calls.
    if (isClosed) window.end();
    call.abort(new Error('cancelled'));
    if (isClosed) await saving;
    else await expect(saving).rejects.toThrow('cancelled');
    expect(await text()).toBe(
      isClosed ? before.replace('https://example.org/users', 'https://example.org/true') : before,
    );
    window.end();
  }
});
