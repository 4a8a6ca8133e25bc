import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type Auth, noAuth } from '#router/contracts/auth.ts';
import type { PlaceDefaults, RequestDefaults } from '#router/contracts/defaults.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { startSending } from '#test/harness/services/sending.ts';
import { Defaults } from './defaults.ts';

const shop = `opencollection: 1.0.0
info:
  name: Shop   # the shop
request:
  auth:
    type: bearer
    token: of-shop
`;
const get = (url: string) =>
  `info:\n  name: Get\n  type: http\nhttp:\n  method: GET\n  url: ${url}\n  auth: inherit\n`;

/** A collection with a folder that has no file of its own yet, and what a window asks about it. */
async function start(files: Readonly<Record<string, string>> = {}) {
  const sending = await startSending({
    'opencollection.yml': shop,
    'users/get.yml': get('http://x/'),
    ...files,
  });
  const defaults = new Defaults(sending.tree);
  const call = new AbortController();
  onTestFinished(() => call.abort());
  const follow = (id: string) => defaults.defaults(id, call.signal)[Symbol.asyncIterator]();
  const read = async (id: string): Promise<PlaceDefaults> => {
    for await (const told of defaults.defaults(id, call.signal)) return told;
    throw new Error('nothing was told');
  };
  const edit = async (id: string, change: Partial<RequestDefaults>) => {
    const { headers, auth, variables } = await read(id);
    const before = { headers, auth, variables };
    await defaults.putDefaults(id, before, { ...before, ...change });
  };
  return { ...sending, file: sending.read, defaults, follow, read, edit, users: sending.idAt('users') };
}

const basic: Auth = { ...noAuth(), kind: 'basic', basic: { username: 'me', password: 'pw' } };
const header = (name: string, value: string) => ({ id: `new-${name}`, name, value, enabled: true });
const variable = (name: string, value: string) => ({
  ...{ id: `new-${name}`, name, value, type: 'string' as const },
  ...{ enabled: true, secret: false },
});

test('a folder tells what it gives, and what it would inherit in words', async () => {
  const { read, users, collectionId } = await start();
  expect(await read(users)).toEqual({
    ...{ id: users, kind: 'folder', name: 'users' },
    ...{ headers: [], auth: { ...noAuth(), kind: 'inherit' }, variables: [] },
    inheritedAuth: 'Bearer token, from Shop',
  });
  expect(await read(collectionId)).toMatchObject({
    ...{ kind: 'collection', name: 'Shop', inheritedAuth: '' },
    auth: { kind: 'bearer', bearer: { token: 'of-shop' } },
  });
});

test('an explicit none in between is what is inherited below it', async () => {
  const { read, idAt } = await start({
    'users/folder.yml': 'info:\n  name: Users\nrequest:\n  auth: none\n',
    'users/admins/get.yml': get('http://x/'),
  });
  expect(await read(idAt('users/admins'))).toMatchObject({ inheritedAuth: 'None, from Users' });
});

test('the first edit of a folder makes its file, and what it gives is sent', async () => {
  await using server = await startTestServer();
  const { edit, users, file, send, idAt } = await start({
    'users/get.yml': get(`"{{host}}/respond"`),
  });
  await edit(users, {
    headers: [header('X-Team', 'a')],
    auth: basic,
    variables: [variable('host', server.origin)],
  });
  expect(await file('users/folder.yml')).toBe(`info:
  name: users
  type: folder
request:
  headers:
    - name: X-Team
      value: a
  auth:
    type: basic
    username: me
    password: pw
  variables:
    - name: host
      value: ${server.origin}
`);
  await send({ itemId: idAt('users/get.yml') });
  const sent = Object.fromEntries(server.requests[0]?.headers ?? []);
  expect(sent).toMatchObject({
    'X-Team': 'a',
    Authorization: `Basic ${Buffer.from('me:pw').toString('base64')}`,
  });
});

test('an edit that changes nothing makes no file', async () => {
  const { edit, users, file } = await start();
  await edit(users, {});
  await expect(file('users/folder.yml')).rejects.toMatchObject({ code: 'ENOENT' });
});

test('a collection keeps every other byte of its file', async () => {
  const { edit, collectionId, file } = await start();
  await edit(collectionId, { headers: [header('X-Team', 'a')] });
  expect(await file('opencollection.yml')).toBe(
    shop.replace('request:\n', 'request:\n  headers:\n    - name: X-Team\n      value: a\n'),
  );
});

test('edits of many at the same time are all in the file', async () => {
  const { defaults, users, read } = await start();
  const before = { headers: [], auth: { ...noAuth(), kind: 'inherit' as const }, variables: [] };
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  await Promise.all(
    names.map((name) => defaults.putDefaults(users, before, { ...before, variables: [variable(name, '1')] })),
  );
  expect((await read(users)).variables.map(({ name }) => name).toSorted()).toEqual(names);
});

test('of edits of the same thing at the same time, the first one is in the file, and the others are told of it', async () => {
  const { defaults, users, edit, read } = await start();
  await edit(users, { headers: [header('X-Team', 'none')] });
  const { headers, auth, variables } = await read(users);
  const before = { headers, auth, variables };
  const values = Array.from({ length: 20 }, (_, at) => `${at}`);
  const put = (value: string) =>
    defaults.putDefaults(users, before, { ...before, headers: headers.map((row) => ({ ...row, value })) });
  const [first, ...others] = await Promise.all(values.map(put));
  expect((await read(users)).headers).toMatchObject([{ name: 'X-Team', value: '0' }]);
  expect(first?.headers).toEqual([]);
  for (const { headers: told } of others) {
    expect(told).toMatchObject([{ theirs: { value: '0' }, fields: ['value'] }]);
  }
});

test('a folder is followed: its own file, what is above it, and its end', async () => {
  const { follow, users, write, tree, collectionId, edit, folder } = await start();
  const told = follow(users);
  await told.next();
  const renamed = told.next();
  await write(
    'users/folder.yml',
    'info:\n  name: People\nrequest:\n  headers:\n    - name: X\n      value: 1\n',
  );
  await tree.refresh(collectionId, ['users/folder.yml']);
  expect((await renamed).value).toMatchObject({ name: 'People', headers: [{ name: 'X', value: '1' }] });
  const inherited = told.next();
  await edit(collectionId, { auth: basic });
  expect((await inherited).value).toMatchObject({
    inheritedAuth: 'Basic: user name and password, from Shop',
  });
  await rm(join(folder, 'users'), { recursive: true });
  await Promise.all([
    expect(told.next()).rejects.toMatchObject({ code: 'NOT_FOUND' }),
    tree.refresh(collectionId, ['users']),
  ]);
});

test('a variable can not be made secret here; one that a file has stays, and what it says', async () => {
  const text =
    'info:\n  name: Users\nrequest:\n  variables:\n    - secret: true\n      name: token\n    - name: a\n      value: 1\n';
  const { edit, users, read, file } = await start({ 'users/folder.yml': text });
  const { variables } = await read(users);
  await expect(
    edit(users, { variables: variables.map((each) => ({ ...each, secret: true })) }),
  ).rejects.toMatchObject({
    code: 'BAD_REQUEST',
    message:
      "“a” can't be secret here: only environments keep secret variables. Define it in an environment.",
  });
  expect(await file('users/folder.yml')).toBe(text);
  await edit(users, { variables: variables.map((each) => (each.secret ? each : { ...each, value: '2' })) });
  expect(await file('users/folder.yml')).toBe(text.replace('value: 1', 'value: "2"'));
});

test('a file that is no YAML is told with its place, and stays as it is', async () => {
  const { users, read, write, defaults, file } = await start({
    'users/folder.yml': 'info:\n  name: Users\n',
  });
  const before = await read(users);
  await write('users/folder.yml', 'info: [\n');
  const words = {
    code: 'UNPROCESSABLE_CONTENT',
    message: expect.stringMatching(/users\/folder\.yml is not YAML at line/),
  };
  await expect(read(users)).rejects.toMatchObject(words);
  await expect(
    defaults.putDefaults(users, before, { ...before, headers: [header('X', '1')] }),
  ).rejects.toMatchObject(words);
  expect(await file('users/folder.yml')).toBe('info: [\n');
});

test('what can not be read above is told in place of what would be inherited', async () => {
  const { users, read, write } = await start();
  await write('opencollection.yml', 'info: [\n');
  expect((await read(users)).inheritedAuth).toMatch(/^Not known: opencollection\.yml is not YAML/);
});

test('what stands in the way of the file is told by name, and stays', async () => {
  const { users, defaults, folder } = await start();
  await mkdir(join(folder, 'users/folder.yml'));
  const before = { headers: [], auth: noAuth(), variables: [] };
  await expect(
    defaults.putDefaults(users, before, { ...before, headers: [header('X', '1')] }),
  ).rejects.toMatchObject({
    message:
      'A folder has the file’s name, so “folder.yml” could not be saved. It is as it was. Rename that folder, then try again.',
  });
});

test('a request is neither folder nor collection', async () => {
  const { read, idAt } = await start();
  await expect(read(idAt('users/get.yml'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
