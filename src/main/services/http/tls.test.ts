import { createServer } from 'node:net';
import tls from 'node:tls';
import { expect, test } from 'vitest';
import * as pem from '#test/harness/servers/certificates/pem.ts';
import { startTestServer, type TestCertificate, testAuthority } from '#test/harness/servers/index.ts';
import { failExchange, runExchange } from '#test/harness/servers/run-exchange.ts';
import { listen } from '#test/harness/servers/test-server.ts';

const certificateAuthorities = [testAuthority];

test('a certificate of a trusted authority', async () => {
  await using server = await startTestServer({ certificate: 'trusted' });
  const run = await runExchange({ url: server.url('/echo') }, { certificateAuthorities });
  expect(await run.event('connected')).toEqual({
    type: 'connected',
    url: server.url('/echo'),
    remoteAddress: '127.0.0.1',
    remotePort: server.port,
    tls: 'TLSv1.3',
    certificateTrusted: true,
  });
  expect(run.figures.phases.map(({ name }) => name)).toEqual([
    'connect',
    'tls',
    'send',
    'firstByte',
    'download',
  ]);
});

test('a server by its name', async () => {
  await using server = await startTestServer({ certificate: 'trusted' });
  const url = server.url('/echo').replace('127.0.0.1', 'localhost');
  const run = await runExchange({ url }, { certificateAuthorities });
  expect((await run.event('connected')).certificateTrusted).toBe(true);
  expect(run.figures.phases[0]?.name).toBe('dns');
});

test.each([
  ['selfSigned', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'is self-signed, so nobody vouches for it'],
  ['expired', 'CERT_HAS_EXPIRED', 'has expired'],
  ['notYetValid', 'CERT_NOT_YET_VALID', 'is not valid yet'],
  ['otherHost', 'ERR_TLS_CERT_ALTNAME_INVALID', 'was made for another host'],
] satisfies [TestCertificate, string, string][])(
  'a certificate that is %s is refused with %s',
  async (certificate, errno, what) => {
    await using server = await startTestServer({ certificate });
    const { failure, ...run } = await failExchange({ url: server.url('/echo') }, { certificateAuthorities });
    expect(failure.message).toContain(`The certificate of 127.0.0.1 port ${server.port} ${what}`);
    expect(failure.message).toContain('switch off the certificate check for this request');
    expect(failure).toMatchObject({
      code: 'BAD_GATEWAY',
      details: { phase: 'tls', host: '127.0.0.1', port: server.port, errno, url: server.url('/echo') },
    });
    expect(server.requests).toEqual([]);
    expect(run.events.map(({ type }) => type)).toEqual(['request', 'progress']);
  },
);

test('a certificate of an unknown authority is refused', async () => {
  await using server = await startTestServer({ certificate: 'trusted' });
  const { failure } = await failExchange({ url: server.url('/echo') });
  expect(failure.details).toMatchObject({ phase: 'tls', errno: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  expect(failure.message).toContain('an authority that this computer does not know');
});

test.each(['selfSigned', 'expired', 'otherHost'] satisfies TestCertificate[])(
  'with the check switched off, a certificate that is %s is accepted, and marked as not trusted',
  async (certificate) => {
    await using server = await startTestServer({ certificate });
    const run = await runExchange({ url: server.url('/echo'), options: { verifyCertificates: false } });
    expect((await run.event('connected')).certificateTrusted).toBe(false);
    expect((await run.event('headers')).status).toBe(200);
  },
);

test('the switch holds for its own request alone', async () => {
  await using server = await startTestServer({ certificate: 'selfSigned' });
  await runExchange({ url: server.url('/echo'), options: { verifyCertificates: false } });
  const { failure } = await failExchange({ url: server.url('/echo') });
  expect(failure.details.phase).toBe('tls');
});

test('a server learns the name it is asked for by, but no address', async () => {
  const names: string[] = [];
  const server = tls.createServer({
    key: pem.serverKey,
    cert: pem.trusted,
    SNICallback(name, done) {
      names.push(name);
      done(null);
    },
  });
  server.on('secureConnection', (socket) => socket.end('HTTP/1.1 204 Fine\r\n\r\n'));
  const port = await listen(server);
  await runExchange({ url: `https://localhost:${port}/` }, { certificateAuthorities });
  await runExchange({ url: `https://127.0.0.1:${port}/` }, { certificateAuthorities });
  server.close();
  expect(names).toEqual(['localhost']);
});

test('a server that does not speak TLS', async () => {
  await using server = await startTestServer();
  const { failure } = await failExchange({ url: server.url('/echo').replace('http:', 'https:') });
  expect(failure.details).toMatchObject({ phase: 'tls', host: '127.0.0.1', port: server.port });
  expect(failure.message).toMatch(/does not speak TLS \(.+\)\. Is it an http:\/\/ address\?/);
});

test('a server that leaves while TLS is agreed on', async () => {
  const server = createServer((socket) => socket.once('data', () => socket.destroy()));
  const port = await listen(server);
  const { failure } = await failExchange({ url: `https://127.0.0.1:${port}/` });
  server.close();
  expect(failure.details).toMatchObject({ phase: 'tls', errno: 'ECONNRESET' });
  expect(failure.message).toContain('closed the connection while TLS was agreed on');
});

test('plain HTTP to a TLS port', async () => {
  await using server = await startTestServer({ certificate: 'trusted' });
  const { failure } = await failExchange({ url: server.url('/echo').replace('https:', 'http:') });
  expect(failure.details.phase).toBe('response');
});
