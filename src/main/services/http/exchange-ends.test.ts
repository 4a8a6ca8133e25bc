import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer, getDefaultAutoSelectFamily, setDefaultAutoSelectFamily, type Socket } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startTestServer } from '#test/harness/servers/index.ts';
import { listen } from '#test/harness/servers/test-server.ts';
import { failExchange, startExchange } from '#test/harness/servers/run-exchange.ts';

describe('an abort', () => {
  test.each(['/never', '/held', '/stream?pieces=0&everyMs=5', '/lines?mib=500'])(
    'of %s throws its reason and closes the socket',
    async (path) => {
      await using server = await startTestServer();
      const run = startExchange({ url: server.origin + path });
      const { closed } = await server.request(path.replace(/\?.*/, ''));
      if (path !== '/never') await run.event('headers');
      const reason = new Error('the person pressed Cancel');
      run.abort(reason);
      await expect(run.finished).rejects.toBe(reason);
      await closed;
      expect(run.figures.bodyBytes).toBe(run.body().length);
    },
  );

  test('before anything was done sends nothing', async () => {
    await using server = await startTestServer();
    const run = startExchange({ url: server.url('/echo') });
    run.abort(new Error('at once'));
    await expect(run.finished).rejects.toThrow('at once');
    expect(server.requests).toEqual([]);
  });

  test.each(['connected', 'redirected', 'headers', 'progress'])(
    'from within a %s event ends it as well',
    async (type) => {
      await using server = await startTestServer();
      const reason = new Error('now');
      const run = startExchange(
        { url: server.url('/redirect', { to: '/lines?mib=100' }) },
        { onEvent: (event) => event.type === type && run.abort(reason) },
      );
      await expect(run.finished).rejects.toBe(reason);
    },
  );

  // Without the choice between families, Node tells of an answer that comes after the socket's end.
  test.each([true, false])(
    'during a lookup leaves the figures as they were (families: %s)',
    async (choice) => {
      const usual = getDefaultAutoSelectFamily();
      setDefaultAutoSelectFamily(choice);
      onTestFinished(() => setDefaultAutoSelectFamily(usual));
      await using server = await startTestServer();
      const run = startExchange({ url: `http://localhost:${server.port}/` });
      // The lookup has begun, and nothing has been able to answer it yet.
      while (run.figures.phases.length === 0) await Promise.resolve();
      run.abort(new Error('enough'));
      await expect(run.finished).rejects.toThrow('enough');
      // Later ones are answered after it.
      for (let n = 0; n < 10; n++) await lookup('localhost');
      expect(run.figures.phases.map(({ name }) => name)).toEqual(['dns']);
    },
  );

  test('of an upload stops reading it, and waits until that has stopped', async () => {
    await using server = await startTestServer();
    let isStopped = false;
    const run = startExchange(
      {
        url: server.url('/digest'),
        method: 'POST',
        body: {
          kind: 'file',
          file: { id: 'x'.repeat(22), source: 'upload' as const, name: 'a', type: '', size: 1e9 },
        },
      },
      {
        openUpload: async () => ({
          size: 1e9,
          async *read(signal) {
            try {
              yield Buffer.alloc(64 * 1024);
              await once(signal, 'abort');
            } finally {
              await new Promise((resolve) => setImmediate(resolve));
              isStopped = true;
            }
          },
        }),
      },
    );
    await server.request('/digest');
    run.abort(new Error('enough'));
    await expect(run.finished).rejects.toThrow('enough');
    expect(isStopped).toBe(true);
  });
});

describe('the time limit', () => {
  test.each([
    ['/never', 'waiting for the first byte from'],
    ['/held', 'the body was arriving from'],
  ])('ends %s and says what was going on', async (path, doing) => {
    await using server = await startTestServer();
    const { failure, ...run } = await failExchange({ url: server.url(path), options: { timeoutMs: 150 } });
    expect(failure.message).toBe(
      `The time limit of 150 ms ran out while ${doing} 127.0.0.1 port ${server.port}. ` +
        'Raise it, or set it to 0 to wait for as long as it takes.',
    );
    expect(failure).toMatchObject({
      code: 'GATEWAY_TIMEOUT',
      details: {
        phase: 'response',
        host: '127.0.0.1',
        port: server.port,
        errno: 'ETIMEDOUT',
        url: server.url(path),
      },
    });
    expect(run.text()).toBe(path === '/held' ? 'first piece\n' : '');
    await (await server.request(path)).closed;
  });

  test('counts while TLS is agreed on, too', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    const port = await listen(silent);
    const { failure } = await failExchange({
      url: `https://127.0.0.1:${port}/`,
      options: { timeoutMs: 150 },
    });
    for (const socket of sockets) socket.destroy();
    silent.close();
    expect(failure).toMatchObject({ code: 'GATEWAY_TIMEOUT', details: { phase: 'tls', port } });
    expect(failure.message).toContain('ran out while agreeing on TLS with 127.0.0.1 port');
  });

  test('covers the whole exchange, redirects included', async () => {
    await using server = await startTestServer();
    const { failure } = await failExchange({
      url: server.url('/redirect?to=/never'),
      options: { timeoutMs: 150 },
    });
    expect(failure.details.url).toBe(server.url('/never'));
  });
});

test('a length that no number can say is no defect: what came is kept', async () => {
  await using server = await startTestServer();
  const text = 'HTTP/1.1 200 OK\r\nContent-Length: 18014398509481984\r\n\r\nonly this';
  const { failure, events } = await failExchange({ url: server.url('/raw', { text }) });
  expect(failure.details).toMatchObject({ phase: 'response', host: '127.0.0.1' });
  expect(events.find((event) => event.type === 'headers')).toMatchObject({ contentLength: null });
});
