import { chmod, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { noAuth } from '#router/contracts/auth.ts';
import { emptyRequest, type HttpRequest, type Row } from '#router/contracts/request.ts';
import { type ReceivedRequest, startTestServer, type TestServer } from '#test/harness/servers/index.ts';
import { startSending } from '#test/harness/services/sending.ts';
import { CollectionTree } from '../collections/tree/collection-tree.ts';
import { wholeTexts } from '../files/text-files.ts';
import { RequestPreparer } from './request-preparer.ts';

function requestFile(http: string): string {
  return `info:\n  name: Get user\n  type: http\nhttp:\n${http.replaceAll(/^/gm, '  ')}\n`;
}

function row(name: string, value: string, enabled = true): Row {
  return { id: `${name}-${value}`, name, value, enabled };
}

function lastOf(server: TestServer): ReceivedRequest {
  const last = server.requests.at(-1);
  if (!last) throw new Error('nothing was sent');
  return last;
}

function headerOf(received: ReceivedRequest, name: string): string | undefined {
  return received.headers.find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1];
}

test('the innermost source of a variable counts: request, folders from within, environment, collection', async () => {
  await using server = await startTestServer();
  const names = ['a', 'b', 'c', 'd', 'e'];
  const said = (by: string, count: number) =>
    names.slice(0, count).map((name) => `  - name: ${name}\n    value: ${by}\n`);
  const inRequest = (by: string, count: number) =>
    `request:\n  variables:\n${said(by, count).join('').replaceAll(/^/gm, '  ').trimEnd()}\n`;
  const sending = await startSending({
    'opencollection.yml': `info:\n  name: Shop\n${inRequest('collection', 5)}`,
    'environments/Test.yml': `name: Test\nvariables:\n${said('environment', 4).join('')}`,
    'users/folder.yml': `info:\n  name: Users\n${inRequest('outer', 3)}`,
    'users/admins/folder.yml': `info:\n  name: Admins\n${inRequest('inner', 2)}`,
    'users/admins/get.yml': `${requestFile(`method: GET\nurl: "${server.url('/respond')}?q={{a}},{{b}},{{c}},{{d}},{{e}}"`)}runtime:\n  variables:\n    - name: a\n      value: request\n`,
  });
  await sending.use('Test');
  await sending.send({ itemId: sending.idAt('users/admins/get.yml') });
  expect(lastOf(server).url).toBe('/respond?q=request,inner,outer,environment,collection');
});

test('values are those of their type, of the variant that is selected, and not those that are off', async () => {
  await using server = await startTestServer();
  const sending = await startSending({
    'environments/Test.yml': `name: Test
variables:
  - name: count
    value: { type: number, data: "12" }
  - name: stage
    value:
      - title: one
        value: first
      - title: two
        selected: true
        value: second
  - name: count
    value: not this one
    disabled: true
`,
    'get.yml': requestFile(`method: GET\nurl: "${server.url('/respond')}?{{count}}-{{stage}}"`),
  });
  await sending.use('Test');
  await sending.send(await sending.draftOf('get.yml'));
  expect(lastOf(server).url).toBe('/respond?12-second');
});

test('an environment has what the one that it extends has', async () => {
  await using server = await startTestServer();
  const sending = await startSending({
    'environments/Base.yml':
      'name: Base\nvariables:\n  - name: a\n    value: base\n  - name: b\n    value: base\n',
    'environments/Test.yml': 'name: Test\nextends: Base\nvariables:\n  - name: b\n    value: test\n',
    'get.yml': requestFile(`method: GET\nurl: "${server.url('/respond')}?{{a}}-{{b}}"`),
  });
  await sending.use('Test');
  await sending.send({ itemId: sending.idAt('get.yml') });
  expect(lastOf(server).url).toBe('/respond?base-test');
});

test('URL, path, headers and each kind of body are filled in', async () => {
  await using server = await startTestServer();
  const sending = await startSending({
    'environments/Test.yml': `name: Test
variables:
  - name: host
    value: ${server.origin}
  - name: id
    value: a/b 1
  - name: word
    value: wörd
`,
    'get.yml': requestFile('method: GET\nurl: "{{host}}/echo"'),
  });
  await sending.use('Test');
  const { draftId, request: saved } = await sending.draftOf('get.yml');
  const bodyOf = async (body: Partial<HttpRequest['body']>) => {
    const request: HttpRequest = {
      ...saved,
      method: 'POST',
      headers: [row('X-{{id}}', 'off', false), row('X-Word', '{{word}}')],
      body: { ...saved.body, ...body },
    };
    const events = await sending.send({ request, draftId });
    expect(headerOf(lastOf(server), 'x-word')).toBe(Buffer.from('wörd').toString('latin1'));
    return String(JSON.parse(await sending.bodyOf(events)).body);
  };
  expect(await bodyOf({ kind: 'json', json: '{"a":"{{word}}"}' })).toBe('{"a":"wörd"}');
  const form = await bodyOf({
    kind: 'urlencoded',
    urlencoded: [row('{{word}}', '{{id}}'), row('{{nope}}', '', false)],
  });
  expect(form).toBe('w%C3%B6rd=a%2Fb+1');
  const parts = await bodyOf({
    kind: 'multipart',
    json: '{{nope}}',
    multipart: [{ ...row('a', '{{word}}'), kind: 'text', file: null }],
  });
  expect(parts).toContain('\r\n\r\nwörd\r\n');

  const request = {
    ...saved,
    url: '{{host}}/echo/:id/:other',
    path: [row('id', '{{id}}'), row('other', '')],
  };
  await sending.send({ request, draftId });
  expect(lastOf(server).url).toBe('/echo/a%2Fb%201/:other');
});

test('a request is not sent with a variable that nobody knows, nor with a secret that has no value', async () => {
  await using server = await startTestServer();
  const sending = await startSending({
    'environments/Test.yml': 'name: Test\nvariables:\n  - secret: true\n    name: token\n',
    'get.yml': requestFile(`method: GET\nurl: "${server.url('/respond')}?{{nope}}{{other}}"`),
  });
  await sending.use('Test');
  const { draftId, request } = await sending.draftOf('get.yml');
  const unknown = await sending.fail({ request, draftId });
  expect(unknown.events.map(({ type }) => type)).not.toContain('connected');
  expect(unknown.error).toMatchObject({
    code: 'BAD_REQUEST',
    message:
      'There is no variable {{nope}} in the URL. Define it in the environment in use, or correct its name. Look at {{other}} too.',
    details: { phase: 'request', errno: 'ERR_UNKNOWN_VARIABLE', position: request.url.indexOf('{{nope}}') },
  });

  const secret = { ...emptyRequest(), url: server.url('/respond'), headers: [row('X-Token', '{{token}}')] };
  expect((await sending.fail({ request: secret, draftId })).error).toMatchObject({
    message:
      'The secret variable {{token}} in the header X-Token has no value on this computer. Type it in the environment.',
  });
  for (const [name, words] of [
    ['$guid', "can't make up values"],
    ['process.env.HOME', 'does not read'],
  ] as const) {
    const { error } = await sending.fail({
      request: { ...emptyRequest(), url: `http://x/{{${name}}}` },
      draftId,
    });
    expect(error).toMatchObject({ message: expect.stringContaining(words) });
  }
  expect(server.requests).toEqual([]);
});

test('without a draft, braces are sent as they were typed', async () => {
  await using server = await startTestServer();
  const sending = await startSending();
  await sending.send({ request: { ...emptyRequest(), url: `${server.url('/respond')}?{{x}}` } });
  expect(lastOf(server).url).toBe('/respond?{{x}}');
});

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

test.skipIf(process.platform === 'win32')(
  'a key of secrets that others can read is refused to who names a secret, and to nobody else',
  async () => {
    await using server = await startTestServer();
    const first = await startSending({
      'environments/Test.yml': 'name: Test\nvariables:\n  - secret: true\n    name: token\n',
      'plain.yml': requestFile(`method: GET\nurl: ${server.url('/respond')}`),
      'secret.yml': requestFile(`method: GET\nurl: "${server.url('/respond')}?{{token}}"`),
    });
    await first.environments.putSecret(first.idAt('environments/Test.yml'), 'token', 'abc');
    await first.close();
    await chmod(join(first.data, 'secrets.key'), 0o644);

    const sending = await startSending({}, { dataFolder: first.data, folder: first.folder });
    await sending.use('Test');
    await sending.send({ itemId: sending.idAt('plain.yml') });
    const words = /Other users of this computer may read secrets\.key.* Run chmod 600/;
    expect((await sending.fail({ itemId: sending.idAt('secret.yml') })).error).toMatchObject({
      message: expect.stringMatching(words),
    });
    const environment = sending.idAt('environments/Test.yml');
    await expect(sending.environments.revealSecret(environment, 'token')).rejects.toThrow(words);
    await chmod(join(first.data, 'secrets.key'), 0o600);
    await sending.send({ itemId: sending.idAt('secret.yml') });
    expect(lastOf(server).url).toBe('/respond?abc');
  },
);

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

test('headers of folders and the collection are sent, the nearest of a name alone', async () => {
  await using server = await startTestServer();
  const headers = (...pairs: readonly [string, string][]) =>
    `request:\n  headers:\n${pairs.map(([name, value]) => `    - name: ${name}\n      value: ${value}\n`).join('')}`;
  const sending = await startSending({
    'opencollection.yml': `info:\n  name: Shop\n${headers(['X-A', 'collection'], ['X-B', 'collection'], ['X-C', 'collection'])}`,
    'a/folder.yml': `info:\n  name: A\n${headers(['x-b', 'folder'], ['x-c', 'folder'])}`,
    'a/get.yml': requestFile(
      `method: GET\nurl: ${server.url('/respond')}\nheaders:\n  - name: X-C\n    value: own\n  - name: X-A\n    value: "off"\n    disabled: true`,
    ),
  });
  await sending.send({ itemId: sending.idAt('a/get.yml') });
  const sent = lastOf(server).headers.filter(([name]) => /^x-/i.test(name));
  expect(sent).toEqual([
    ['X-A', 'collection'],
    ['x-b', 'folder'],
    ['X-C', 'own'],
  ]);
});

test('a folder whose file is broken keeps its requests from being sent without what it says', async () => {
  const sending = await startSending({
    'a/folder.yml': 'info: [\n',
    'a/get.yml': requestFile('method: GET\nurl: http://x'),
  });
  expect((await sending.fail({ itemId: sending.idAt('a/get.yml') })).error).toMatchObject({
    code: 'UNPROCESSABLE_CONTENT',
    message: expect.stringContaining('a/folder.yml is not YAML at line'),
  });
});

test('a saved request that is gone, that Parley can not send, or whose method is no word, says so', async () => {
  const sending = await startSending({
    'call.yml': 'info:\n  name: Call\n  type: grpc\ngrpc:\n  url: x\n',
    'bad.yml': requestFile('method: "GET / HTTP/1.1"\nurl: http://x'),
  });
  const failureOf = async (path: string) => (await sending.fail({ itemId: sending.idAt(path) })).error;
  expect(await failureOf('gone.yml')).toMatchObject({ code: 'NOT_FOUND' });
  expect(await failureOf('call.yml')).toMatchObject({ message: expect.stringContaining('grpc') });
  expect(await failureOf('bad.yml')).toMatchObject({ message: expect.stringContaining('one word') });
});

test('what is on the disk counts, not what has been told of it so far', async () => {
  await using server = await startTestServer();
  const environment = (value: string) => `name: Test\nvariables:\n  - name: a\n    value: ${value}\n`;
  const sending = await startSending({
    'environments/Test.yml': environment('old'),
    'get.yml': requestFile(`method: GET\nurl: "${server.url('/respond')}?{{a}}"`),
  });
  await sending.use('Test');
  await sending.send({ itemId: sending.idAt('get.yml') });
  await sending.write('environments/Test.yml', environment('newer'));
  await sending.send({ itemId: sending.idAt('get.yml') });
  expect(server.requests.map(({ url }) => url)).toEqual(['/respond?old', '/respond?newer']);
});

test('what is on the disk counts, however much alike the file looks', async () => {
  await using server = await startTestServer();
  const environment = (value: string) => `name: Test\nvariables:\n  - name: a\n    value: ${value}\n`;
  const { folder, use, write, idAt, send } = await startSending({
    'environments/Test.yml': environment('old'),
    'get.yml': requestFile(`method: GET\nurl: "${server.url('/respond')}?{{a}}"`),
  });
  await use('Test');
  for (const value of ['old', 'new']) {
    await write('environments/Test.yml', environment(value));
    await utimes(join(folder, 'environments/Test.yml'), 1, 1);
    await send({ itemId: idAt('get.yml') });
  }
  expect(server.requests.map(({ url }) => url)).toEqual(['/respond?old', '/respond?new']);
});

test('a send can be cancelled while its collection is still being read', async () => {
  const { secrets, drafts, folder, collectionId, draftOf } = await startSending({
    'get.yml': requestFile('method: GET\nurl: http://x'),
  });
  const cold = new CollectionTree({
    idKey: 'key',
    onError: () => undefined,
    startReading: () => ({ open() {}, close() {}, async look() {}, async [Symbol.asyncDispose]() {} }),
  });
  onTestFinished(() => cold[Symbol.asyncDispose]());
  cold.add({ id: collectionId, path: folder });
  const preparer = new RequestPreparer({
    ...{ files: cold, secrets, drafts, texts: wholeTexts, hide: () => undefined },
    fileNames: () => {
      throw new Error('no file is read yet');
    },
  });
  const cancel = new AbortController();
  const prepared = preparer.prepare(await draftOf('get.yml'), cancel.signal);
  await setImmediate();
  cancel.abort(new Error('cancelled'));
  await expect(prepared).rejects.toThrow('cancelled');
});

test('what is sent names the environment in use, for the history', async () => {
  const sending = await startSending({
    'environments/Test.yml': 'name: Test\nvariables:\n  - name: host\n    value: http://x\n',
    'get.yml': requestFile('method: GET\nurl: "{{host}}"'),
  });
  const itemId = sending.idAt('get.yml');
  await sending.use('Test');
  const { environment } = await sending.preparer.prepare({ itemId }, new AbortController().signal);
  expect(environment).toBe('Test');
});
