import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { startTestServer } from '#test/harness/servers/index.ts';
import { listen } from '#test/harness/servers/test-server.ts';
import {
  failExchange,
  runExchange,
  type TestRequest,
  testRequest,
} from '#test/harness/servers/run-exchange.ts';

const echoSchema = z.object({
  method: z.string(),
  url: z.string(),
  headers: z.array(z.tuple([z.string(), z.string()])),
  body: z.string(),
});

/** What a real server saw of a request to `/echo`. */
async function echoOf(request: Omit<TestRequest, 'url'>, path = '/echo') {
  await using server = await startTestServer();
  const run = await runExchange({ ...request, url: server.origin + path });
  return { ...echoSchema.parse(JSON.parse(run.text())), host: new URL(server.origin).host };
}

function namesOf(headers: readonly (readonly [string, string])[]): string[] {
  return headers.map(([name]) => name);
}

test('a plain GET carries the defaults and nothing else', async () => {
  const { method, headers, host } = await echoOf({});
  expect(method).toBe('GET');
  expect(headers).toEqual([
    ['Host', host],
    ['User-Agent', 'Parley/1.2.3'],
    ['Accept', '*/*'],
    ['Accept-Encoding', 'gzip, deflate, br, zstd'],
    ['Connection', 'close'],
  ]);
});

test('path and query arrive byte for byte as typed', async () => {
  const { url } = await echoOf({}, `/echo?q='"<>{}|^\`[]&a=%2f&a&&b=ü x#fragment`);
  expect(url).toBe(`/echo?q='"<>{}|^\`[]&a=%2f&a&&b=%C3%BC%20x`);
});

test('headers keep their order, case and repetition', async () => {
  const { headers } = await echoOf({
    headers: [
      ['X-Second', '2'],
      ['x-FIRST', '1'],
      ['X-Second', 'again'],
      ['x-second', ''],
    ],
  });
  expect(headers.filter(([name]) => name.toLowerCase().startsWith('x-'))).toEqual([
    ['X-Second', '2'],
    ['x-FIRST', '1'],
    ['X-Second', 'again'],
    ['x-second', ''],
  ]);
});

test.each(['user-AGENT', 'ACCEPT', 'accept-encoding', 'HOST', 'connection'])(
  "a person's own %s stands where they put it, in place of the default",
  async (name) => {
    const { headers } = await echoOf({
      headers: [
        ['X-Before', ''],
        [name, 'own-value'],
        ['X-After', ''],
      ],
    });
    expect(headers.filter(([other]) => other.toLowerCase() === name.toLowerCase())).toEqual([
      [name, 'own-value'],
    ]);
    const names = namesOf(headers);
    expect(names.slice(names.indexOf('X-Before'))).toEqual(
      expect.arrayContaining(['X-Before', name, 'X-After']),
    );
    expect(names.indexOf(name) - names.indexOf('X-Before')).toBe(1);
  },
);

test('headers that other clients forbid are sent as well', async () => {
  const { headers } = await echoOf({
    method: 'POST',
    headers: [
      ['Expect', '100-continue'],
      ['Keep-Alive', 'timeout=5'],
      ['Connection', 'keep-alive, X-Hop'],
      ['Transfer-Encoding', 'chunked'],
    ],
    body: { kind: 'text', text: 'hello' },
  });
  expect(Object.fromEntries(headers)).toMatchObject({
    Expect: '100-continue',
    'Keep-Alive': 'timeout=5',
    Connection: 'keep-alive, X-Hop',
    'Transfer-Encoding': 'chunked',
  });
  expect(namesOf(headers)).not.toContain('Content-Length');
});

test('rows that are off, or blank, are not sent', async () => {
  await using server = await startTestServer();
  const request = testRequest({
    url: server.url('/echo'),
    headers: [
      ['X-Off', '1'],
      ['', ''],
      ['X-On', '1'],
    ],
  });
  const headers = request.headers.map((row) => ({ ...row, enabled: row.name !== 'X-Off' }));
  const run = await runExchange({ ...request, headers });
  const names = namesOf(echoSchema.parse(JSON.parse(run.text())).headers);
  expect(names).toContain('X-On');
  expect(names).not.toContain('X-Off');
});

test('a header value beyond ASCII goes out as UTF-8', async () => {
  const { headers } = await echoOf({ headers: [['X-Name', 'Jürgen 日本']] });
  const [, received = ''] = headers.find(([name]) => name === 'X-Name') ?? [];
  expect(Buffer.from(received, 'latin1').toString()).toBe('Jürgen 日本');
});

test.each([
  ['Multipart/Form-Data; boundary=mine', 'Multipart/Form-Data; boundary=mine'],
  ['multipart/mixed', /^multipart\/mixed; boundary=----ParleyFormBoundary[0-9a-f]{24}$/],
  ['text/plain', 'text/plain'],
])('a typed Content-Type %j of a multipart body is kept, with a boundary', async (typed, sent) => {
  const { headers, body } = await echoOf({
    method: 'POST',
    headers: [['Content-TYPE', typed]],
    body: { kind: 'multipart' },
  });
  expect(headers).toContainEqual([
    'Content-TYPE',
    typeof sent === 'string' ? sent : expect.stringMatching(sent),
  ]);
  expect(body).toMatch(/^--(mine|----ParleyFormBoundary[0-9a-f]{24})--\r\n$/);
});

test('user name and password of the URL become Authorization', async () => {
  await using server = await startTestServer();
  const url = server.url('/echo').replace('http://', 'http://us%40er:secret@');
  const run = await runExchange({ url });
  const { headers } = echoSchema.parse(JSON.parse(run.text()));
  expect(headers).toContainEqual(['Authorization', `Basic ${btoa('us@er:secret')}`]);
  expect(JSON.stringify(run.events)).not.toContain('secret');
});

test("a person's own Authorization wins over the URL's", async () => {
  await using server = await startTestServer();
  const url = server.url('/echo').replace('http://', 'http://user:secret@');
  const run = await runExchange({ url, headers: [['Authorization', 'Bearer x']] });
  const { headers } = echoSchema.parse(JSON.parse(run.text()));
  expect(headers.filter(([name]) => name === 'Authorization')).toEqual([['Authorization', 'Bearer x']]);
});

test.each(['POST', 'PUT', 'PATCH', 'PURGE'])('%s without a body announces 0 bytes', async (method) => {
  const { headers } = await echoOf({ method });
  expect(headers).toContainEqual(['Content-Length', '0']);
});

test.each(['GET', 'DELETE', 'OPTIONS'])(
  '%s without a body announces nothing, and may carry one',
  async (method) => {
    expect(namesOf((await echoOf({ method })).headers)).not.toContain('Content-Length');
    expect((await echoOf({ method, body: { kind: 'json', json: '{}' } })).body).toBe('{}');
  },
);

test.each([
  ['a space', 'bad name', 'x', /header name "bad name" can't be sent: it contains a space/],
  ['a colon', 'a:b', 'x', /"a:b" can't be sent: it contains ":"/],
  ['a letter beyond ASCII', 'X-Ü', 'x', /it contains "Ü"/],
  ['no name', '', 'x', /has the value "x" but no name/],
  [
    'a line break in its value',
    'X-A',
    'x\r\nX-Evil: 1',
    /value of the header X-A can't be sent: it contains a line break/,
  ],
  ['a control character', 'X-A', 'x\0y', /control character/],
])('a header with %s is refused before anything is sent', async (_what, name, value, message) => {
  await using server = await startTestServer();
  const { failure, events } = await failExchange({ url: server.url('/echo'), headers: [[name, value]] });
  expect(failure).toMatchObject({
    code: 'BAD_REQUEST',
    details: { phase: 'request', errno: 'ERR_INVALID_HEADER', host: '127.0.0.1', header: name },
  });
  expect(failure.message).toMatch(message);
  expect(server.requests).toEqual([]);
  expect(events.map(({ type }) => type)).toEqual(['progress']);
});

test.each([
  [[['Content-Length', '5']], 'Content-Length says 5, but the body has 2 bytes'],
  [
    [
      ['Content-Length', '2'],
      ['content-length', '2'],
    ],
    'Content-Length says 2, 2, but',
  ],
  [[['Transfer-Encoding', 'gzip, chunked']], 'Transfer-Encoding: chunked only'],
  [
    [
      ['Transfer-Encoding', 'chunked'],
      ['Content-Length', '2'],
    ],
    'exclude each other',
  ],
] satisfies [[string, string][], string][])(
  'framing that would not fit is refused: %j',
  async (headers, message) => {
    const { failure } = await failExchange({
      url: 'http://127.0.0.1:9/',
      method: 'POST',
      headers,
      body: { kind: 'text', text: 'hi' },
    });
    expect(failure).toMatchObject({ code: 'BAD_REQUEST', message: expect.stringContaining(message) });
  },
);

test('CONNECT is refused, the common methods are taken in any case, and any other is sent as typed', async () => {
  const { failure } = await failExchange({ url: 'http://127.0.0.1:9/', method: 'connect' });
  expect(failure.message).toContain('CONNECT');
  expect((await echoOf({ method: 'get' })).method).toBe('GET');
  expect((await rawRequestLine('Query')).startsWith('Query /')).toBe(true);
});

/** The first line that a server gets, before any parser has seen it: Node's own knows only its list of methods. */
async function rawRequestLine(method: string): Promise<string> {
  const server = createServer();
  const port = await listen(server);
  try {
    const connected = once(server, 'connection');
    const failed = failExchange({ url: `http://127.0.0.1:${port}/`, method });
    const [socket] = await connected;
    const [bytes] = await once(socket, 'data');
    socket.destroy();
    await failed;
    return String(bytes).split('\r\n')[0] ?? '';
  } finally {
    server.close();
  }
}
