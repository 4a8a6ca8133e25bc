import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { Failure } from '#router/contracts/failure.ts';
import { startTestServer } from '#test/harness/servers/index.ts';
import { listen } from '#test/harness/servers/test-server.ts';
import {
  failExchange,
  failureOf,
  runExchange,
  signalled,
  startExchange,
} from '#test/harness/servers/run-exchange.ts';
import { connectFailure, tlsFailure } from './failures.ts';

/** A port of this computer that nothing listens on. */
async function unusedPort(): Promise<number> {
  const server = await startTestServer();
  await server[Symbol.asyncDispose]();
  return server.port;
}

/** Where a server listens that answers once, with these headers and no body. */
async function answeringWith(headers: string): Promise<string> {
  const server = createServer((socket) => {
    server.close();
    // A client that leaves in the middle is what a test may be about.
    socket.on('error', () => socket.destroy());
    socket.end(`HTTP/1.1 204 Fine\r\n${headers}\r\n`);
  });
  return `http://127.0.0.1:${await listen(server)}/`;
}

describe('before a connection stands', () => {
  test('a refused connection', async () => {
    const port = await unusedPort();
    const { failure } = await failExchange({ url: `http://127.0.0.1:${port}/x` });
    expect(failure.message).toBe(
      `Nothing is listening on 127.0.0.1 port ${port} (ECONNREFUSED). Is the server running?`,
    );
    expect(failure).toMatchObject({
      code: 'BAD_GATEWAY',
      details: {
        phase: 'connect',
        host: '127.0.0.1',
        port,
        errno: 'ECONNREFUSED',
        url: `http://127.0.0.1:${port}/x`,
      },
    });
  });

  test('a refused connection to a name with several addresses', async () => {
    const port = await unusedPort();
    const { failure } = await failExchange({ url: `http://localhost:${port}/` });
    expect(failure.details).toMatchObject({ phase: 'connect', host: 'localhost', errno: 'ECONNREFUSED' });
    expect(failure.message).toContain(`Nothing is listening on localhost port ${port}`);
  });

  test('an unknown host', async () => {
    const { failure } = await failExchange({ url: 'http://no-such-host.invalid/' });
    expect(failure).toMatchObject({
      code: 'BAD_GATEWAY',
      details: { phase: 'dns', host: 'no-such-host.invalid', port: 80 },
    });
    // Without a network a resolver can't even say that there is no such name.
    const { errno } = failure.details;
    expect(['ENOTFOUND', 'EAI_AGAIN']).toContain(errno);
    const expected =
      errno === 'ENOTFOUND'
        ? 'There is no server named no-such-host.invalid (ENOTFOUND). Check the host in the URL.'
        : 'The server named no-such-host.invalid could not be looked up (EAI_AGAIN). Is this computer online?';
    expect(failure.message).toBe(expected);
  });
});

describe('what can not be had on one computer alone', () => {
  const place = { hostname: 'api.test', port: 443, url: 'https://api.test/' };
  const coded = (code: string, syscall = 'connect') => Object.assign(new Error(code), { code, syscall });

  test.each([
    ['ETIMEDOUT', 'GATEWAY_TIMEOUT', 'api.test port 443 did not answer (ETIMEDOUT).'],
    ['EHOSTUNREACH', 'BAD_GATEWAY', 'There is no way from here to api.test port 443 (EHOSTUNREACH).'],
    ['ENETUNREACH', 'BAD_GATEWAY', 'There is no way from here to api.test port 443 (ENETUNREACH).'],
    ['EACCES', 'BAD_GATEWAY', 'This computer does not allow a connection to api.test port 443 (EACCES).'],
    ['EMFILE', 'BAD_GATEWAY', 'The connection to api.test port 443 failed (EMFILE).'],
  ])('connecting: %s', (errno, code, message) => {
    const failure = connectFailure(coded(errno), place);
    expect(failure).toMatchObject({
      code,
      details: { phase: 'connect', host: 'api.test', port: 443, errno },
    });
    expect(failure.message).toContain(message);
  });

  test('looking up a proxy', () => {
    const proxy = { ...place, hostname: 'proxy.test', port: 3128, proxyVariable: 'https_proxy' };
    expect(connectFailure(coded('ENOTFOUND', 'getaddrinfo'), proxy).message).toBe(
      'There is no proxy named proxy.test (ENOTFOUND). The environment variable https_proxy names it: is it right?',
    );
  });

  test.each([
    ['CERT_REVOKED', 'was revoked'],
    ['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'offers no version of TLS that is still safe'],
    ['ERR_SSL_SOMETHING_ELSE', 'TLS with api.test port 443 could not be agreed on (ERR_SSL_SOMETHING_ELSE)'],
  ])('TLS: %s', (errno, message) => {
    expect(tlsFailure(coded(errno), place).message).toContain(message);
  });
});

describe('instead of an answer', () => {
  test.each(['/reset-at-once', '/hang-up'])('the connection ends: %s', async (path) => {
    await using server = await startTestServer();
    const { failure } = await failExchange({ url: server.url(path) });
    expect(failure.message).toBe(
      `127.0.0.1 port ${server.port} closed the connection without an answer (ECONNRESET). The log of the server may say why.`,
    );
    expect(failure).toMatchObject({
      code: 'BAD_GATEWAY',
      details: { phase: 'response', host: '127.0.0.1', port: server.port, errno: 'ECONNRESET' },
    });
  });

  test('something comes that is not HTTP', async () => {
    await using server = await startTestServer();
    const { failure } = await failExchange({ url: server.url('/malformed') });
    expect(failure.message).toContain('answered with something that is not HTTP/1.1 (HPE_INVALID_CONSTANT)');
    expect(failure.details).toMatchObject({ phase: 'response', errno: 'HPE_INVALID_CONSTANT' });
  });

  test('headers come without end', async () => {
    const { failure } = await failExchange({
      url: await answeringWith('X-Long: 0123456789\r\n'.repeat(20_000)),
    });
    expect(failure.message).toContain('larger than 256 KiB (HPE_HEADER_OVERFLOW)');
  });

  test('many headers are no failure', async () => {
    const run = await runExchange({ url: await answeringWith('X: 1\r\n'.repeat(5000)) });
    expect((await run.event('headers')).headers).toHaveLength(5000);
  });

  test('the server goes over to another protocol', async () => {
    await using server = await startTestServer();
    const text = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n';
    const { failure } = await failExchange({
      url: server.url('/raw', { text, then: 'stay' }),
      headers: [
        ['Connection', 'Upgrade'],
        ['X-Upgrade', 'chat'],
      ],
    });
    expect(failure.message).toContain('went over to another protocol (chat)');
  });
});

describe('in the middle of the body', () => {
  test.each([
    ['reset', 'broke after 9 of 100 bytes of the body (ECONNRESET)'],
    ['short', 'ended the response too early, after 9 of 100 bytes of the body (ECONNRESET)'],
  ])('%s: what had arrived is kept, and the figures are right', async (kind, message) => {
    await using server = await startTestServer();
    const run = startExchange({ url: server.url(`/${kind}`, { gate: 'end it' }) });
    await run.event('headers');
    server.open('end it');
    const failure = await failureOf(run);
    expect(failure.message).toContain(message);
    expect(failure.message).toContain('What had arrived is kept.');
    expect(failure).toMatchObject({
      code: 'BAD_GATEWAY',
      details: { phase: 'response', host: '127.0.0.1', port: server.port, errno: 'ECONNRESET' },
    });
    expect(run.text()).toBe('only this');
    expect(run.figures).toMatchObject({ wireBytes: 9, bodyBytes: 9 });
    expect(run.events.at(-1)).toMatchObject({ type: 'progress', wireBytes: 9, bodyBytes: 9 });
    expect(run.figures.phases.at(-1)?.name).toBe('download');
  });

  test.each([
    ['end', /^only this, and more$/],
    // What a reset leaves of the bytes before it is up to the system.
    ['reset', /^only this(, and more)?$/],
  ])('%s while the sink is busy loses nothing and breaks nothing', async (then, kept) => {
    await using server = await startTestServer();
    const text = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\nonly this';
    const busy = signalled();
    const free = signalled();
    const run = startExchange(
      { url: server.url('/raw', { text, gate: 'end it', more: ', and more', then }) },
      {
        async write() {
          busy.now();
          await free.happened;
        },
      },
    );
    await busy.happened;
    const { closed } = await server.request('/raw');
    server.open('end it');
    await closed;
    free.now();
    expect((await failureOf(run)).details.phase).toBe('response');
    expect(run.text()).toMatch(kept);
  });

  test('a reset is no end of a body without a length, but a close is', async () => {
    await using server = await startTestServer();
    const text = 'HTTP/1.1 200 OK\r\n\r\nno length';
    const fine = await runExchange({ url: server.url('/raw', { text, then: 'end' }) });
    expect(fine.text()).toBe('no length');
    const run = startExchange({ url: server.url('/raw', { text, then: 'reset', gate: 'reset it' }) });
    await run.event('headers');
    server.open('reset it');
    expect((await failureOf(run)).message).toContain('broke after 9 bytes of the body (ECONNRESET)');
    expect(run.text()).toBe('no length');
  });

  test('a chunk that is none', async () => {
    await using server = await startTestServer();
    const text = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nxyz\r\n';
    const { failure, ...run } = await failExchange({ url: server.url('/raw', { text, then: 'stay' }) });
    expect(failure.details).toMatchObject({ phase: 'response', errno: 'HPE_INVALID_CHUNK_SIZE' });
    expect(failure.message).toContain(
      'After 5 bytes the body of the response is not valid HTTP/1.1 any more',
    );
    expect(run.text()).toBe('hello');
  });
});

describe('on this side', () => {
  test('what the sink throws is passed on as it is, and the socket is closed', async () => {
    await using server = await startTestServer();
    const full = new Failure('INTERNAL_SERVER_ERROR', 'The disk is full.', {
      phase: 'store',
      errno: 'ENOSPC',
    });
    let written = 0;
    const run = startExchange(
      { url: server.url('/lines', { mib: 50 }) },
      {
        async write(bytes) {
          written += bytes.byteLength;
          if (written > 1_000_000) throw full;
        },
      },
    );
    expect(await failureOf(run)).toBe(full);
    await (await server.request('/lines')).closed;
    expect(run.figures.bodyBytes).toBeLessThan(written);
  });

  test('a missing upload is told before anything is sent', async () => {
    await using server = await startTestServer();
    const gone = new Failure('NOT_FOUND', 'The file a.txt is no longer stored. Choose it again.', {
      file: 'a.txt',
    });
    const file = { id: 'x'.repeat(22), source: 'upload' as const, name: 'a.txt', type: '', size: 5 };
    const { failure } = await failExchange(
      { url: server.url('/echo'), method: 'POST', body: { kind: 'file', file } },
      { openUpload: () => Promise.reject(gone) },
    );
    expect(failure).toBe(gone);
    expect(server.requests).toEqual([]);
  });

  test.each(['before the answer', 'after its headers'])(
    'an upload that breaks %s ends the exchange',
    async (when) => {
      await using server = await startTestServer();
      const broken = new Failure('INTERNAL_SERVER_ERROR', 'The file can not be read.', { phase: 'send' });
      const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this';
      const text = when === 'before the answer' ? '' : answer;
      const headersCame = signalled();
      const run = startExchange(
        {
          url: server.url('/raw', { text, then: 'stay' }),
          method: 'POST',
          body: {
            kind: 'file',
            file: { id: 'x'.repeat(22), source: 'upload' as const, name: 'a', type: '', size: 1000 },
          },
        },
        {
          onEvent: ({ type }) => type === 'headers' && headersCame.now(),
          openUpload: async () => ({
            size: 1000,
            async *read() {
              yield Buffer.alloc(10);
              if (text !== '') await headersCame.happened;
              throw broken;
            },
          }),
        },
      );
      expect(await failureOf(run)).toBe(broken);
    },
  );
});
