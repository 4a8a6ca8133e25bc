import { execFile } from 'node:child_process';
import { open, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { newId } from '#main/services/ids.ts';
import { requestText } from '#test/harness/services/collections.ts';
import { firstOf, listed, openShared, sent, told } from './shared-collection.ts';

// A collection that somebody shares may hold anything. What can't be read is shown as broken, all else is there, and nobody
// waits for ever.

const makePipe = (path: string) => promisify(execFile)('mkfifo', [path]);
const times = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

const environment = (name: string, text: string) => `name: ${name}\nvariables:\n${text}`;
const inRequest = (http: string, name: string) =>
  `info:\n  name: ${name}\n  type: http\nhttp:\n  method: GET\n  url: http://127.0.0.1:1/\n${http}`;

test('texts that are made to exhaust a reader are shown as broken, and all else is there', async () => {
  const texts: Record<string, string> = {
    'deep.yml': `a: ${'['.repeat(10_000)}${']'.repeat(10_000)}`,
    'open.yml': '{'.repeat(10_000),
    'dashes.yml': `${'- '.repeat(10_000)}a`,
    'bomb.yml': times(12, (n) => `a${n}: &a${n} [x${`, *a${n - 1}`.repeat(n === 0 ? 0 : 10)}]\n`),
    'itself.yml': inRequest(
      'runtime:\n  variables:\n    - &v\n      name: v\n      value: {self: *v}\n',
      'itself',
    ),
    'anchors.yml': times(3000, (n) => `a${n}: &a${n} x\nb${n}: *a${n}\n`),
    'many.yml': '- a\n'.repeat(500_000),
    'machinery.yml': 'constructor:\n  name: x\n__proto__:\n  name: x\n  polluted: true\ntoString:\n  x: y\n',
    'nul.yml': 'info:\n  name: a\0b\n\0',
    'binary.yml': '\u{10ffff}\u{feff}%YAML 9.9\n---\n...\n---\n!!js/function "x"\n',
    'tags.yml': '!!js/function >\n  function () {}\n',
    'sound.yml': requestText('sound'),
  };
  const { tree, window } = await openShared(texts);
  const { items, collection } = await tree();
  expect(collection).toMatchObject({ name: 'Shop', state: 'ready' });
  expect(items.find(({ name }) => name === 'sound')).toMatchObject({ kind: 'request' });
  expect(items).toHaveLength(Object.keys(texts).length);
  expect(items.filter(({ kind }) => kind !== 'broken').map(({ name }) => name)).toEqual(['sound']);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
  for (const { id, kind } of items) {
    if (kind !== 'broken') continue;
    await window.collections.text({ id });
    await expect(window.drafts.openItem({ itemId: id })).rejects.toThrow('can’t be edited here');
    await expect(sent(window, id)).rejects.toThrow();
  }
});

test('the same texts as what a folder, a collection or an environment gives to requests are told to who sends one, at once', async () => {
  const bombs = [
    `request: ${'['.repeat(10_000)}`,
    'request: &a\n  headers: *a\n',
    times(3000, (n) => `a${n}: &a${n} x\nb${n}: *a${n}\n`),
    `request:\n  headers:\n${'    - a\n'.repeat(300_000)}`,
  ];
  const folders = bombs.map((text, n) => [
    [`${n}/folder.yml`, text],
    [`${n}/get.yml`, requestText(`get ${n}`)],
  ]);
  const { window, item, tree } = await openShared({
    ...Object.fromEntries(folders.flat()),
    'environments/itself.yml': environment('itself', '  - &v\n    name: v\n    value: {self: *v}\n'),
    'environments/deep.yml': environment('deep', `  - ${'['.repeat(10_000)}`),
  });
  for (const n of bombs.keys()) {
    const { id } = await item(`get ${n}`);
    expect(await told(sent(window, id))).toMatch(/^refused: .*folder\.yml/);
    const draft = await window.drafts.openItem({ itemId: id });
    expect(await told(firstOf(window.environments.scope({ draftId: draft.id })))).toContain('variables');
  }
  for (const { id } of (await tree()).collection.environments)
    expect(await told(firstOf(window.environments.watch({ id })))).toMatch(/^refused: .*\.yml/);
});

test('texts of 50 MiB and more are never held whole, nor read into a window', async () => {
  const line = `  ${'x'.repeat(126)}\n`;
  const shared = await openShared({ 'sound.yml': requestText('sound') }, async ({ folder }) => {
    await writeFile(join(folder, 'list.yml'), `a:\n${'- b\n'.repeat(1024 * 1024)}`);
    await using handle = await open(join(folder, 'large.yml'), 'w');
    await handle.write(
      'info:\n  name: large\n  type: http\nhttp:\n  method: GET\n  url: http://x\ndocs: |\n',
    );
    for (let mib = 0; mib < 50; mib += 1) await handle.write(line.repeat(8192));
    await writeFile(join(folder, 'sparse.yml'), '');
    await truncate(join(folder, 'sparse.yml'), 100 * 1024 ** 3);
  });
  const { items } = await shared.tree();
  expect(items.map(({ name }) => name).toSorted()).toEqual(['large', 'list.yml', 'sound', 'sparse.yml']);
  const id = (name: string) => items.find((item) => item.name === name)?.id ?? '';
  const draft = await shared.window.drafts.openItem({ itemId: id('large') });
  expect(JSON.stringify(draft).length).toBeLessThan(5000);
  const problems = { 'list.yml': 'more parts than Parley reads', 'sparse.yml': 'more than 5 MiB' };
  for (const [name, words] of Object.entries(problems)) {
    expect(items.find((item) => item.name === name)).toMatchObject({
      kind: 'broken',
      problem: { message: expect.stringContaining(words) },
    });
  }
  expect((await shared.window.collections.text({ id: id('sparse.yml') })).text).toHaveLength(5 * 1024 ** 2);
});

test.skipIf(process.platform === 'win32')('a pipe is never waited for', async () => {
  const { window, tree, item, collectionId } = await openShared(
    { 'users/get.yml': requestText('get'), 'empty/a.yml': requestText('a') },
    async ({ folder }) => {
      await makePipe(join(folder, 'pipe.yml'));
      await makePipe(join(folder, 'users', 'folder.yml'));
      await makePipe(join(folder, 'environments'));
      await makePipe(join(folder, 'files'));
    },
  );
  expect((await tree()).items.map(({ name }) => name).toSorted()).toEqual(['a', 'empty', 'get', 'users']);
  const [users, get] = [await item('users'), await item('get')];
  const { id, request } = await window.drafts.openItem({ itemId: get.id });
  // All at once, and more than there are threads for files.
  const answers = await Promise.all([
    told(sent(window, get.id)),
    told(window.requests.preview({ draftId: id, request })),
    told(window.collections.text({ id: users.id })),
    told(firstOf(window.collections.defaults({ id: users.id }))),
    told(window.collections.rename({ id: users.id, name: 'people' })),
    told(window.environments.create({ collectionId, name: 'Test' })),
  ]);
  expect(answers.filter((answer) => !answer.includes('is neither a file nor a folder'))).toEqual([]);
  expect(await told(window.collections.duplicate({ id: users.id }))).toMatch(/^refused: /);
});

test.skipIf(process.platform === 'win32')(
  'a request that becomes a pipe is neither read nor written',
  async () => {
    const { window, item, folder } = await openShared({ 'a.yml': requestText('a') });
    const { id, request } = await window.drafts.openItem({ itemId: (await item('a')).id });
    await window.drafts.put({ id, revision: 1, request: { ...request, url: 'https://mine' } });
    await promisify(execFile)('sh', ['-c', 'rm a.yml && mkfifo a.yml'], { cwd: folder });
    expect(await told(window.drafts.save({ id }))).toContain('is neither a file nor a folder');
  },
);

const names = [
  '../../outside/private',
  '..',
  'a\\b',
  'C:\\a:stream',
  'CON',
  'a\0\nb',
  'folder',
  'opencollection',
  'environments',
  'x'.repeat(199),
];

test('a name that is typed stays in the folder that it is for, whatever it is', {
  timeout: 60_000,
}, async () => {
  const shared = await openShared({ 'users/a.yml': requestText('a') });
  const { window, item, folder, base, collectionId, before, now } = shared;
  const users = await item('users');
  const draft = await window.drafts.get({});
  for (const name of names) {
    const made = await window.collections.createRequest({ parentId: users.id, name });
    await window.collections.rename({ id: made.id ?? '', name: `${name} ` });
    await window.collections.createFolder({ parentId: users.id, name });
    await window.drafts.saveAs({ id: draft.id, parentId: users.id, name });
    const id = await window.environments.create({ collectionId, name });
    await window.environments.rename({ id, name: `${name}2` });
    await told(window.collections.create({ name }));
  }
  expect(await now()).toEqual(before);
  expect((await readdir(base)).toSorted()).toEqual(['collections', 'data', 'outside']);
  expect((await readdir(folder)).toSorted()).toEqual(['environments', 'opencollection.yml', 'users']);
  expect(Object.keys(await listed(join(folder, 'users'))).length).toBeGreaterThan(3 * names.length);
  // Each file has a name that every system takes.
  const all = Object.keys(await listed(join(base, 'collections')));
  const disliked = all
    .flatMap((path) => path.split('/'))
    .filter((name) => /[\p{Cc}<>:"\\|?*]|[. ]$|^ /u.test(name));
  expect(disliked).toEqual([]);
  expect(all.filter((path) => Buffer.byteLength(path.split('/').at(-1) ?? '') > 200)).toEqual([]);
});

test('a name that a file has of itself stays one where it becomes a file name', async () => {
  const long = 'x'.repeat(10 * 1024);
  const own = [...names.filter((name) => !name.includes('\0')), long];
  const shared = await openShared({
    ...Object.fromEntries(own.map((name, n) => [`${n}.yml`, requestText(JSON.stringify(name))])),
    'f/folder.yml': `info:\n  name: "../../outside"\n`,
    'f/a\nb.yml': requestText('a'),
    'f/-rf.yml': requestText('b'),
    'environments/e.yml': 'name: "../../../outside/private"\n',
  });
  const { window, tree, folder, base, before, now } = shared;
  const { items, collection } = await tree();
  expect(items).toHaveLength(own.length + 3);
  // The tree shows the beginning of a long one.
  expect(Math.max(...items.map(({ name }) => name.length))).toBe(1001);
  for (const { id } of items) await window.collections.duplicate({ id });
  for (const { id } of collection.environments) await window.environments.duplicate({ id });
  for (const { id } of (await tree()).items) await told(window.collections.rename({ id, name: '../x' }));
  expect(await now()).toEqual(before);
  expect((await readdir(base)).toSorted()).toEqual(['collections', 'data', 'outside']);
  expect((await readdir(join(base, 'collections'))).toSorted()).toEqual(['shop']);
  expect((await readdir(join(folder, 'environments'))).length).toBe(2);
  expect(await readFile(join(folder, 'opencollection.yml'), 'utf8')).toBe('info:\n  name: Shop\n');
});

test('a window that makes ids up is shown no file', async () => {
  const { window, collectionId, folder } = await openShared({ 'a.yml': requestText('a') });
  const guesses = [
    newId(),
    Buffer.from(join(folder, 'a.yml')).toString('base64url').slice(0, 22),
    collectionId.toLowerCase(),
  ];
  for (const id of guesses) {
    await expect(window.collections.text({ id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(window.drafts.openItem({ itemId: id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(firstOf(window.environments.watch({ id }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(window.environments.revealSecret({ id, name: 'a' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await expect(window.history.request({ id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(window.collections.open({ offeredId: id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }
  // In the browser host there is no dialog, and so no folder but those offered.
  await expect(window.collections.open({})).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
});
