import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { draftsOn, type DraftsOnFolder, edited, listText } from '#test/harness/services/drafts.ts';
import { startSession } from '#test/harness/services/support.ts';
import { newId } from '../ids.ts';

const otherText = listText.replace('List users', 'Other').replace('/users"', '/other"');

/** A draft of `list.yml`, and what moves that file and tells the draft, step by step. */
async function movable(options: DraftsOnFolder = {}) {
  const rig = await draftsOn(options);
  const { drafts, collectionId, path, tree, dataFolder, itemId } = rig;
  const session = startSession();
  const place = (inner: string) => ({ collectionId, path: inner });
  const folder = join(dataFolder, 'drafts');
  return {
    ...rig,
    session,
    place,
    draft: await drafts.openItem(session, itemId()),
    before: (from: string, to: string) => drafts.moves.before(place(from), place(to)),
    after: (from: string, to: string) => drafts.moves.after(place(from), place(to)),
    notMoved: (from: string, to: string) => drafts.moves.failed(place(from), place(to)),
    moveFile: async (from: string, to: string) => {
      await rename(join(path, from), join(path, to));
      await tree.refresh(collectionId, [from, to]);
    },
    /** While the data folder takes nothing. */
    refusing: async (work: () => Promise<void>) => {
      await rename(folder, `${folder}-away`);
      await work();
      await rename(`${folder}-away`, folder);
    },
  };
}
test('where a move can’t be noted, or fails, the draft stays with its file, and follows it the next time', async () => {
  const { drafts, draft, session, place, before, after, notMoved, moveFile, refusing } = await movable();
  await refusing(() =>
    expect(before('list.yml', 'one.yml')).rejects.toMatchObject({ details: { phase: 'store' } }),
  );
  await notMoved('list.yml', 'one.yml');
  expect(drafts.place(draft.id)).toEqual(place('list.yml'));
  await before('list.yml', 'two.yml');
  await refusing(() =>
    expect(notMoved('list.yml', 'two.yml')).rejects.toMatchObject({ details: { phase: 'store' } }),
  );
  expect(drafts.place(draft.id)).toEqual(place('list.yml'));
  await before('list.yml', 'three.yml');
  await moveFile('list.yml', 'three.yml');
  await after('list.yml', 'three.yml');
  expect((await drafts.open(session, draft.id)).status.file).toBe('same');
  expect(drafts.place(draft.id)).toEqual(place('three.yml'));
});

test('a request that gets the name which another one was not given is not taken for it', async () => {
  const { drafts, draft, place, before, notMoved, writeFromOutside, textOf, refusing } = await movable();
  await refusing(() =>
    expect(before('list.yml', 'other.yml')).rejects.toMatchObject({ details: { phase: 'store' } }),
  );
  await notMoved('list.yml', 'other.yml');
  await writeFromOutside(otherText, 'other.yml');
  await drafts.put(edited(draft, 'https://typed/'));
  await drafts.save(draft.id);
  expect(drafts.place(draft.id)).toEqual(place('list.yml'));
  expect(await textOf('list.yml')).toContain('https://typed/');
  expect(await textOf('other.yml')).toBe(otherText);
});

test('a draft of a file that is gone is not taken along when another one can’t get that name', async () => {
  const { drafts, draft, path, tree, collectionId, place, before, notMoved, writeFromOutside } =
    await movable();
  await writeFromOutside(otherText, 'other.yml');
  await drafts.put(edited(draft, 'https://typed/'));
  await rm(join(path, 'list.yml'));
  await tree.refresh(collectionId, ['list.yml']);
  await before('other.yml', 'list.yml');
  await notMoved('other.yml', 'list.yml');
  expect(drafts.place(draft.id)).toEqual(place('list.yml'));
});

test('a draft that is looked at while its file moves goes with it', async () => {
  const { drafts, draft, session, place, before, after, moveFile } = await movable();
  const look = async () => (await drafts.open(session, draft.id)).status.file;
  await before('list.yml', 'moved.yml');
  expect(await look()).toBe('same');
  expect(drafts.place(draft.id)).toEqual(place('list.yml'));
  await moveFile('list.yml', 'moved.yml');
  expect(await look()).toBe('same');
  await after('list.yml', 'moved.yml');
  expect(await look()).toBe('same');
  expect(drafts.place(draft.id)).toEqual(place('moved.yml'));
});

test('a file that moves at the very moment of a look is not taken for one that is gone', async () => {
  let atRead: ((name: string) => Promise<void>) | undefined;
  const rig = await movable({ beforeRead: async (file) => atRead?.(basename(file)) });
  const { drafts, draft, session, before, after, moveFile } = rig;
  const statusWhile = async (work: (name: string) => Promise<void>) => {
    atRead = work;
    return (await drafts.open(session, draft.id)).status.file;
  };
  const once = (name: string, work: () => Promise<void>) => async (read: string) => {
    if (read !== name) return;
    atRead = undefined;
    await work();
  };

  const setsOut = once('list.yml', async () => {
    await before('list.yml', 'one.yml');
    await moveFile('list.yml', 'one.yml');
  });
  expect(await statusWhile(setsOut)).toBe('same');
  await after('list.yml', 'one.yml');

  await before('one.yml', 'two.yml');
  const arrives = once('one.yml', () => moveFile('one.yml', 'two.yml'));
  expect(await statusWhile(arrives)).toBe('same');
  await after('one.yml', 'two.yml');
  expect(await statusWhile(() => Promise.resolve())).toBe('same');
});

test('after a kill within a move, what gets the other name later is another request', async () => {
  const { draft, collectionId, path, place, before, moveFile, again } = await movable();
  await before('list.yml', 'moved.yml');
  await moveFile('list.yml', 'moved.yml');
  const next = await again();
  const opened = await next.drafts.open(startSession(), draft.id);
  expect(opened.status.file).toBe('same');
  await next.drafts.put(edited(opened, 'https://mine/'));
  await next.writeFromOutside(otherText, 'list.yml');
  await rm(join(path, 'moved.yml'));
  await next.tree.refresh(collectionId, ['moved.yml', 'list.yml']);
  expect((await next.drafts.open(startSession(), draft.id)).status.file).toBe('removed');
  expect(next.drafts.place(draft.id)).toEqual(place('moved.yml'));
});

test('after a kill before its file moved, a draft is with that, and goes where it goes', async () => {
  const { draft, place, before, path, collectionId, again } = await movable();
  await before('list.yml', 'moved.yml');
  const next = await again();
  await next.writeFromOutside(otherText, 'other.yml');
  // Nobody has opened the draft in this run.
  await next.drafts.moves.before(place('list.yml'), place('third.yml'));
  await rename(join(path, 'list.yml'), join(path, 'third.yml'));
  await next.tree.refresh(collectionId, ['list.yml', 'third.yml']);
  await next.drafts.moves.after(place('list.yml'), place('third.yml'));
  await next.writeFromOutside(otherText, 'moved.yml');
  expect((await next.drafts.open(startSession(), draft.id)).status).toMatchObject({
    file: 'same',
    source: { name: 'List users' },
  });
  expect(next.drafts.place(draft.id)).toEqual(place('third.yml'));
});

test('an edit that was made before its window heard of a new file, and of a move, is one of the moved file', async () => {
  const { drafts, draft, place, before, after, moveFile, writeFromOutside } = await movable();
  await writeFromOutside(listText.replace('/users"', '/theirs"'));
  await expect.poll(() => drafts.request(draft.id)?.url).toContain('theirs');
  await before('list.yml', 'moved.yml');
  await moveFile('list.yml', 'moved.yml');
  await after('list.yml', 'moved.yml');
  await drafts.put(edited(draft, 'https://typed/'));
  expect(drafts.place(draft.id)).toEqual(place('moved.yml'));
});

test('a request that moves while it is being opened, or saved as one, is opened where it goes', async () => {
  let atRead: ((name: string) => Promise<void>) | undefined;
  const rig = await movable({
    files: { 'list.yml': listText, 'other.yml': otherText },
    beforeRead: async (file) => atRead?.(basename(file)),
  });
  const { drafts, session, collectionId, itemId, place, before, after, moveFile, again } = rig;
  const movesAtRead = (from: string, to: string, isDone: boolean) => async (read: string) => {
    if (read !== from) return;
    atRead = undefined;
    await before(from, to);
    if (!isDone) return;
    await moveFile(from, to);
    await after(from, to);
  };

  // It sets out, and arrives once it is open.
  atRead = movesAtRead('other.yml', 'moved.yml', false);
  const opened = await drafts.openItem(session, itemId('other.yml'));
  await moveFile('other.yml', 'moved.yml');
  await after('other.yml', 'moved.yml');
  expect((await drafts.open(session, opened.id)).status).toMatchObject({ file: 'same' });
  expect(drafts.place(opened.id)).toEqual(place('moved.yml'));

  const fresh = await drafts.open(session, undefined);
  await drafts.put(edited(fresh, 'https://new/'));
  const root = rig.tree.collection(collectionId)?.id ?? '';
  atRead = movesAtRead('new.yml', 'newer.yml', false);
  await drafts.saveAs(fresh.id, root, 'new');
  await moveFile('new.yml', 'newer.yml');
  await after('new.yml', 'newer.yml');
  expect((await drafts.open(session, fresh.id)).status).toMatchObject({ file: 'same' });
  expect(drafts.place(fresh.id)).toEqual(place('newer.yml'));
  const next = await again();
  expect(next.drafts.place(opened.id)).toEqual(place('moved.yml'));
  expect(next.drafts.place(fresh.id)).toEqual(place('newer.yml'));
});

test('an overwriting is taken back in the place to which the file moves meanwhile', async () => {
  let atRead: ((name: string) => Promise<void>) | undefined;
  const rig = await movable({ beforeRead: async (file) => atRead?.(basename(file)) });
  const { drafts, draft, session, before, after, moveFile, writeFromOutside, textOf } = rig;
  const theirs = listText.replace('/users', '/theirs');
  await drafts.put(edited(draft, 'https://mine/'));
  await writeFromOutside(theirs);
  await drafts.open(session, draft.id);
  await drafts.resolve(draft.id, 'mine');
  let reads = 0;
  atRead = async () => {
    reads += 1;
    if (reads === 1) await before('list.yml', 'moved.yml');
    if (reads !== 2) return;
    await moveFile('list.yml', 'moved.yml');
    await after('list.yml', 'moved.yml');
  };
  expect((await drafts.takeBack(draft.id)).status.file).toBe('changed');
  expect(await textOf('moved.yml')).toBe(theirs);
  expect(drafts.request(draft.id)?.url).toBe('https://mine/');
});

test('where others write to a file whose folder moves at the moment of a save, that is told, and not that it is gone', async () => {
  let reads = 0;
  const move = async () => {
    await before('d', 'e');
    await rename(join(path, 'd'), join(path, 'e'));
    await writeFile(join(path, 'e/list.yml'), listText.replace('/users', '/theirs'));
    await after('d', 'e');
  };
  const rig = await movable({
    files: { 'list.yml': listText, 'd/list.yml': listText },
    afterRead: async (file) => {
      if (!file.endsWith(join('d', 'list.yml'))) return;
      reads += 1;
      // That of the look, then that before the write.
      if (reads === 2) await move();
    },
  });
  const { drafts, session, itemId, path, before, after } = rig;
  const draft = await drafts.openItem(session, itemId('d/list.yml'));
  await drafts.put(edited(draft, 'https://mine/'));
  reads = 0;
  await expect(drafts.save(draft.id)).rejects.toMatchObject({ code: 'CONFLICT' });
  expect((await drafts.open(session, draft.id)).status.file).toBe('changed');
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
  const copy = await drafts.open(session, newId(), { beside: draft.id });
  expect(copy.status.source).toBeNull();
  await drafts.put({ id: copy.id, revision: 1, request: draft.request });
  const copyOfCopy = await drafts.open(session, newId(), { beside: copy.id });
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
  await drafts.open(session, other.id, { beside: draft.id });
  expect(drafts.place(other.id)).toBeUndefined();
});
