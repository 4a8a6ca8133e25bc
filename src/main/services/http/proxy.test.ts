import { describe, expect, test } from 'vitest';
import { startTestProxy, startTestServer, testAuthority } from '#test/harness/servers/index.ts';
import { failExchange, runExchange } from '#test/harness/servers/run-exchange.ts';
import { proxyFor } from './proxy.ts';
import { parseTarget } from './target.ts';

const certificateAuthorities = [testAuthority];

describe('which proxy', () => {
  const env = { HTTP_PROXY: 'http://upper:1', http_proxy: 'http://lower:2', HTTPS_PROXY: 'secure-proxy:3' };

  test('lower case comes first, and a scheme may be missing', () => {
    expect(proxyFor(parseTarget('http://h/'), env)).toMatchObject({
      variable: 'http_proxy',
      target: { host: 'lower', port: 2 },
    });
    expect(proxyFor(parseTarget('https://h/'), env)).toMatchObject({
      variable: 'HTTPS_PROXY',
      target: { host: 'secure-proxy', port: 3, secure: false },
    });
  });

  test('none where nothing says so', () => {
    expect(proxyFor(parseTarget('http://h/'), {})).toBeUndefined();
    expect(proxyFor(parseTarget('http://h/'), { HTTP_PROXY: '' })).toBeUndefined();
    expect(proxyFor(parseTarget('https://h/'), { HTTP_PROXY: 'http://p' })).toBeUndefined();
  });

  test.each([
    ['*', true],
    ['example.com', true],
    ['.example.com', true],
    ['*.example.com', true],
    ['EXAMPLE.com', true],
    ['other.test, api.example.com', true],
    ['other.test api.example.com:8080', true],
    ['api.example.com:9090', false],
    ['ample.com', false],
    ['x.api.example.com', false],
    ['', false],
  ])('NO_PROXY=%j exempts http://api.example.com:8080: %s', (noProxy, isExempt) => {
    const proxy = proxyFor(parseTarget('http://api.example.com:8080/'), { ...env, NO_PROXY: noProxy });
    expect(proxy === undefined).toBe(isExempt);
  });

  test.each([
    ['http://10.1.2.3/', '10.0.0.0/8', true],
    ['http://11.1.2.3/', '10.0.0.0/8', false],
    ['http://example.com/', '10.0.0.0/8', false],
    ['http://10.1.2.3/', '10.0.0.0/99', false],
    ['http://127.0.0.1:3000/', '127.0.0.1', true],
    ['http://[::1]:3000/', '::1', true],
    ['http://[::1]:3000/', '[::1]:3000', true],
    ['http://[fd00::7]/', 'fd00::/8', true],
  ])('%s with no_proxy=%s is exempt: %s', (url, noProxy, isExempt) => {
    expect(proxyFor(parseTarget(url), { ...env, no_proxy: noProxy }) === undefined).toBe(isExempt);
  });

  test.each(['socks5://h:1', 'http://', 'h:99999'])(
    '%s is no proxy that can be used, and the variable is named',
    (value) => {
      expect(() => proxyFor(parseTarget('http://h/'), { HTTP_PROXY: value })).toThrow(
        expect.objectContaining({
          code: 'PRECONDITION_FAILED',
          message: expect.stringContaining('environment variable HTTP_PROXY does not hold'),
          details: { phase: 'proxy', errno: 'ERR_INVALID_URL', host: 'h', port: 80 },
        }),
      );
    },
  );
});

test('http goes through a proxy in absolute form, and keeps its headers as they are', async () => {
  await using server = await startTestServer();
  await using proxy = await startTestProxy({ credentials: 'user:pa:ss' });
  const run = await runExchange(
    {
      url: server.url('/respond?status=418&reason=Short and stout&header=X-a: 1&header=x-A: 2'),
      headers: [
        ['X-Dup', '1'],
        ['x-dup', '2'],
      ],
    },
    { proxyEnv: { HTTP_PROXY: `http://user:pa%3Ass@127.0.0.1:${proxy.port}` } },
  );
  expect(proxy.requests).toHaveLength(1);
  expect(proxy.requests[0]).toMatchObject({
    method: 'GET',
    target: expect.stringContaining(`${server.origin}/respond?`),
  });
  const sent = proxy.requests[0]?.headers ?? [];
  expect(sent).toContainEqual(['Host', `127.0.0.1:${server.port}`]);
  expect(sent).toContainEqual(['Proxy-Authorization', `Basic ${btoa('user:pa:ss')}`]);
  expect(sent.filter(([name]) => /^x-dup$/i.test(name))).toEqual([
    ['X-Dup', '1'],
    ['x-dup', '2'],
  ]);
  const { status, statusText, headers } = await run.event('headers');
  expect([status, statusText]).toEqual([418, 'Short and stout']);
  expect(headers).toEqual(
    expect.arrayContaining([
      ['X-a', '1'],
      ['x-A', '2'],
    ]),
  );
  expect((await run.event('connected')).remotePort).toBe(proxy.port);
});

test('https goes through a tunnel, and the server never sees what is for the proxy', async () => {
  await using server = await startTestServer({ certificate: 'trusted' });
  await using proxy = await startTestProxy({ credentials: 'user:pass' });
  const run = await runExchange(
    { url: server.url('/echo') },
    { proxyEnv: { https_proxy: `http://user:pass@127.0.0.1:${proxy.port}` }, certificateAuthorities },
  );
  expect(proxy.requests).toMatchObject([{ method: 'CONNECT', target: `127.0.0.1:${server.port}` }]);
  expect(server.requests[0]?.headers.map(([name]) => name)).not.toContain('Proxy-Authorization');
  expect(await run.event('connected')).toMatchObject({ tls: 'TLSv1.3', certificateTrusted: true });
  expect(run.figures.phases.map(({ name }) => name)).toEqual([
    'connect',
    'tls',
    'send',
    'firstByte',
    'download',
  ]);
});

test('the certificate switch holds behind a tunnel, too', async () => {
  await using server = await startTestServer({ certificate: 'selfSigned' });
  await using proxy = await startTestProxy();
  const proxyEnv = { HTTPS_PROXY: proxy.origin };
  const { failure } = await failExchange({ url: server.url('/echo') }, { proxyEnv });
  expect(failure.details).toMatchObject({
    phase: 'tls',
    errno: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    port: server.port,
  });
  const run = await runExchange(
    { url: server.url('/echo'), options: { verifyCertificates: false } },
    { proxyEnv },
  );
  expect((await run.event('connected')).certificateTrusted).toBe(false);
});

test('a proxy may itself be spoken to over TLS', async () => {
  await using plain = await startTestServer();
  await using secure = await startTestServer({ certificate: 'trusted' });
  await using proxy = await startTestProxy({ certificate: 'trusted' });
  const proxyEnv = { HTTP_PROXY: proxy.origin, HTTPS_PROXY: proxy.origin };
  for (const server of [plain, secure]) {
    const run = await runExchange(
      { url: server.url('/lines', { kib: 300 }) },
      { proxyEnv, certificateAuthorities },
    );
    expect(run.figures.bodyBytes).toBe(300 * 1024);
  }
  expect(proxy.requests.map(({ method }) => method)).toEqual(['GET', 'CONNECT']);
  const { failure } = await failExchange({ url: plain.url('/lines') }, { proxyEnv });
  expect(failure.message).toContain(`The certificate of the proxy 127.0.0.1 port ${proxy.port}`);
  expect(failure.details.phase).toBe('proxy');
});

test('each hop of a redirect looks for its own proxy', async () => {
  await using server = await startTestServer();
  await using other = await startTestServer();
  await using proxy = await startTestProxy();
  await runExchange(
    { url: server.url('/redirect', { to: other.url('/echo') }) },
    { proxyEnv: { HTTP_PROXY: proxy.origin, NO_PROXY: `127.0.0.1:${other.port}` } },
  );
  expect(proxy.requests).toHaveLength(1);
  expect(other.requests).toHaveLength(1);
});

test('a proxy that refuses connections', async () => {
  const proxy = await startTestProxy();
  await proxy[Symbol.asyncDispose]();
  const { failure } = await failExchange(
    { url: 'http://example.com/' },
    { proxyEnv: { HTTP_PROXY: proxy.origin } },
  );
  expect(failure.message).toBe(
    `Nothing is listening on the proxy 127.0.0.1 port ${proxy.port} (ECONNREFUSED). ` +
      'The environment variable HTTP_PROXY names it: is it right?',
  );
  expect(failure.details).toMatchObject({
    phase: 'proxy',
    host: '127.0.0.1',
    port: proxy.port,
    errno: 'ECONNREFUSED',
    url: 'http://example.com/',
  });
});

test.each([
  [407, 'It wants a user name and password: put them into HTTPS_PROXY'],
  [403, 'Ask who runs it, or name server.test:443 in NO_PROXY'],
])('a proxy that answers CONNECT with %i', async (refuse, remedy) => {
  await using proxy = await startTestProxy({ refuse });
  const { failure } = await failExchange(
    { url: 'https://server.test/' },
    { proxyEnv: { HTTPS_PROXY: proxy.origin } },
  );
  expect(failure.message).toContain(
    `The proxy 127.0.0.1 port ${proxy.port} refused to connect to server.test:443 (${refuse} `,
  );
  expect(failure.message).toContain(remedy);
  expect(failure.details).toMatchObject({ phase: 'proxy', errno: `HTTP ${refuse}` });
});

test('a proxy that speaks something else', async () => {
  await using server = await startTestServer({ certificate: 'trusted' });
  const { failure } = await failExchange(
    { url: 'https://server.test/' },
    { proxyEnv: { HTTPS_PROXY: `http://127.0.0.1:${server.port}` } },
  );
  expect(failure.details.phase).toBe('proxy');
});

test('a 407 to a plain request is a response like any other', async () => {
  await using proxy = await startTestProxy({ credentials: 'user:pass' });
  const run = await runExchange({ url: 'http://server.test/' }, { proxyEnv: { HTTP_PROXY: proxy.origin } });
  expect((await run.event('headers')).status).toBe(407);
});
