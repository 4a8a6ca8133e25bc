import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { draftsOn, edited, listText } from '#test/harness/services/drafts.ts';
import { startSession } from '#test/harness/services/support.ts';
import { storedDraftSchema } from './draft-file.ts';

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
