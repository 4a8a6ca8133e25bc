import { chmod, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startTestServer } from '#test/harness/servers/index.ts';
import { lastOf, requestFile, startSending } from '#test/harness/services/sending.ts';

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
