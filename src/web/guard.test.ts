import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Guard } from './guard.ts';

const token = 'a'.repeat(43);

function request(headers: Record<string, string>): IncomingMessage {
  const message = new IncomingMessage(new Socket());
  Object.assign(message.headers, headers);
  return message;
}

describe('who may talk to the browser host', () => {
  const guard = new Guard('127.0.0.1', token);

  it.each(['127.0.0.1:8000', 'localhost:8000', '[::1]:8000', 'LOCALHOST', '127.0.0.2:1'])(
    'answers to %s',
    (host) => {
      expect(guard.refuseHost(request({ host }))).toBeNull();
    },
  );

  it.each([
    'rebound.example:8000',
    '192.168.1.7:8000',
    'localhost.evil.example',
    '',
    '@',
    'localhost@evil.example',
    'a@127.0.0.1',
    '127.0.0.1/x',
    '127.0.0.1#x',
  ])('refuses a page that reached it as "%s" (DNS rebinding)', (host) => {
    expect(guard.refuseHost(request({ host }))).not.toBeNull();
  });

  it('refuses a request with two names', () => {
    const twice = request({ host: 'localhost' });
    Object.assign(twice.headersDistinct, { host: ['localhost', 'rebound.example'] });
    expect(guard.refuseHost(twice)).toContain('more than one Host');
  });

  it.each([
    [{}],
    [{ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }],
    [{ 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }],
  ])('answers its own page, a program, and a link from anywhere: %j', (headers) => {
    expect(guard.refuseForeign(request(headers))).toBeNull();
  });

  it.each([
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'script' }],
    [{ 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }],
    [{ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }],
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'anything else' }],
  ])('refuses what a page of another site loads: %j', (headers) => {
    expect(guard.refuseForeign(request(headers))).toContain('another site');
  });

  it('opens a socket for its own page with the token', () => {
    const own = request({ host: '127.0.0.1:8000', origin: 'http://127.0.0.1:8000' });
    expect(guard.refuseSocket(own, token)).toBeNull();
    expect(guard.refuseSocket(own, undefined)).toContain('token');
    expect(guard.refuseSocket(own, `${token}a`)).toContain('token');
    expect(guard.refuseSocket(own, '')).toContain('token');
  });

  it.each(['http://evil.example', 'http://127.0.0.1:9999', 'https://127.0.0.1:8000', 'null', undefined])(
    'refuses a socket that a page of %s opens, token or not (cross-site WebSocket)',
    (origin) => {
      const foreign = request({ host: '127.0.0.1:8000', ...(origin !== undefined && { origin }) });
      expect(guard.refuseSocket(foreign, token)).toContain('origin');
    },
  );

  it('answers to addresses, but to no name that somebody else may own, where it listens on every interface', () => {
    const open = new Guard('0.0.0.0', token);
    expect(open.refuseHost(request({ host: '192.168.1.7:8000' }))).toBeNull();
    expect(open.refuseHost(request({ host: 'rebound.example:8000' }))).not.toBeNull();
  });
});
