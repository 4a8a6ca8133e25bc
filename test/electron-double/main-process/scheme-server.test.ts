import { once } from 'node:events';
import { connect, type ClientHttp2Session, type OutgoingHttpHeaders } from 'node:http2';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { eventually } from '#test/harness/eventually.ts';
import { SchemeMap } from './scheme-map.ts';
import { type ProtocolHandler, SchemeServer } from './scheme-server.ts';

describe("the server behind the app's schemes", () => {
  let chromium: ClientHttp2Session;
  let handler: ProtocolHandler;

  beforeEach(async () => {
    const schemes = new SchemeMap();
    schemes.add('app');
    const handlers = new Map<string, ProtocolHandler>([['app', (request) => handler(request)]]);
    const [rules = ''] = await new SchemeServer(schemes, handlers).listen();
    const [, port] = /MAP \*\.app-scheme\.invalid 127\.0\.0\.1:(\d+)$/.exec(rules) ?? [];
    chromium = connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
  });
  afterEach(() => {
    chromium.destroy();
  });

  const ask = (headers: OutgoingHttpHeaders) =>
    chromium.request({ ':authority': 'parley.app-scheme.invalid', ':path': '/', ...headers });

  it("asks the handler in the main process's own words", async () => {
    handler = async (request) =>
      Response.json([request.method, request.url, request.headers.get('origin'), await request.text()]);
    const asked = ask({
      ':method': 'POST',
      ':path': '/a?b=c',
      origin: 'https://parley.app-scheme.invalid',
    });
    asked.end('a body');
    expect(JSON.parse(await text(asked))).toEqual(['POST', 'app://parley/a?b=c', 'app://parley', 'a body']);
  });

  it("answers in Chromium's", async () => {
    handler = () =>
      new Response(null, {
        status: 302,
        headers: [
          ['Location', 'app://parley/there'],
          ['Content-Security-Policy', "default-src 'self' app:"],
          ['Set-Cookie', 'a=1'],
          ['Set-Cookie', 'b=2'],
        ],
      });
    const [headers] = await once(ask({}), 'response');
    expect(headers).toMatchObject({
      ':status': 302,
      location: 'https://parley.app-scheme.invalid/there',
      'content-security-policy': "default-src 'self' https://*.app-scheme.invalid",
      'set-cookie': ['a=1', 'b=2'],
    });
  });

  it('tells the handler when the page turns away from a body without end', async () => {
    const cancelled = vi.fn<() => void>();
    let signal: AbortSignal | undefined;
    handler = (request) => {
      signal = request.signal;
      const pull = (controller: ReadableStreamDefaultController) => controller.enqueue(Buffer.alloc(1024));
      return new Response(new ReadableStream({ pull, cancel: cancelled }));
    };
    const asked = ask({});
    await once(asked, 'data');
    asked.close();
    await eventually(() => expect(cancelled).toHaveBeenCalledOnce());
    expect(signal?.aborted).toBe(true);
  });

  it('fails the request where the handler fails', async () => {
    const said = vi.spyOn(console, 'error').mockReturnValue(undefined);
    handler = () => {
      throw new Error('of the handler');
    };
    const [error] = await once(ask({}), 'error').catch((cause: unknown) => [cause]);
    expect(String(error)).toContain('NGHTTP2_INTERNAL_ERROR');
    expect(String(said.mock.lastCall?.[1])).toContain('of the handler');
    said.mockRestore();
  });
});
