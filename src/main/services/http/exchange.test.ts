import { describe, expect, test } from 'vitest';
import { lineAt, lineBytes, startTestServer } from '#test/harness/servers/index.ts';
import { failureOf, runExchange, signalled, startExchange } from '#test/harness/servers/run-exchange.ts';
import { progressIntervalMs } from './progress.ts';

describe('events', () => {
  test('come in order, and end with the final figures', async () => {
    await using server = await startTestServer();
    const url = server.url('/lines', { kib: 100 });
    const run = await runExchange({ url });
    expect(run.events.map(({ type }) => type).filter((type) => type !== 'progress')).toEqual([
      'request',
      'connected',
      'headers',
    ]);
    expect(run.events[0]).toMatchObject({
      method: 'GET',
      url,
      headers: expect.arrayContaining([['Host', `127.0.0.1:${server.port}`]]),
    });
    expect(await run.event('connected')).toEqual({
      type: 'connected',
      url,
      remoteAddress: '127.0.0.1',
      remotePort: server.port,
      tls: null,
      certificateTrusted: null,
    });
    expect(await run.event('headers')).toMatchObject({
      url,
      status: 200,
      statusText: 'OK',
      httpVersion: '1.1',
      contentLength: 100 * 1024,
    });
    const { sent, wireBytes, bodyBytes, elapsedMs } = run.figures;
    expect(run.events.at(-1)).toEqual({ type: 'progress', sent, wireBytes, bodyBytes, elapsedMs });
    expect([sent, wireBytes, bodyBytes]).toEqual([0, 100 * 1024, 100 * 1024]);
  });

  test('carry the status text and the headers as they came: order, case, repetition, bytes', async () => {
    await using server = await startTestServer();
    const text =
      'HTTP/1.1 299 Alles schön\r\nX-b: 1\r\nx-A:2\r\nX-B:  spaced  \r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Utf8: ü日\r\nX-Empty:\r\n\r\n';
    const run = await runExchange({ url: server.url('/raw', { text, then: 'end' }) });
    expect(await run.event('headers')).toMatchObject({
      status: 299,
      statusText: 'Alles schön',
      headers: [
        ['X-b', '1'],
        ['x-A', '2'],
        ['X-B', 'spaced'],
        ['Set-Cookie', 'a=1'],
        ['Set-Cookie', 'b=2'],
        ['X-Utf8', 'ü日'],
        ['X-Empty', ''],
      ],
      contentLength: null,
    });
  });

  test('tell of the fields behind the body, as they came', async () => {
    await using server = await startTestServer();
    const text = [
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n4\r\nbody\r\n0\r\n',
      'X-Sum: 1\r\nx-sum:2\r\nX-Utf8: ü日\r\n\r\n',
    ].join('');
    const run = await runExchange({ url: server.url('/raw', { text, then: 'end' }) });
    expect(run.text()).toBe('body');
    expect(await run.event('trailers')).toEqual({
      type: 'trailers',
      trailers: [
        ['X-Sum', '1'],
        ['x-sum', '2'],
        ['X-Utf8', 'ü日'],
      ],
    });
  });

  test('tell of a body as it arrives', async () => {
    await using server = await startTestServer();
    const firstWrite = signalled();
    const run = startExchange(
      { url: server.url('/held', { gate: 'go on' }) },
      { write: async () => firstWrite.now() },
    );
    await firstWrite.happened;
    expect(run.figures.wireBytes).toBe('first piece\n'.length);
    server.open('go on');
    await run.finished;
    expect(run.text()).toBe('first piece\nsecond piece\n');
  });

  test('tell of progress ten times a second at most', async () => {
    await using server = await startTestServer();
    const run = await runExchange({ url: server.url('/stream', { pieces: 40, everyMs: 10 }) });
    const times = run.events.filter((event) => event.type === 'progress').map(({ elapsedMs }) => elapsedMs);
    // The last one is not bound to the beat.
    const gaps = times.slice(1, -1).map((time, at) => time - (times[at] ?? 0));
    expect(gaps.length).toBeGreaterThan(0);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(progressIntervalMs);
  });

  test('tell of a stored body under the name that fits', async () => {
    await using server = await startTestServer();
    const run = await runExchange({
      url: server.url('/respond', { header: ['Content-Disposition: attachment; filename="../a.csv"'] }),
    });
    expect(run.fileName()).toBe('a.csv');
  });
});

describe('without a body', () => {
  test('HEAD announces a length for which nothing comes', async () => {
    await using server = await startTestServer();
    const run = await runExchange({ method: 'HEAD', url: server.url('/lines', { kib: 8 }) });
    const { headers, contentLength } = await run.event('headers');
    expect(headers).toContainEqual(['Content-Length', String(8 * 1024)]);
    expect(contentLength).toBeNull();
    expect(run.body()).toHaveLength(0);
  });

  test.each([204, 304])('%i ends at once', async (status) => {
    await using server = await startTestServer();
    const run = await runExchange({ url: server.url('/respond', { status }) });
    expect((await run.event('headers')).status).toBe(status);
    expect(run.body()).toHaveLength(0);
  });

  test('an interim response is passed over', async () => {
    await using server = await startTestServer();
    const text =
      'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
    const run = await runExchange({ url: server.url('/raw', { text }) });
    expect((await run.event('headers')).status).toBe(200);
    expect(run.text()).toBe('ok');
  });
});

describe('the waterfall', () => {
  test('has its bars one after the other, none for DNS where the host is an address', async () => {
    await using server = await startTestServer();
    const { figures } = await runExchange({ url: server.url('/lines') });
    expect(figures.phases.map(({ name }) => name)).toEqual(['connect', 'send', 'firstByte', 'download']);
    const ends = figures.phases.map(({ startMs, durationMs }) => startMs + durationMs);
    for (const [at, next] of figures.phases.slice(1).entries()) expect(ends[at]).toBeCloseTo(next.startMs, 6);
    expect(ends.at(-1)).toBeLessThanOrEqual(figures.elapsedMs);
  });

  test('has a bar for DNS where the host is a name', async () => {
    await using server = await startTestServer();
    const { figures } = await runExchange({ url: server.url('/lines').replace('127.0.0.1', 'localhost') });
    expect(figures.phases.map(({ name }) => name)).toEqual([
      'dns',
      'connect',
      'send',
      'firstByte',
      'download',
    ]);
  });
});

describe('back pressure', () => {
  test('a sink that stops, stops the server', async () => {
    await using server = await startTestServer();
    const firstWrite = signalled();
    const release = signalled();
    let written = 0;
    const run = startExchange(
      { url: server.url('/lines', { mib: 64 }) },
      {
        async write(bytes) {
          written += bytes.byteLength;
          firstWrite.now();
          await release.happened;
        },
      },
    );
    await firstWrite.happened;
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(run.figures.wireBytes).toBe(written);
    expect(written).toBeLessThan(1024 * 1024);
    run.abort(new Error('done'));
    release.now();
    await expect(run.finished).rejects.toThrow('done');
  });

  test('a body of many MiB arrives whole', async () => {
    await using server = await startTestServer();
    const run = await runExchange({ url: server.url('/lines', { mib: 20, length: 'no' }) });
    const body = run.body();
    expect(body).toHaveLength(20 * 1024 * 1024);
    const last = body.length / lineBytes - 1;
    expect(body.subarray(-lineBytes).toString()).toBe(lineAt(last));
  });
});

describe('a request body', () => {
  test('is sent as it is read, and counted', async () => {
    await using server = await startTestServer();
    const size = 8 * 1024 * 1024;
    const file = { id: 'x'.repeat(22), source: 'upload' as const, name: 'a', type: '', size };
    const run = await runExchange(
      { url: server.url('/digest'), method: 'PUT', body: { kind: 'file', file } },
      {
        openUpload: async () => ({
          size,
          async *read() {
            for (let sent = 0; sent < size; sent += 1024 * 1024) yield Buffer.alloc(1024 * 1024, 7);
          },
        }),
      },
    );
    expect(JSON.parse(run.text())).toMatchObject({ bytes: size });
    expect(run.figures.sent).toBe(size);
  });

  test('that the server does not wait for is not sent to its end', async () => {
    await using server = await startTestServer();
    const file = { id: 'x'.repeat(22), source: 'upload' as const, name: 'a', type: '', size: 1e9 };
    const run = startExchange(
      {
        url: server.url('/raw', {
          text: 'HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno',
          then: 'stay',
        }),
        method: 'POST',
        body: { kind: 'file', file },
      },
      {
        openUpload: async () => ({
          size: 1e9,
          async *read() {
            for (;;) yield Buffer.alloc(64 * 1024);
          },
        }),
      },
    );
    await run.finished;
    expect((await run.event('headers')).status).toBe(413);
    expect(run.text()).toBe('no');
    expect(run.figures.sent).toBeLessThan(1e8);
  });
});

test('what is not a failure to tell of stays the defect it is', async () => {
  await using server = await startTestServer();
  const defect = new TypeError('a bug in the sink');
  const run = startExchange({ url: server.url('/lines') }, { write: () => Promise.reject(defect) });
  await expect(run.finished).rejects.toBe(defect);
  await expect(failureOf(run)).rejects.toThrow('did not fail with a Failure');
});
