import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { draftsOn, edited, inConflict, listText, nextEvent, withUrl } from '#test/harness/services/drafts.ts';
import { startSession } from '#test/harness/services/support.ts';

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
