import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { noAuth } from '#router/contracts/auth.ts';
import { Failure } from '#router/contracts/failure.ts';
import { emptyRequest, type HttpRequest } from '#router/contracts/request.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { filesWith, row, startSending } from '#test/harness/services/sending.ts';

const secret = 'S3cret & swört/';

/** A draft in a collection whose environment has the secret `token`. */
async function startWithSecret() {
  const sending = await startSending({
    'environments/Test.yml': 'name: Test\nvariables:\n  - secret: true\n    name: token\n',
    'get.yml': 'info:\n  name: Get\n  type: http\nhttp:\n  method: GET\n  url: http://x\n',
  });
  await sending.use('Test');
  await sending.environments.putSecret(sending.idAt('environments/Test.yml'), 'token', secret);
  const { draftId } = await sending.draftOf('get.yml');
  const filled = (change: Partial<HttpRequest>) => ({ draftId, request: { ...emptyRequest(), ...change } });
  return { ...sending, draftId, filled };
}

const basic = { ...noAuth(), kind: 'basic' as const, basic: { username: 'me', password: '{{token}}' } };

test('a secret is sent, and no event has it in any form', async () => {
  await using server = await startTestServer();
  const { send, filled } = await startWithSecret();
  const events = await send(
    filled({
      url: `${server.url('/redirect')}?to=/respond%3F{{token}}`,
      auth: basic,
      headers: [row('X-Token', '{{token}}')],
    }),
  );
  expect(server.requests[0]?.headers).toContainEqual([
    'Authorization',
    `Basic ${Buffer.from(`me:${secret}`).toString('base64')}`,
  ]);
  const told = JSON.stringify(events);
  for (const form of [
    secret,
    encodeURIComponent(secret),
    encodeURI(secret),
    Buffer.from(secret).toString('base64'),
  ]) {
    expect(told).not.toContain(form);
  }
  expect(told).not.toContain(Buffer.from(`me:${secret}`).toString('base64'));
  expect(events[0]).toMatchObject({
    type: 'request',
    method: 'GET',
    headers: expect.arrayContaining([
      ['Authorization', 'Basic ••••••'],
      ['X-Token', '••••••'],
    ]),
  });
});

test('user name and password of a URL are masked in the form in which they are sent', async () => {
  await using server = await startTestServer();
  const { send, filled, environments, idAt } = await startWithSecret();
  await environments.putSecret(idAt('environments/Test.yml'), 'token', 'geheim');
  const events = await send(filled({ url: server.url('/respond').replace('//', '//me:{{token}}@') }));
  const sent = `Basic ${Buffer.from('me:geheim').toString('base64')}`;
  expect(server.requests[0]?.headers).toContainEqual(['Authorization', sent]);
  expect(events[0]).toMatchObject({ headers: expect.arrayContaining([['Authorization', 'Basic ••••••']]) });
});

test.each<
  [
    what: string,
    secret: string,
    sent: string,
    change: (url: (path: string) => string) => Partial<HttpRequest>,
  ]
>([
  [
    'a bearer token that was pasted with a line break',
    'ghp_abc123\n',
    'ghp_abc123',
    (url) => ({
      url: url('/respond'),
      auth: { ...noAuth(), kind: 'bearer', bearer: { token: '{{token}}' } },
    }),
  ],
  [
    'a path parameter with slashes',
    'AKIA/7MDENG+wörd?=',
    'AKIA%2F7MDENG+w%C3%B6rd%3F=',
    (url) => ({ url: url('/encoded/:key'), path: [row('key', '{{token}}')] }),
  ],
  ['a part of the path', 'AKIA/7MDENG', 'AKIA/7MDENG', (url) => ({ url: `${url('/encoded')}/{{token}}` })],
  [
    'a part of the URL with a #',
    'hunter<s#more',
    'hunter<s',
    (url) => ({ url: url('/respond?a={{token}}') }),
  ],
  ['the end of a URL', 'hunter2 ', 'hunter2', (url) => ({ url: url('/respond?a={{token}}') })],
  [
    'a URL that redirects change',
    'word\'four"five sixth{word}',
    'word\'four"five%20sixth{word}',
    (url) => ({ url: url('/redirect?to=/respond%3F{{token}}') }),
  ],
  [
    'user name and password together',
    'me:pass:word',
    Buffer.from('me:pass:word').toString('base64'),
    (url) => ({ url: url('/respond').replace('//', '//{{token}}@') }),
  ],
  [
    'user name and password without a scheme',
    'pass%word',
    Buffer.from('Ann:pass%word').toString('base64'),
    (url) => ({ url: url('/respond').replace('http://', 'Ann:{{token}}@') }),
  ],
])('no form is told in which it is sent: %s', async (_, value, sent, change) => {
  await using server = await startTestServer();
  const { send, filled, environments, idAt, bodies, data, close } = await startWithSecret();
  await environments.putSecret(idAt('environments/Test.yml'), 'token', value);
  const events = await send(filled(change((path) => server.url(path))));
  const [received] = server.requests;
  expect(`${received?.url} ${received?.headers.join('\n')}`).toContain(sent);
  const head = events.find((event) => event.type === 'headers');
  const named = bodies.info(head?.bodyId ?? '').fileName;
  // Ids are random.
  const told = JSON.stringify([events, named], (key, each: unknown) => (key === 'bodyId' ? null : each));
  for (const piece of [sent, ...value.trim().split(/[^a-z0-9]+/i)]) {
    if (piece.length > 2) expect(told.toLowerCase()).not.toContain(piece.toLowerCase());
  }
  await close();
  expect(await filesWith(data, value.trim())).toEqual([]);
});

test('an address that is secret as a whole is told without its path, in whatever form it is sent', async () => {
  await using server = await startTestServer();
  const { send, filled, environments, idAt } = await startWithSecret();
  const address = server.url('/respond/services/T00/B00').replace('http://', 'HTTP://me@');
  await environments.putSecret(idAt('environments/Test.yml'), 'token', address);
  const events = await send(filled({ url: '{{token}}/more' }));
  expect(server.requests[0]?.url).toBe('/respond/services/T00/B00/more');
  expect(events[0]).toMatchObject({ url: '••••••/more' });
  expect(JSON.stringify(events)).not.toContain('services');
});

test('no failure has a secret in its words or facts', async () => {
  const { fail, filled } = await startWithSecret();
  const failures = [
    filled({ url: 'http://127.0.0.1:1/{{token}}' }),
    filled({ url: 'ftp://host/{{token}}' }),
    filled({ url: 'http://{{token}}.invalid./' }),
    filled({ url: 'http://x', headers: [row('{{token}}', '1')] }),
    filled({ url: 'http://x', headers: [row('X-A', '{{token}}\n')] }),
    // Where they are cut off.
    filled({ url: `http://127.0.0.1:1/${'x'.repeat(1970)}{{token}}` }),
    filled({ url: `ftp://host/${'x'.repeat(185)}{{token}}` }),
  ];
  for (const request of failures) {
    const { events, error } = await fail(request);
    expect(error).toBeInstanceOf(Failure);
    if (!(error instanceof Failure)) continue;
    const told = `${error.message} ${JSON.stringify(error.details)} ${error.stack} ${JSON.stringify(events)}`;
    for (const form of [secret, secret.toLowerCase(), encodeURIComponent(secret), encodeURI(secret)])
      expect(told).not.toContain(form);
    expect(told).not.toContain(secret.slice(0, 4));
  }
});

test.each([
  ['http://127.0.0.1:{{token}}@host/', 'se/cret99'],
  ['http://127.0.0.1:{{token}}@host/', '1/secret99'],
  ['http://{{token}}.invalid/', 'Wört99'],
  ['http://{{token}}', 'cret99.invalid/path'],
])('a host that a secret comes to is not told: %s, %s', async (url, value) => {
  const { fail, filled, environments, idAt } = await startWithSecret();
  await environments.putSecret(idAt('environments/Test.yml'), 'token', value);
  const { events, error } = await fail(
    filled({ url, options: { ...emptyRequest().options, timeoutMs: 2000 } }),
  );
  expect(error).toBeInstanceOf(Failure);
  if (!(error instanceof Failure)) return;
  const told = `${error.message} ${JSON.stringify(error.details)} ${JSON.stringify(events)}`;
  for (const piece of ['cret99', 'xn--', 'wört']) expect(told.toLowerCase()).not.toContain(piece);
});

test('the name that a URL gives to a body has no secret in it', async () => {
  await using server = await startTestServer();
  const { send, filled, environments, idAt, bodies } = await startWithSecret();
  await environments.putSecret(idAt('environments/Test.yml'), 'token', 'geheim');
  const events = await send(filled({ url: `${server.url('/encoded')}/{{token}}` }));
  const head = events.find((event) => event.type === 'headers');
  expect(bodies.info(head?.bodyId ?? '').fileName).not.toContain('geheim');
});

test('a secret is nowhere on the disk in clear: not in the collection, the data folder or the log', async () => {
  await using server = await startTestServer();
  const { send, fail, filled, data, folder, log, close, environments, idAt } = await startWithSecret();
  await send(
    filled({ url: `${server.url('/respond')}?{{token}}`, auth: basic, headers: [row('X', '{{token}}')] }),
  );
  await fail(filled({ url: 'http://127.0.0.1:1/{{token}}', auth: basic }));
  log.write('info', `a line with ${secret}`, { deep: [{ in: secret, url: encodeURIComponent(secret) }] });
  log.unheard(
    new Error(`a defect with ${secret}`, { cause: new Error(Buffer.from(secret).toString('base64')) }),
  );
  expect(await environments.revealSecret(idAt('environments/Test.yml'), 'token')).toBe(secret);
  await close();
  expect(await filesWith(data, secret)).toEqual([]);
  expect(await filesWith(folder, secret)).toEqual([]);
  expect(await filesWith(data, Buffer.from(`me:${secret}`).toString('base64'))).toEqual([]);
  // There was something to find.
  expect(await filesWith(join(data, 'logs'), 'a line with')).toHaveLength(1);
  expect(await readFile(join(data, 'secrets.json'), 'utf8')).toContain('"name": "token"');
});

test('a preview shows what would be sent, secrets masked, and what stands in the way', async () => {
  const { preparer, draftId, filled, write, draftOf } = await startWithSecret();
  const preview = (change: Partial<HttpRequest>) => preparer.preview(draftId, filled(change).request);
  expect(
    await preview({
      url: 'http://x/{{token}}',
      headers: [row('X-Token', 'a {{token}}')],
      auth: basic,
      body: { ...emptyRequest().body, kind: 'urlencoded', urlencoded: [row('a', '{{token}}')] },
    }),
  ).toEqual({
    method: 'GET',
    url: 'http://x/••••••',
    headers: [
      ['Authorization', 'Basic ••••••'],
      ['X-Token', 'a ••••••'],
    ],
    body: { kind: 'text', text: 'a=••••••' },
    auth: 'Basic: user name and password',
    problems: [],
  });
  expect(
    await preview({ url: 'http://x/{{nope}}', auth: { ...noAuth(), kind: 'other', otherType: 'ntlm' } }),
  ).toMatchObject({
    url: 'http://x/{{nope}}',
    auth: "ntlm, which Parley can't send yet",
    problems: [
      expect.stringContaining('no variable {{nope}}'),
      expect.stringContaining("can't send ntlm yet"),
    ],
  });
  const long = { ...emptyRequest().body, kind: 'text' as const, text: 'x'.repeat(65 * 1024) };
  expect((await preview({ body: long })).body).toMatchObject({ kind: 'described' });

  await write(
    'a/folder.yml',
    'info:\n  name: A\nrequest:\n  auth:\n    type: bearer\n    token: x{{token}}\n',
  );
  await write(
    'a/get.yml',
    'info:\n  name: G\n  type: http\nhttp:\n  method: GET\n  url: http://x\n  auth: inherit\n',
  );
  const inherited = await draftOf('a/get.yml');
  expect(await preparer.preview(inherited.draftId, inherited.request)).toMatchObject({
    auth: 'Bearer token, from a',
    headers: [['Authorization', 'Bearer x••••••']],
  });
});
