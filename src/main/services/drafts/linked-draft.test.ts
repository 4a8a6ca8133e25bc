import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { draftsOn, edited, inConflict, listText } from '#test/harness/services/drafts.ts';
import { startSession } from '#test/harness/services/support.ts';

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
