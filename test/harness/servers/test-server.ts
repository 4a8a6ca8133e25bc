import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import * as pem from './certificates/pem.ts';
import { Gates } from './gates.ts';
import { closedAt, headerPairs, routes } from './routes.ts';

export interface ReceivedRequest {
  readonly method: string;
  /** The request target as it came. */
  readonly url: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Resolves when the client's socket is closed, with `performance.now()` of that moment. */
  readonly closed: Promise<number>;
}

export interface TestServer extends AsyncDisposable {
  /** Such as `http://127.0.0.1:40123`. */
  readonly origin: string;
  readonly port: number;
  /** An address of this server; see `routes` for what it answers. */
  url(path: string, query?: Readonly<Record<string, string | number | readonly string[]>>): string;
  /** Every request so far, in the order in which they came. */
  readonly requests: readonly ReceivedRequest[];
  /** The first request for `path` (without its query), as soon as it is here. */
  request(path: string): Promise<ReceivedRequest>;
  /** Lets the route that waits at this gate go on. */
  open(gate: string): void;
}

/** Certificates a TLS server can show; all but `selfSigned` come from `testAuthority`. */
export type TestCertificate = 'trusted' | 'selfSigned' | 'expired' | 'notYetValid' | 'otherHost';

/** PEM of the authority that signed the test certificates. */
export const testAuthority = pem.authority;

/**
 * A real server on a free port of 127.0.0.1 that answers `routes`.
 * @param options `certificate` makes it an HTTPS server; `host` is the interface (default 127.0.0.1).
 */
export async function startTestServer(
  options: { certificate?: TestCertificate; host?: string } = {},
): Promise<TestServer> {
  const { certificate, host = '127.0.0.1' } = options;
  const gates = new Gates();
  const requests: ReceivedRequest[] = [];
  const arrivals = new EventTarget();

  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    const { socket, method = '', url = '' } = request;
    requests.push({ method, url, headers: headerPairs(request), closed: closedAt(socket) });
    arrivals.dispatchEvent(new Event('request'));
    answer(request, response, gates);
  };
  const server = certificate
    ? https.createServer({ key: pem.serverKey, cert: pem[certificate] }, onRequest)
    : http.createServer(onRequest);
  // A slow client is what some tests are about.
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  const port = await listen(server, host);
  const origin = `${certificate ? 'https' : 'http'}://${host}:${port}`;

  return {
    origin,
    port,
    requests,
    url(path, query = {}) {
      const url = new URL(path, origin);
      for (const [name, values] of Object.entries(query)) {
        for (const value of [values].flat()) url.searchParams.append(name, String(value));
      }
      return url.href;
    },
    async request(path) {
      for (;;) {
        const found = requests.find(({ url }) => url.replace(/\?.*$/, '') === path);
        if (found) return found;
        await once(arrivals, 'request');
      }
    },
    open: (gate) => gates.open(gate),
    [Symbol.asyncDispose]: () => stop(server),
  };
}

function answer(request: IncomingMessage, response: ServerResponse, gates: Gates): void {
  const url = new URL(request.url ?? '/', 'http://test.invalid');
  for (const [pattern, handler] of routes) {
    const match = pattern.exec(decodeURIComponent(url.pathname));
    if (!match) continue;
    const call = {
      request,
      response,
      socket: request.socket,
      query: url.searchParams,
      captured: match.slice(1),
      gates,
    };
    Promise.resolve(call)
      .then(handler)
      .catch((error: unknown) => reportTo(response, error));
    return;
  }
  response.writeHead(404, { 'Content-Type': 'text/plain' }).end(`no route for ${url.pathname}\n`);
}

/** A route that fails shows it to the test, except where the client has left: writing to it fails by its own choice. */
function reportTo(response: ServerResponse, error: unknown): void {
  if (response.destroyed || response.headersSent) response.destroy();
  else response.writeHead(500, { 'Content-Type': 'text/plain' }).end(`the route failed: ${String(error)}\n`);
}

/** Has a server of any kind listen on a port that is free. Resolves with the port. */
export async function listen(server: Server, host = '127.0.0.1'): Promise<number> {
  server.listen(0, host);
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('the test server has no port');
  return address.port;
}

/** Ends the server and every connection to it. */
export async function stop(server: http.Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}
