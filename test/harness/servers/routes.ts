import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { encoded, fieldValueOf, isTestCoding, pour, type TestCoding } from './encodings.ts';
import type { Gates } from './gates.ts';
import { numberedLines } from './lines.ts';
import { zstdFixture } from './zstd.ts';

/**
 * What a test server answers. Parameters are query parameters; `gate` names a door that the test opens with
 * `server.open(name)`.
 *
 * | route | answers |
 * | --- | --- |
 * | `/echo` | JSON: `method`, `url`, `httpVersion`, `headers` (pairs as they came), `body` (text), `bodyBase64` |
 * | `/digest` | JSON: `bytes` and `sha256` of a body of any size, which is not kept |
 * | `/respond?status&reason&header=Name: value&body` | that; `header` may repeat and is sent as written, in order |
 * | `/stream?pieces=3&everyMs=20&text` | pieces `text N\n`, chunked; `pieces=0` goes on until the client leaves |
 * | `/held?gate` | headers and `first piece\n`; after the gate `second piece\n` and the end |
 * | `/lines?kib or mib&length=no` | `numberedLines` of that size; `length=no` sends it chunked |
 * | `/encoded/gzip,br?kib or mib` | `numberedLines` (4 KiB) in these codings: gzip x-gzip deflate deflate-raw br zstd |
 * | `/zstd` | 256 KiB of `numberedLines` as the zstd program compressed them |
 * | `/corrupt/gzip` | 4 KiB of lines whose coded bytes are damaged in the last quarter |
 * | `/truncated/gzip` | the same, cut off in its last quarter: the message is whole, its coding is not |
 * | `/short?gate` | announces 100 bytes, sends `only this`, then ends |
 * | `/reset?gate` | announces 100 bytes, sends `only this`, then resets the connection |
 * | `/reset-at-once` | resets the connection instead of an answer |
 * | `/hang-up` | closes the connection instead of an answer |
 * | `/malformed` | something that is not HTTP |
 * | `/raw?text&gate&more&then=end, reset or stay` | exactly `text`, and `more` after the gate, as the whole answer |
 * | `/redirect?to&status=302` | a redirect |
 * | `/redirect-chain/3` | three redirects in a row, then `/echo` |
 * | `/redirect-loop` | a redirect to `/redirect-loop/back`, which leads here again |
 * | `/redirect-on` | a redirect to a new address each time, without end |
 * | `/never` | nothing, for as long as the client waits |
 * | `/early` | 413 at once, the request's body unread |
 *
 * Without `gate`, `/short`, `/reset` and `/raw` go on after 200 ms, so that a client sees the first bytes.
 */
export const routes: readonly (readonly [path: RegExp, handler: Handler])[] = [
  [/^\/echo$/, echo],
  [/^\/digest$/, digest],
  [/^\/respond$/, respond],
  [/^\/stream$/, stream],
  [/^\/held$/, held],
  [/^\/lines$/, lines],
  [/^\/encoded\/(.+)$/, encodedLines],
  [/^\/zstd$/, zstd],
  [/^\/(corrupt|truncated)\/(.+)$/, damaged],
  [/^\/(short|reset)$/, incomplete],
  [/^\/reset-at-once$/, ({ socket }) => socket.resetAndDestroy()],
  [/^\/hang-up$/, ({ socket }) => socket.destroy()],
  [/^\/malformed$/, ({ socket }) => socket.end('this is not HTTP\r\n\r\n')],
  [/^\/raw$/, raw],
  [
    /^\/redirect$/,
    ({ query, response }) => redirect(response, query.get('to') ?? '/echo', number(query, 'status', 302)),
  ],
  [/^\/redirect-chain\/(\d+)$/, redirectChain],
  [/^\/redirect-loop$/, ({ response }) => redirect(response, '/redirect-loop/back')],
  [/^\/redirect-loop\/back$/, ({ response }) => redirect(response, '/redirect-loop')],
  [
    /^\/redirect-on$/,
    ({ query, response }) => redirect(response, `/redirect-on?n=${number(query, 'n', 0) + 1}`),
  ],
  [/^\/never$/, () => {}],
  [/^\/early$/, ({ response }) => response.writeHead(413, { Connection: 'close' }).end('too much\n')],
];

export interface RouteCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: Socket;
  readonly query: URLSearchParams;
  /** What the route's pattern captured. */
  readonly captured: readonly string[];
  readonly gates: Gates;
}

type Handler = (call: RouteCall) => unknown;

async function echo({ request, response }: RouteCall): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const body = Buffer.concat(chunks);
  sendJson(response, {
    method: request.method,
    url: request.url,
    httpVersion: request.httpVersion,
    headers: headerPairs(request),
    body: body.toString(),
    bodyBase64: body.toString('base64'),
  });
}

async function digest({ request, response }: RouteCall): Promise<void> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of request) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  sendJson(response, { bytes, sha256: hash.digest('hex') });
}

function respond({ query, response }: RouteCall): void {
  const headers = query.getAll('header').flatMap((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
  response.sendDate = false;
  response.writeHead(number(query, 'status', 200), query.get('reason') ?? undefined, headers);
  response.end(query.get('body') ?? '');
}

async function stream({ query, response, socket }: RouteCall): Promise<void> {
  const pieces = number(query, 'pieces', 3);
  response.writeHead(200, { 'Content-Type': 'text/plain' });
  for (let piece = 1; (pieces === 0 || piece <= pieces) && !socket.destroyed; piece++) {
    response.write(`${query.get('text') ?? 'piece'} ${piece}\n`);
    await delay(number(query, 'everyMs', 20));
  }
  response.end();
}

async function held({ query, response, gates }: RouteCall): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'text/plain' });
  response.write('first piece\n');
  await gates.passed(query.get('gate') ?? 'held');
  response.end('second piece\n');
}

async function lines({ request, query, response }: RouteCall): Promise<void> {
  const bytes = size(query);
  response.setHeader('Content-Type', 'text/plain');
  if (query.get('length') !== 'no') response.setHeader('Content-Length', bytes);
  if (request.method === 'HEAD') response.end();
  else await pour(numberedLines(bytes), [], response);
}

async function encodedLines({ query, response, captured }: RouteCall): Promise<void> {
  const codings = codingsIn(captured[0]);
  response.writeHead(200, {
    'Content-Type': 'text/plain',
    'Content-Encoding': codings.map(fieldValueOf).join(', '),
  });
  await pour(numberedLines(size(query)), codings, response);
}

function zstd({ response }: RouteCall): void {
  response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Encoding': 'zstd' }).end(zstdFixture);
}

async function damaged({ response, captured: [kind, names] }: RouteCall): Promise<void> {
  const codings = codingsIn(names);
  const whole = await encoded(numberedLines(4096), ...codings);
  const from = Math.floor(whole.length * 0.75);
  const body =
    kind === 'truncated' ? whole.subarray(0, from) : Buffer.concat([whole.subarray(0, from), garbage]);
  response.writeHead(200, {
    'Content-Type': 'text/plain',
    'Content-Encoding': codings.map(fieldValueOf).join(', '),
  });
  response.end(body);
}

/** Bytes that no decoder takes for a continuation. */
const garbage = Buffer.alloc(512, 0xff);

async function incomplete({ query, socket, gates, captured: [kind] }: RouteCall): Promise<void> {
  socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\nonly this');
  await passGate(query, gates);
  finish(socket, kind === 'reset' ? 'reset' : 'end');
}

async function raw({ query, socket, gates }: RouteCall): Promise<void> {
  socket.write(query.get('text') ?? '');
  await passGate(query, gates);
  socket.write(query.get('more') ?? '');
  finish(socket, query.get('then') ?? 'end');
}

async function passGate(query: URLSearchParams, gates: Gates): Promise<void> {
  const gate = query.get('gate');
  await (gate === null ? delay(200) : gates.passed(gate));
}

function finish(socket: Socket, how: string): void {
  if (how === 'reset') socket.resetAndDestroy();
  else if (how === 'end') socket.end();
}

function redirect(response: ServerResponse, to: string, status = 302): void {
  response.writeHead(status, { Location: to, 'Content-Type': 'text/plain' }).end(`See ${to}\n`);
}

function redirectChain({ response, captured }: RouteCall): void {
  const left = Number(captured[0]);
  redirect(response, left > 1 ? `/redirect-chain/${left - 1}` : '/echo');
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(value, undefined, 2));
}

export function headerPairs({ rawHeaders }: IncomingMessage): [string, string][] {
  return rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1] ?? '']] : []));
}

function codingsIn(names = ''): TestCoding[] {
  return names.split(',').filter(isTestCoding);
}

function number(query: URLSearchParams, name: string, otherwise: number): number {
  return Number(query.get(name) ?? otherwise);
}

/** Bytes that `kib` or `mib` ask for; 4 KiB where neither does. */
function size(query: URLSearchParams): number {
  const mib = query.get('mib');
  return mib === null ? number(query, 'kib', 4) * 1024 : Number(mib) * 1024 * 1024;
}

/** Resolves with the time (`performance.now()`) at which the client's socket was closed, in whatever way. */
export function closedAt(socket: Socket): Promise<number> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve(performance.now()));
  });
}
