import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { BrowserHost } from '#test/e2e/browser-host.ts';
import { type AttackedHost, startHost } from './attacked-host.ts';
import { getRaw, sendRaw } from './raw-http.ts';

// The built browser host, in a process of its own, attacked by programs: what it gives to whom. What they do with connections
// is in connections.test.ts, what pages of other sites try in cross-site.test.ts.

let host: AttackedHost;
/** `http://127.0.0.1:PORT` */
let origin: string;
let token: string;

beforeAll(async () => {
  host = await startHost();
  ({ origin, token } = host);
  await writeFile(join(host.folder, 'secret.txt'), 'the secret');
});
afterAll(() => host[Symbol.asyncDispose]());

/** The status that answers an attempt to open a window's socket; 101 where it is opened. */
async function openSocket(offered: string, headers: Record<string, string> = {}): Promise<number> {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/ipc`, ['parley', offered], {
    origin,
    headers,
  });
  const refused = once(socket, 'unexpected-response').then(([, response]) => Number(response.statusCode));
  const opened = once(socket, 'open').then(() => 101);
  const status = await Promise.race([refused, opened]);
  // The one that did not happen ends with an error when the socket closes.
  void Promise.allSettled([refused, opened]);
  socket.on('error', () => undefined);
  socket.terminate();
  return status;
}

describe('a page of another name (DNS rebinding)', () => {
  const names = [
    'rebound.example',
    'rebound.example:PORT',
    '127.0.0.1.rebound.example:PORT',
    'localhost.:PORT',
  ];

  it.each(names)('gets nothing as %s', async (name) => {
    const Host = name.replace('PORT', new URL(origin).port);
    for (const path of ['/', '/index.html', '/token', '/download/x', '/preview/x']) {
      const { status, text } = await getRaw(origin, path, { Host });
      expect(status).toBe(403);
      expect(text).not.toContain('<script');
    }
    expect(await openSocket(token, { Host, Origin: `http://${Host}` })).toBe(403);
  });

  it('gets nothing with two names at once, whichever comes first', async () => {
    const own = new URL(origin).host;
    for (const [first, second] of [
      [own, 'rebound.example'],
      ['rebound.example', own],
    ]) {
      const request = `GET / HTTP/1.1\r\nHost: ${first}\r\nHost: ${second}\r\nConnection: close\r\n\r\n`;
      expect([400, 403]).toContain((await sendRaw(origin, request)).status);
    }
  });

  it('gets nothing with no name at all', async () => {
    expect((await sendRaw(origin, 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).status).toBe(400);
    expect((await sendRaw(origin, 'GET / HTTP/1.0\r\n\r\n')).status).toBe(403);
  });
});

describe('guessing the token', () => {
  it('does not come nearer, and locks nobody out', async () => {
    const last = token.endsWith('A') ? 'B' : 'A';
    const near = [
      token.slice(0, -1),
      token.slice(0, -1) + last,
      `${token}A`,
      token.toLowerCase(),
      'A'.repeat(43),
    ];
    for (const guess of near) expect(await openSocket(guess)).toBe(403);
    const guesses = Array.from({ length: 300 }, (_, index) => String(index).padStart(43, '0'));
    const statuses = await Promise.all(guesses.map((guess) => askWith(`Bearer ${guess}`)));
    expect(new Set(statuses)).toEqual(new Set([401]));
    expect(await openSocket(token)).toBe(101);
  });

  it.each(['', 'Bearer ', 'Bearer null', 'Basic OnBhcmxleQ=='])(
    'is refused as "%s"',
    async (authorization) => {
      expect(await askWith(authorization)).toBe(401);
    },
  );

  it('takes the token itself', async () => {
    expect(await askWith(`Bearer ${token}`)).toBe(204);
  });

  async function askWith(authorization: string): Promise<number> {
    return (await fetch(`${origin}/token`, { headers: { authorization } })).status;
  }
});

describe('path traversal in the static files', () => {
  it.each([
    '/../../secret.txt',
    '/../data/browser-host.json',
    '/%2e%2e/%2e%2e/secret.txt',
    '/..%2f..%2fsecret.txt',
    '/%252e%252e/secret.txt',
    '/..%252fsecret.txt',
    '/..\\..\\secret.txt',
    '/%5c..%5csecret.txt',
    '/assets/../../main/serve.js',
    '/assets/%2e%2e/%2e%2e/main/serve.js',
    '/main/serve.js',
    '//etc/passwd',
    '/etc/passwd',
    '/%2fetc/passwd',
    '/file:///etc/passwd',
    '/index.html%00.js',
    '/%00',
    '/index.html/',
    '/index.html.',
    '/INDEX.HTML',
    '/assets',
    '/assets/',
    '/.built',
    '/preview/../../secret.txt',
    '/download/../../secret.txt',
    '/open/../../secret.txt',
    '/open/guess',
    '/download/%2e%2e%2f%2e%2e%2fsecret.txt',
    '/preview%2f..%2fsecret.txt',
    '/%64ownload/..%2f..%2fsecret.txt',
    '/constructor',
    '/__proto__',
  ])('finds nothing at %s', async (target) => {
    const { status, text } = await getRaw(origin, target);
    expect(status).toBe(404);
    expect(text).not.toMatch(/the secret|root:|"token"|import /);
  });

  it.each(['http://evil.example/', 'https://127.0.0.1/', '*', 'index.html', '@evil.example/', '..', '\\'])(
    'answers no request for %s, which is no path',
    async (target) => {
      const { status } = await getRaw(origin, target);
      expect(status).toBe(400);
    },
  );

  it('lets no path say where the page may connect to', async () => {
    const { text } = await getRaw(origin, '//evil.example/');
    expect(text).not.toMatch(/content-security-policy:.*evil/i);
  });
});

describe('the page', () => {
  it('is kept by no cache, framed by nobody, and tells nobody where a link was followed', async () => {
    const { headers } = await fetch(origin);
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.has('set-cookie')).toBe(false);
    expect(headers.has('access-control-allow-origin')).toBe(false);
    expect(headers.has('server')).toBe(false);
    expect(headers.has('x-powered-by')).toBe(false);
  });

  it('has a nonce of its own each time', async () => {
    const nonceOf = async () =>
      /'nonce-([^']+)'/.exec((await fetch(origin)).headers.get('content-security-policy') ?? '')?.[1];
    const nonces = await Promise.all(Array.from({ length: 20 }, nonceOf));
    expect(new Set(nonces).size).toBe(20);
    for (const nonce of nonces)
      expect(Buffer.from(nonce ?? '', 'base64').byteLength).toBeGreaterThanOrEqual(16);
  });

  it('does not hold the token', async () => {
    expect(await (await fetch(origin)).text()).not.toContain(token);
  });

  it.each(['/', '/token', '/nope', '/download/x', '/preview/x'])(
    'says at %s how it is to be taken',
    async (path) => {
      for (const init of [{}, { method: 'POST' }, { headers: { 'Sec-Fetch-Site': 'cross-site' } }]) {
        const { headers } = await fetch(origin + path, init);
        expect(headers.get('x-content-type-options')).toBe('nosniff');
        expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      }
    },
  );
});

it.skipIf(process.platform !== 'linux')('tells the token to no program that it starts', async () => {
  const bin = join(host.folder, 'bin');
  const told = join(bin, 'told');
  await mkdir(bin);
  // In its place whole: it is there when it can be read.
  await writeFile(join(bin, 'xdg-open'), `#!/bin/sh\necho "$@" > ${told}.part && mv ${told}.part ${told}\n`, {
    mode: 0o755,
  });
  const env = { PATH: `${bin}:${process.env['PATH']}` };
  await using opening = await BrowserHost.start(join(host.folder, 'opened'), ['--open'], { env });
  await expect.poll(() => existsSync(told)).toBe(true);
  const given = (await readFile(told, 'utf8')).trim();
  const address = new URL(opening.address);
  expect(given).not.toContain(address.hash.slice(1));
  expect(new URL(given).origin).toBe(address.origin);

  const follow = () => fetch(given, { redirect: 'manual' });
  expect((await fetch(given, { method: 'HEAD', redirect: 'manual' })).status).toBe(404);
  const led = await follow();
  expect([led.status, led.headers.get('location')]).toEqual([302, `/${address.hash}`]);
  expect((await follow()).status, 'the second time').toBe(404);
});

it.skipIf(process.platform === 'win32')('keeps what it writes from other users of the machine', async () => {
  const data = join(host.folder, 'data');
  const entries = await readdir(data, { recursive: true });
  expect(entries).toEqual(
    expect.arrayContaining(['browser-host.json', 'drafts', 'bodies', 'uploads', 'logs']),
  );
  const open = [data, ...entries.map((entry) => join(data, entry))].filter(
    (path) => (statSync(path).mode & 0o077) !== 0,
  );
  expect(open).toEqual([]);
});
