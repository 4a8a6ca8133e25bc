import { expect, test } from 'vitest';
import { emptyRequest } from '#router/contracts/request.ts';
import { draftsOn, edited, inConflict, listText, withUrl } from '#test/harness/services/drafts.ts';
import { startSession } from '#test/harness/services/support.ts';
import { newId } from '../ids.ts';

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

test('an edit that waits, after a restart, for what it was made on does not bring back what is thrown away meanwhile', async () => {
  const { drafts, draft, again } = await inConflict(listText.replace('/users', '/theirs'));
  await drafts.resolve(draft.id, 'theirs');
  const { drafts: next, draftFiles } = await again();
  const [put] = await Promise.all([
    next.put(edited(draft, 'https://mine/typed', 2)),
    next.discard(startSession(), draft.id),
  ]);
  expect(put).toEqual({ revision: edited(draft, '', 2).revision });
  expect(next.request(draft.id)).toBeUndefined();
  expect(await draftFiles()).toEqual([]);
});
