import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newId } from '#main/services/ids.ts';
import { requestText } from '#test/harness/services/collections.ts';
import { filesWith } from '#test/harness/services/sending.ts';
import { firstOf, listed, openShared, sent, told } from './shared-collection.ts';

// Git stores links, so a collection that somebody shares may hold them. None that leads out of its folder is followed: nothing
// outside is shown, sent, copied, changed or removed through it.

const secretName = 'none of your business';

test('what a link leads to outside of the collection is no part of the tree', async () => {
  const { tree, before, now } = await openShared(
    { 'a.yml': requestText('a') },
    async ({ folder, outside }) => {
      await symlink(join(outside, 'private.yml'), join(folder, 'absolute.yml'));
      await symlink('../../outside/private.yml', join(folder, 'relative.yml'));
      await symlink(outside, join(folder, 'folder'));
      await symlink('/', join(folder, 'everything'));
      await symlink('/dev/zero', join(folder, 'zero.yml'));
      await symlink(outside, join(folder, 'environments'));
      await symlink('nowhere.yml', join(folder, 'dangling.yml'));
      await symlink('loop.yml', join(folder, 'loop.yml'));
      await symlink('a.yml', join(folder, 'within.yml'));
    },
  );
  const { items, collection } = await tree();
  expect(items.map(({ name }) => name)).toEqual(['a', 'a']);
  expect(collection.environments).toEqual([]);
  expect(await now()).toEqual(before);
});

test('a folder.yml that is a link out is neither read nor written: not by what is in the folder, and not by changing the folder', async () => {
  const shared = await openShared(
    { 'users/get.yml': requestText('get'), 'open/b.yml': requestText('b') },
    ({ folder, outside }) => symlink(join(outside, 'private.yml'), join(folder, 'users', 'folder.yml')),
  );
  const { window, item, before, now } = shared;
  const [users, get, open] = [await item('users'), await item('get'), await item('open')];
  const opened = await window.drafts.openItem({ itemId: get.id });
  const defaults = { headers: [], auth: opened.request.auth, variables: [] };
  const answers = [
    await told(window.collections.text({ id: users.id })),
    await told(firstOf(window.collections.defaults({ id: users.id }))),
    await told(
      window.collections.putDefaults({
        id: users.id,
        before: defaults,
        after: { ...defaults, headers: [{ id: 'a', name: 'A', value: 'b', enabled: true }] },
      }),
    ),
    await told(window.collections.rename({ id: users.id, name: 'people' })),
    await told(window.collections.duplicate({ id: users.id })),
    await told(window.collections.move({ id: open.id, parentId: users.id, beforeId: null })),
    await told(window.requests.preview({ draftId: opened.id, request: opened.request })),
    await told(sent(window, get.id)),
  ];
  expect(answers.join('\n')).not.toContain(secretName);
  expect(
    answers.filter((answer) => answer.includes("leads out of the collection's folder")).length,
  ).toBeGreaterThan(4);
  expect(await now()).toEqual(before);
  // Nor did any of it arrive in a copy.
  expect(await filesWith(shared.folder, secretName)).toEqual([]);
  expect(await filesWith(shared.dataFolder, secretName)).toEqual([]);
});

test('a collection whose own file is a link out says nothing of it, and is not renamed through it', async () => {
  const { window, tree, collectionId, before, now } = await openShared({}, async ({ folder, outside }) => {
    await rm(join(folder, 'opencollection.yml'));
    await symlink(join(outside, 'private.yml'), join(folder, 'opencollection.yml'));
  });
  expect((await tree()).collection).toMatchObject({ name: 'shop', problem: expect.stringContaining('gone') });
  expect(await told(window.collections.text({ id: collectionId }))).toContain('leads out');
  expect(await told(window.collections.rename({ id: collectionId, name: 'Mine' }))).toContain('leads out');
  expect(await now()).toEqual(before);
});

test('a request that becomes a link out while it is edited is not saved through it', async () => {
  const { window, item, folder, outside, before, now } = await openShared({ 'a.yml': requestText('a') });
  const { id, request } = await window.drafts.openItem({ itemId: (await item('a')).id });
  await window.drafts.put({ id, revision: 1, request: { ...request, url: 'https://mine' } });
  await rm(join(folder, 'a.yml'));
  await symlink(join(outside, 'private.yml'), join(folder, 'a.yml'));
  expect(await told(window.drafts.save({ id }))).toContain('leads out');
  expect(await told(window.drafts.sides({ id }))).not.toContain(secretName);
  for (const keep of ['mine', 'theirs', 'both'] as const)
    expect(await told(window.drafts.resolve({ id, keep }))).not.toContain(secretName);
  expect(await now()).toEqual(before);
  // What was typed is still there.
  expect(await window.drafts.get({ id })).toMatchObject({ request: { url: 'https://mine' } });
});

test('a folder that becomes a link out while it is open is not written to: nothing is made, saved, moved or removed there', async () => {
  const shared = await openShared({ 'users/a.yml': requestText('a'), 'b.yml': requestText('b') });
  const { window, item, folder, outside, before, now } = shared;
  const [users, a, b] = [await item('users'), await item('a'), await item('b')];
  const { id, request } = await window.drafts.openItem({ itemId: a.id });
  await window.drafts.put({ id, revision: 1, request: { ...request, url: 'https://mine' } });
  await rm(join(folder, 'users'), { recursive: true });
  await symlink(outside, join(folder, 'users'));
  await Promise.all([
    told(window.drafts.save({ id })),
    told(window.drafts.resolve({ id, keep: 'mine' })),
    told(window.collections.createRequest({ parentId: users.id, name: 'new' })),
    told(window.collections.createFolder({ parentId: users.id, name: 'new' })),
    told(window.collections.move({ id: b.id, parentId: users.id, beforeId: null })),
    told(window.collections.remove({ id: a.id })),
    told(window.collections.duplicate({ id: a.id })),
    told(window.collections.duplicate({ id: users.id })),
    told(window.collections.rename({ id: a.id, name: 'c' })),
    told(window.drafts.saveAs({ id, parentId: users.id, name: 'd' })),
  ]);
  expect(await now()).toEqual(before);
  expect(await filesWith(shared.dataFolder, secretName)).toEqual([]);
});

test('a collection whose folder is swapped for a link is not written to where that leads', async () => {
  const shared = await openShared({ 'private.yml': requestText('a') });
  const { window, item, tree, folder, outside, collectionId, before, now } = shared;
  const { id, request } = await window.drafts.openItem({ itemId: (await item('a')).id });
  await window.drafts.put({ id, revision: 1, request: { ...request, url: 'https://mine' } });
  await rename(folder, `${folder}-before`);
  await symlink(outside, folder);
  expect(await told(window.drafts.save({ id }))).toContain('A link has taken the place');
  expect(await told(window.collections.createRequest({ parentId: collectionId, name: 'new' }))).toContain(
    'A link has taken the place',
  );
  expect(await told(window.environments.create({ collectionId, name: 'new' }))).toContain('A link has taken');
  await expect
    .poll(async () => (await tree()).collection, { timeout: 5000 })
    .toMatchObject({
      state: 'missing',
      problem: expect.stringContaining('A link has taken its place'),
    });
  expect((await tree()).items).toEqual([]);
  expect(await now()).toEqual(before);
});

test('environments are not made where a link leads', async () => {
  const { window, collectionId, before, now } = await openShared({}, ({ folder, outside }) =>
    symlink(outside, join(folder, 'environments')),
  );
  expect(await told(window.environments.create({ collectionId, name: 'private' }))).toContain('leads out');
  expect(await now()).toEqual(before);
});

test('a file that the person adds to a request is not copied to where a link leads', async () => {
  const { window, item, before, now } = await openShared(
    { 'a.yml': requestText('a') },
    ({ folder, outside }) => symlink(outside, join(folder, 'files')),
  );
  const { id, request } = await window.drafts.openItem({ itemId: (await item('a')).id });
  const file = { id: newId(), source: 'upload' as const, name: 'authorized_keys', type: '', size: 3 };
  await window.uploads.append({ id: file.id, offset: 0, bytes: Buffer.from('mine') });
  const body = { ...request.body, kind: 'file' as const, file: { ...file, size: 4 } };
  await window.drafts.put({ id, revision: 1, request: { ...request, body } });
  expect(await told(window.drafts.save({ id }))).toContain('leads out');
  expect(await now()).toEqual(before);
});

test('a folder that holds links is duplicated, moved and removed with the links themselves, and not what they lead to', async () => {
  const shared = await openShared(
    { 'users/a.yml': requestText('a'), 'archive/b.yml': requestText('b') },
    async ({ folder, outside }) => {
      await symlink(outside, join(folder, 'users', 'all'));
      await symlink(join(outside, 'private.yml'), join(folder, 'users', 'one.yml'));
    },
  );
  const { window, item, folder, dataFolder, before, now } = shared;
  const [users, archive] = [await item('users'), await item('archive')];
  await window.collections.duplicate({ id: users.id });
  const moved = await window.collections.move({ id: users.id, parentId: archive.id, beforeId: null });
  expect(await listed(join(folder, 'users copy'))).toMatchObject({ all: `-> ${shared.outside}` });
  expect(await listed(join(folder, 'archive', 'users'))).toMatchObject({ all: `-> ${shared.outside}` });
  const removed = await window.collections.remove({ id: moved.id ?? '' });
  await window.collections.undo({ id: removed.undoId });
  await window.collections.remove({ id: archive.id });
  expect(await now()).toEqual(before);
  expect(
    (await filesWith(dataFolder, secretName)).length + (await filesWith(folder, secretName)).length,
  ).toBe(0);
});

test('a body that a link leads to outside is not sent', async () => {
  const body = (path: string) =>
    `info:\n  name: ${JSON.stringify(path)}\n  type: http\nhttp:\n  method: POST\n  url: http://127.0.0.1:1/\n  body:\n    type: file\n    data:\n      - filePath: ${JSON.stringify(path)}\n        selected: true\n`;
  const paths = [
    'link.txt',
    'folder/key.txt',
    '../../outside/deep/key.txt',
    '/etc/passwd',
    'a/../../../outside/deep/key.txt',
    'key\0.txt',
  ];
  const shared = await openShared(
    Object.fromEntries(paths.map((path, index) => [`${index}.yml`, body(path)])),
    async ({ folder, outside }) => {
      await mkdir(join(folder, 'a'));
      await symlink(join(outside, 'deep', 'key.txt'), join(folder, 'link.txt'));
      await symlink(join(outside, 'deep'), join(folder, 'folder'));
    },
  );
  for (const path of paths) {
    const { id } = await shared.item(path);
    const answer = await told(sent(shared.window, id));
    expect(answer, path).toMatch(
      /^refused: .*(?:is not in the collection’s folder|leads out of the collection's folder|can’t be read)/,
    );
  }
});
