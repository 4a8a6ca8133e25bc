import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { BrowserHost } from '#test/e2e/browser-host.ts';
import { connectTo, getRaw, readToEnd, sendRaw } from './raw-http.ts';

// The built browser host, in a process of its own, attacked by programs. What pages of other sites try is in
// cross-site.test.ts.

let host: BrowserHost;
let folder: string;
/** `http://127.0.0.1:PORT` */
let origin: string;
let token: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-security-'));
  await writeFile(join(folder, 'secret.txt'), 'the secret');
  host = await BrowserHost.start(join(folder, 'data'));
  const address = new URL(host.address);
  origin = address.origin;
  token = address.hash.slice(1);
});
afterAll(async () => {
  await host[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

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

describe('junk on the port', () => {
  it.each([
    ['no HTTP', 'hello\r\n\r\n'],
    ['TLS', Buffer.from('16030100f4010000f00303', 'hex')],
    ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    [
      'a length beyond all numbers',
      'GET / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 99999999999999999999\r\n\r\n',
    ],
    ['two lengths', 'GET / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello'],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    [
      'a coding nobody knows',
      'POST / HTTP/1.1\r\nHost: HOST\r\nTransfer-Encoding: chunked, x\r\n\r\n0\r\n\r\n',
    ],
    ['a bare line feed in a field', 'GET / HTTP/1.1\r\nHost: HOST\r\nX: a\nGET /x HTTP/1.1\r\n\r\n'],
    ['a space before the colon', 'GET / HTTP/1.1\r\nHost : HOST\r\n\r\n'],
    ['a NUL in a field', 'GET / HTTP/1.1\r\nHost: HOST\r\nX: \0\r\n\r\n'],
    ['a folded field', 'GET / HTTP/1.1\r\nX: a\r\n b\r\nHost: HOST\r\nHost\r\n\r\n'],
  ])('is refused: %s', async (_, request) => {
    const bytes = typeof request === 'string' ? request.replace('HOST', new URL(origin).host) : request;
    expect((await sendRaw(origin, bytes)).status).toBe(400);
  });

  it('answers a request that hides another one in its body as one', async () => {
    const inner = `GET /token HTTP/1.1\r\nHost: ${new URL(origin).host}\r\n\r\n`;
    const head = `GET / HTTP/1.1\r\nHost: ${new URL(origin).host}\r\nConnection: close\r\nContent-Length: ${inner.length}\r\n\r\n`;
    const { text } = await sendRaw(origin, head + inner);
    expect(text.match(/HTTP\/1\.1 \d{3}/g)).toEqual(['HTTP/1.1 200']);
  });

  it('refuses headers above 16 KiB', async () => {
    expect((await getRaw(origin, '/', { 'X-Large': 'x'.repeat(17 * 1024) })).status).toBe(431);
    expect((await getRaw(origin, `/${'x'.repeat(17 * 1024)}`)).status).toBe(431);
  });

  it('opens no socket but the one there is, and none by another way', async () => {
    const upgrade = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      Origin: origin,
      'Sec-WebSocket-Version': '13',
    };
    const key = {
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Protocol': `parley, ${token}`,
    };
    expect((await getRaw(origin, '/elsewhere', { ...upgrade, ...key })).status).toBe(404);
    expect((await getRaw(origin, `/ipc?token=${token}`, { ...upgrade, ...key })).status).toBe(404);
    expect((await getRaw(origin, '/ipc', { ...upgrade, ...key, 'Sec-WebSocket-Key': 'short' })).status).toBe(
      400,
    );
    expect((await getRaw(origin, '/ipc', { ...upgrade, ...key, Upgrade: 'h2c' })).status).toBe(400);
  });
});

describe('a window’s socket', () => {
  /** A socket past the handshake; `head` is what the host agreed to. */
  async function openRaw(): Promise<{ socket: Socket; head: string }> {
    const socket = await connectTo(origin);
    const fields = {
      Host: new URL(origin).host,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      Origin: origin,
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Protocol': `parley, ${token}`,
      'Sec-WebSocket-Extensions': 'permessage-deflate; client_max_window_bits',
    };
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(`GET /ipc HTTP/1.1\r\n${lines.join('')}\r\n`);
    const [head] = await once(socket, 'data');
    return { socket, head: String(head) };
  }

  it('is never compressed, so that a small frame is no large message', async () => {
    const { socket, head } = await openRaw();
    expect(head).toContain('101 Switching Protocols');
    expect(head).not.toMatch(/sec-websocket-extensions/i);
    const end = readToEnd(socket);
    // Final, text, compressed; masked; one byte.
    socket.write(Buffer.from([0xc1, 0x81, 0, 0, 0, 0, 0]));
    // A close frame of protocol error, 1002.
    expect(Buffer.from((await end).text, 'latin1').toString('hex')).toContain('03ea');
  });

  it('is closed by a frame that says it is too large, before any of it has come', async () => {
    const { socket } = await openRaw();
    const end = readToEnd(socket);
    // Final, binary; masked, a length of 64 bits: 1 TiB.
    socket.write(Buffer.from([0x82, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
    // Message too big, 1009.
    expect(Buffer.from((await end).text, 'latin1').toString('hex')).toContain('03f1');
  });

  it('that is refused is let go of, whatever its client does', { timeout: 30_000 }, async () => {
    const sockets: Socket[] = [];
    try {
      // More than the host has connections for, by clients that neither read nor close.
      for (let index = 0; index < 1100; index += 1) {
        const socket = await connectTo(origin);
        sockets.push(socket);
        socket.write(
          `GET /${index % 2 === 0 ? 'ipc' : 'x'} HTTP/1.1\r\nHost: ${new URL(origin).host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
        );
      }
      const status = () => fetch(origin).then((answer) => answer.status);
      await expect.poll(() => status().catch(String), { timeout: 20_000 }).toBe(200);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });
});

describe('whoever holds a connection and says nothing', () => {
  it('takes 1,024 of them at most, and these are free again soon', { timeout: 60_000 }, async () => {
    const sockets: Socket[] = [];
    // No more at once than the system keeps for a host that is busy: one that it drops hears of that after minutes.
    while (sockets.length < 1100)
      sockets.push(...(await Promise.all(Array.from({ length: 100 }, () => connectTo(origin)))));
    try {
      const ends = await Promise.all(sockets.map((socket) => readToEnd(socket)));
      const turnedAway = ends.filter(({ text }) => text === '').length;
      expect(turnedAway).toBeGreaterThanOrEqual(1100 - 1024);
      expect(ends.filter(({ status }) => status === 408)).toHaveLength(1100 - turnedAway);
      expect((await fetch(origin)).status).toBe(200);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });

  it('is not waited for where it announces a body without end', { timeout: 30_000 }, async () => {
    const fields = `Host: ${new URL(origin).host}\r\nContent-Length: 9007199254740991`;
    const announced = ['GET', 'POST'].map((method) =>
      sendRaw(origin, `${method} / HTTP/1.1\r\n${fields}\r\n\r\nsome of it`),
    );
    expect((await Promise.all(announced)).map(({ status }) => status)).toEqual([200, 405]);
  });

  it('is sent away, however slowly it speaks, while others are served', { timeout: 30_000 }, async () => {
    const silent = await connectTo(origin);
    const slow = await connectTo(origin);
    const dripping = setInterval(() => slow.write('X'), 200);
    try {
      slow.write('GET / HTTP/1.1\r\nX-Slow: ');
      const ends = Promise.all([readToEnd(silent), readToEnd(slow)]);
      expect((await fetch(origin)).status).toBe(200);
      for (const { text } of await ends) expect(text).not.toContain('200 OK');
    } finally {
      clearInterval(dripping);
      silent.destroy();
      slow.destroy();
    }
  });
});

it.skipIf(process.platform !== 'linux')('tells the token to no program that it starts', async () => {
  const bin = join(folder, 'bin');
  const told = join(bin, 'told');
  await mkdir(bin);
  // In its place whole: it is there when it can be read.
  await writeFile(join(bin, 'xdg-open'), `#!/bin/sh\necho "$@" > ${told}.part && mv ${told}.part ${told}\n`, {
    mode: 0o755,
  });
  const env = { PATH: `${bin}:${process.env['PATH']}` };
  await using opening = await BrowserHost.start(join(folder, 'opened'), ['--open'], { env });
  await expect.poll(() => existsSync(told), { timeout: 10_000 }).toBe(true);
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
  const entries = await readdir(join(folder, 'data'), { recursive: true });
  expect(entries).toEqual(
    expect.arrayContaining(['browser-host.json', 'drafts', 'bodies', 'uploads', 'logs']),
  );
  const open = [join(folder, 'data'), ...entries.map((entry) => join(folder, 'data', entry))].filter(
    (path) => (statSync(path).mode & 0o077) !== 0,
  );
  expect(open).toEqual([]);
});

it('lives through all of it', async () => {
  expect((await fetch(origin)).status).toBe(200);
});
