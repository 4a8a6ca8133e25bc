import { expect, test } from 'vitest';
import { z } from 'zod';
import { noAuth } from '#router/contracts/auth.ts';
import type { HeaderList } from '#router/contracts/send.ts';
import { startTestServer, type TestServer } from '#test/harness/servers/index.ts';
import {
  type ExchangeRun,
  failExchange,
  runExchange,
  testRequest,
  type TestRequest,
} from '#test/harness/servers/run-exchange.ts';

function redirectsOf({ events }: ExchangeRun) {
  return events.filter((event) => event.type === 'redirected');
}

function namesSent(server: TestServer, path: string): string[] {
  return (server.requests.find(({ url }) => url === path)?.headers ?? []).map(([name]) => name.toLowerCase());
}

/** What arrives at `/echo` after a redirect of this status. */
async function echoAfter(status: number, request: Omit<TestRequest, 'url'>) {
  await using server = await startTestServer();
  const run = await runExchange({ ...request, url: server.url('/redirect', { status, to: '/echo' }) });
  const schema = z.object({ method: z.string(), body: z.string() });
  return {
    ...schema.parse(JSON.parse(run.text() || '{"method":"HEAD","body":""}')),
    names: namesSent(server, '/echo'),
  };
}

test('a chain is followed to its end, and each step is told', async () => {
  await using server = await startTestServer();
  const run = await runExchange({ url: server.url('/redirect-chain/3') });
  expect(redirectsOf(run)).toEqual(
    [
      ['/redirect-chain/3', '/redirect-chain/2'],
      ['/redirect-chain/2', '/redirect-chain/1'],
      ['/redirect-chain/1', '/echo'],
    ].map(([from = '', to = '']) => ({
      type: 'redirected',
      status: 302,
      from: server.url(from),
      to: server.url(to),
      method: 'GET',
    })),
  );
  expect(await run.event('headers')).toMatchObject({ status: 200, url: server.url('/echo') });
  expect(new Set(run.figures.phases.map(({ hop }) => hop))).toEqual(new Set([0, 1, 2, 3]));
});

test('with following switched off, the redirect itself is the response', async () => {
  await using server = await startTestServer();
  const run = await runExchange({ url: server.url('/redirect'), options: { followRedirects: false } });
  const { status, headers } = await run.event('headers');
  expect(status).toBe(302);
  expect(headers).toContainEqual(['Location', '/echo']);
  expect(run.text()).toBe('See /echo\n');
  expect(redirectsOf(run)).toEqual([]);
});

test.each([
  ['a 302 without Location', '/respond?status=302&body=nowhere'],
  ['a 300', '/respond?status=300&header=Location: /echo&body=choose'],
  ['a 304', '/respond?status=304&header=Location: /echo'],
])('%s is a response like any other', async (_what, path) => {
  await using server = await startTestServer();
  const run = await runExchange({ url: server.origin + path });
  expect(redirectsOf(run)).toEqual([]);
});

test.each([
  [301, 'POST', 'GET'],
  [302, 'POST', 'GET'],
  [303, 'POST', 'GET'],
  [303, 'PUT', 'GET'],
  [303, 'HEAD', 'HEAD'],
  [301, 'PUT', 'PUT'],
  [302, 'DELETE', 'DELETE'],
  [307, 'POST', 'POST'],
  [308, 'PATCH', 'PATCH'],
])('%i turns %s into %s', async (status, method, expected) => {
  const hasBody = method !== 'HEAD';
  const sent = await echoAfter(status, { method, body: hasBody ? { kind: 'text', text: 'the body' } : {} });
  expect(sent.method).toBe(expected);
  expect(sent.body).toBe(hasBody && expected === method ? 'the body' : '');
});

test('what is about the body goes with the body', async () => {
  const headers: HeaderList = [
    ['Content-Language', 'en'],
    ['X-Stays', '1'],
  ];
  const { names } = await echoAfter(302, { method: 'POST', headers, body: { kind: 'json', json: '{}' } });
  expect(names).toContain('x-stays');
  expect(names.filter((name) => name.startsWith('content-'))).toEqual([]);
});

test('a stored file is sent again where a redirect asks for it', async () => {
  await using server = await startTestServer();
  const file = { id: 'x'.repeat(22), source: 'upload' as const, name: 'a.txt', type: '', size: 5 };
  let reads = 0;
  const run = await runExchange(
    {
      url: server.url('/redirect', { status: 307, to: '/digest' }),
      method: 'PUT',
      body: { kind: 'file', file },
    },
    {
      openUpload: async () => ({
        size: 5,
        async *read() {
          reads++;
          yield Buffer.from('hello');
        },
      }),
    },
  );
  expect(JSON.parse(run.text())).toMatchObject({ bytes: 5 });
  expect(reads).toBe(2);
  expect(run.figures.sent).toBe(5);
});

const secrets: HeaderList = [
  ['Authorization', 'Bearer secret'],
  ['Cookie', 'session=secret'],
  ['Proxy-Authorization', 'Basic secret'],
  ['Host', 'typed.example'],
  ['X-Plain', '1'],
];

test('credentials and a typed Host stay with their origin, for good', async () => {
  await using server = await startTestServer();
  await using other = await startTestServer();
  const back = server.url('/echo');
  const away = other.url('/redirect', { to: back });
  await runExchange({ url: server.url('/redirect', { to: away }), headers: secrets });
  const wanted = ['authorization', 'cookie', 'proxy-authorization'];
  const firstPath = server.requests[0]?.url ?? '';
  expect(namesSent(server, firstPath)).toEqual(expect.arrayContaining([...wanted, 'x-plain']));
  for (const [there, path] of [
    [other, other.requests[0]?.url ?? ''],
    [server, '/echo'],
  ] as const) {
    const names = namesSent(there, path);
    expect(names).toContain('x-plain');
    expect(names.filter((name) => wanted.includes(name))).toEqual([]);
    const request = there.requests.find(({ url }) => url === path);
    expect(request?.headers).toContainEqual(['Host', new URL(there.origin).host]);
  }
});

test('the header of an API key stays with its origin, whatever its name', async () => {
  await using server = await startTestServer();
  await using other = await startTestServer();
  const send = async (to: string, key: string) => {
    const headers: HeaderList = [
      [key, 'secret'],
      ['X-Plain', '1'],
    ];
    const request = testRequest({ url: server.url('/redirect', { to }), headers });
    const apikey = { name: 'x-Key', value: 'secret', placement: 'header' as const };
    await runExchange({ ...request, auth: { ...noAuth(), kind: 'apikey', apikey } });
  };
  await send(other.url('/echo'), 'X-Key');
  expect(namesSent(server, server.requests[0]?.url ?? '')).toContain('x-key');
  expect(namesSent(other, '/echo')).not.toContain('x-key');
  expect(namesSent(other, '/echo')).toContain('x-plain');
  await send(server.url('/echo'), 'X-Key');
  expect(namesSent(server, '/echo')).toContain('x-key');
});

test('within an origin credentials are kept, those of the URL too', async () => {
  const { names } = await echoAfter(302, { headers: secrets });
  expect(names).toEqual(expect.arrayContaining(['authorization', 'cookie', 'proxy-authorization']));
  await using server = await startTestServer();
  await runExchange({ url: server.url('/redirect').replace('http://', 'http://user:pass@') });
  expect(namesSent(server, '/echo')).toContain('authorization');
});

test('too many redirects are a failure that names the limit and the last step', async () => {
  await using server = await startTestServer();
  const { failure, ...run } = await failExchange({
    url: server.url('/redirect-on'),
    options: { maxRedirects: 4 },
  });
  expect(failure.message).toBe(
    `Stopped after 4 redirects; ${server.url('/redirect-on?n=4')} leads on to /redirect-on?n=5. ` +
      'Raise the limit, or switch following off to see the redirect itself.',
  );
  expect(failure).toMatchObject({
    code: 'BAD_GATEWAY',
    details: {
      phase: 'redirect',
      errno: 'ERR_TOO_MANY_REDIRECTS',
      host: '127.0.0.1',
      port: server.port,
      url: server.url('/redirect-on?n=4'),
    },
  });
  expect(redirectsOf(run)).toHaveLength(4);
});

test('as many redirects as the limit says are followed', async () => {
  await using server = await startTestServer();
  const run = await runExchange({ url: server.url('/redirect-chain/3'), options: { maxRedirects: 3 } });
  expect(redirectsOf(run)).toHaveLength(3);
});

test.each(['/redirect-loop', '/redirect?to=/redirect%3Fto%3D%252Fredirect-loop'])(
  'a circle behind %s is noticed before it is walked twice',
  async (path) => {
    await using server = await startTestServer();
    const { failure } = await failExchange({ url: server.origin + path });
    expect(failure.message).toContain(`in a circle: ${server.url('/redirect-loop/back')} leads back to`);
    expect(failure.details).toMatchObject({
      phase: 'redirect',
      errno: 'ERR_REDIRECT_LOOP',
      host: '127.0.0.1',
    });
    expect(server.requests.filter(({ url }) => url === '/redirect-loop')).toHaveLength(1);
  },
);

test('coming back by another method is no circle', async () => {
  await using server = await startTestServer();
  const { failure } = await failExchange({ url: server.url('/redirect-loop'), method: 'POST' });
  expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'GET', 'GET']);
  expect(failure.details.phase).toBe('redirect');
});

test.each(['ftp://example.com/', 'http://[broken'])(
  'a redirect to %s is not followed, and says so',
  async (to) => {
    await using server = await startTestServer();
    const { failure } = await failExchange({ url: server.url('/redirect', { to }) });
    expect(failure.message).toContain(`redirects to "${to}", where Parley can't follow`);
    expect(failure.details).toMatchObject({ errno: 'ERR_INVALID_REDIRECT', host: '127.0.0.1' });
  },
);

test('user name and password of a Location are sent there, and those of before are not', async () => {
  await using first = await startTestServer();
  await using second = await startTestServer();
  const to = second.url('/echo').replace('http://', 'http://anna:geheim@');
  await runExchange({
    url: first.url('/redirect', { to }),
    headers: [['Authorization', 'Bearer of-the-first']],
  });
  const basic = `Basic ${Buffer.from('anna:geheim').toString('base64')}`;
  expect(second.requests[0]?.headers.filter(([name]) => name === 'Authorization')).toEqual([
    ['Authorization', basic],
  ]);
});
