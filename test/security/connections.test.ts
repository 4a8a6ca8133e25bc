import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AttackedHost, startHost } from './attacked-host.ts';
import { connectTo, getRaw, readToEnd, sendRaw } from './raw-http.ts';

// The built browser host, in a process of its own, attacked by programs: what they send that is no request, and connections
// that they do not let go of.

let host: AttackedHost;

beforeAll(async () => {
  host = await startHost();
});
afterAll(() => host[Symbol.asyncDispose]());

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
    const bytes = typeof request === 'string' ? request.replace('HOST', new URL(host.origin).host) : request;
    expect((await sendRaw(host.origin, bytes)).status).toBe(400);
  });

  it('answers a request that hides another one in its body as one', async () => {
    const inner = `GET /token HTTP/1.1\r\nHost: ${new URL(host.origin).host}\r\n\r\n`;
    const head = `GET / HTTP/1.1\r\nHost: ${new URL(host.origin).host}\r\nConnection: close\r\nContent-Length: ${inner.length}\r\n\r\n`;
    const { text } = await sendRaw(host.origin, head + inner);
    expect(text.match(/HTTP\/1\.1 \d{3}/g)).toEqual(['HTTP/1.1 200']);
  });

  it('refuses headers above 16 KiB', async () => {
    expect((await getRaw(host.origin, '/', { 'X-Large': 'x'.repeat(17 * 1024) })).status).toBe(431);
    expect((await getRaw(host.origin, `/${'x'.repeat(17 * 1024)}`)).status).toBe(431);
  });

  it('opens no socket but the one there is, and none by another way', async () => {
    const upgrade = {
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      Origin: host.origin,
      'Sec-WebSocket-Version': '13',
    };
    const key = {
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Protocol': `parley, ${host.token}`,
    };
    expect((await getRaw(host.origin, '/elsewhere', { ...upgrade, ...key })).status).toBe(404);
    expect((await getRaw(host.origin, `/ipc?token=${host.token}`, { ...upgrade, ...key })).status).toBe(404);
    expect(
      (await getRaw(host.origin, '/ipc', { ...upgrade, ...key, 'Sec-WebSocket-Key': 'short' })).status,
    ).toBe(400);
    expect((await getRaw(host.origin, '/ipc', { ...upgrade, ...key, Upgrade: 'h2c' })).status).toBe(400);
  });
});

describe('a window’s socket', () => {
  /** A socket past the handshake; `head` is what the host agreed to. */
  async function openRaw(): Promise<{ socket: Socket; head: string }> {
    const socket = await connectTo(host.origin);
    const fields = {
      Host: new URL(host.origin).host,
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      Origin: host.origin,
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Protocol': `parley, ${host.token}`,
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
        const socket = await connectTo(host.origin);
        sockets.push(socket);
        socket.write(
          `GET /${index % 2 === 0 ? 'ipc' : 'x'} HTTP/1.1\r\nHost: ${new URL(host.origin).host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
        );
      }
      const status = () => fetch(host.origin).then((answer) => answer.status);
      await expect.poll(() => status().catch(String)).toBe(200);
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
      sockets.push(...(await Promise.all(Array.from({ length: 100 }, () => connectTo(host.origin)))));
    try {
      const ends = await Promise.all(sockets.map((socket) => readToEnd(socket)));
      const turnedAway = ends.filter(({ text }) => text === '').length;
      expect(turnedAway).toBeGreaterThanOrEqual(1100 - 1024);
      expect(ends.filter(({ status }) => status === 408)).toHaveLength(1100 - turnedAway);
      expect((await fetch(host.origin)).status).toBe(200);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });

  it('is not waited for where it announces a body without end', { timeout: 30_000 }, async () => {
    const fields = `Host: ${new URL(host.origin).host}\r\nContent-Length: 9007199254740991`;
    const announced = ['GET', 'POST'].map((method) =>
      sendRaw(host.origin, `${method} / HTTP/1.1\r\n${fields}\r\n\r\nsome of it`),
    );
    expect((await Promise.all(announced)).map(({ status }) => status)).toEqual([200, 405]);
  });

  it('is sent away, however slowly it speaks, while others are served', { timeout: 30_000 }, async () => {
    const silent = await connectTo(host.origin);
    const slow = await connectTo(host.origin);
    const dripping = setInterval(() => slow.write('X'), 200);
    try {
      slow.write('GET / HTTP/1.1\r\nX-Slow: ');
      const ends = Promise.all([readToEnd(silent), readToEnd(slow)]);
      expect((await fetch(host.origin)).status).toBe(200);
      for (const { text } of await ends) expect(text).not.toContain('200 OK');
    } finally {
      clearInterval(dripping);
      silent.destroy();
      slow.destroy();
    }
  });
});

it('lives through all of it', async () => {
  expect((await fetch(host.origin)).status).toBe(200);
});
