import { expect, test } from 'vitest';
import { noAuth } from '#router/contracts/auth.ts';
import { emptyRequest, type HttpRequest } from '#router/contracts/request.ts';
import { startTestServer, type TestServer } from '#test/harness/servers/index.ts';
import { headerOf, lastOf, requestFile, row, startSending } from '#test/harness/services/sending.ts';

const bearer = (token: string) => `request:\n  auth:\n    type: bearer\n    token: ${token}\n`;
const authOf = (server: TestServer) => headerOf(lastOf(server), 'authorization');

test('auth is inherited from the folder, the folder above it or the collection, whoever says it first', async () => {
  await using server = await startTestServer();
  const file = requestFile(`method: GET\nurl: ${server.url('/respond')}\nauth: inherit`);
  const sending = await startSending({
    'opencollection.yml': `info:\n  name: Shop\n${bearer('of-collection')}`,
    'get.yml': file,
    'a/folder.yml': `info:\n  name: A\n${bearer('"of-{{name}}"')}  variables:\n    - name: name\n      value: folder\n`,
    'a/get.yml': file,
    'a/b/folder.yml': 'info:\n  name: B\nrequest:\n  auth: inherit\n',
    'a/b/get.yml': file,
    'a/c/folder.yml': `info:\n  name: C\n${bearer('of-inner')}`,
    'a/c/get.yml': file,
    'a/c/none.yml': requestFile(`method: GET\nurl: ${server.url('/respond')}`),
  });
  const sent: (string | undefined)[] = [];
  for (const path of ['get.yml', 'a/get.yml', 'a/b/get.yml', 'a/c/get.yml', 'a/c/none.yml']) {
    await sending.send({ itemId: sending.idAt(path) });
    sent.push(authOf(server));
  }
  expect(sent).toEqual([
    'Bearer of-collection',
    'Bearer of-folder',
    'Bearer of-folder',
    'Bearer of-inner',
    undefined,
  ]);
});

test('basic, bearer and API key are sent; a header that is typed wins', async () => {
  await using server = await startTestServer();
  const sending = await startSending();
  const draftId = sending.drafts.add();
  const send = (request: Partial<HttpRequest>) =>
    sending.send({ draftId, request: { ...emptyRequest(), url: server.url('/respond'), ...request } });
  const basic = { ...noAuth(), kind: 'basic' as const, basic: { username: 'ü', password: 'p:w' } };
  await send({ auth: basic });
  expect(authOf(server)).toBe(`Basic ${Buffer.from('ü:p:w').toString('base64')}`);
  await send({ auth: basic, headers: [row('authorization', 'mine')] });
  expect(authOf(server)).toBe('mine');
  const apikey = { name: 'k y', value: 'v&', placement: 'query' as const };
  await send({ auth: { ...noAuth(), kind: 'apikey', apikey }, url: `${server.url('/respond')}?a=1#part` });
  expect(lastOf(server).url).toBe('/respond?a=1&k%20y=v%26');
  await send({
    auth: { ...noAuth(), kind: 'apikey', apikey: { ...apikey, name: 'X-Key', placement: 'header' } },
  });
  expect(headerOf(lastOf(server), 'x-key')).toBe('v&');
});

test('an API key of a folder, its name a variable, is not sent on to another origin', async () => {
  await using server = await startTestServer();
  await using other = await startTestServer();
  const sending = await startSending({
    'a/folder.yml': `info:
  name: A
request:
  auth:
    type: apikey
    key: "X-{{word}}"
    value: geheim
    placement: header
  variables:
    - name: word
      value: Key
`,
    'a/get.yml': requestFile(
      `method: GET\nurl: ${server.url('/redirect', { to: other.url('/echo') })}\nauth: inherit`,
    ),
  });
  await sending.send({ itemId: sending.idAt('a/get.yml') });
  expect(headerOf(lastOf(server), 'x-key')).toBe('geheim');
  expect(headerOf(lastOf(other), 'x-key')).toBeUndefined();
});

test('an auth that can not be sent yet says so, and nothing is sent', async () => {
  await using server = await startTestServer();
  const sending = await startSending({
    'a/folder.yml': 'info:\n  name: A\nrequest:\n  auth:\n    type: oauth2\n    flow: client_credentials\n',
    'a/get.yml': requestFile(`method: GET\nurl: ${server.url('/respond')}\nauth: inherit`),
  });
  const { error } = await sending.fail({ itemId: sending.idAt('a/get.yml') });
  expect(error).toMatchObject({
    code: 'BAD_REQUEST',
    message: expect.stringContaining("Parley can't send oauth2 yet"),
  });
  expect(server.requests).toEqual([]);
});
