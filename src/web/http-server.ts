import { once } from 'node:events';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createRequestListener } from '@remix-run/node-fetch-server';
import { errnoOf } from '#main/services/errno.ts';
import { opaqueSecurityPolicy } from '#main/services/page/content-security-policy.ts';
import { guardHeaders } from '#main/services/page/guard-headers.ts';
import type { PageHandler } from '#main/services/page/page-handler.ts';
import { Failure } from '#router/contracts/failure.ts';
import type { Guard } from './guard.ts';
import { openingPrefix, type Openings } from './openings.ts';
import { type DownloadTickets, downloadPrefix } from './tickets.ts';

/** Where a page asks whether its token is still good: a browser doesn't say why a socket was refused. */
const tokenPath = '/token';

/** What a client may take of the host before it has said who it is, and how long. A browser needs a fraction of it. */
const limits = {
  maxHeaderSize: 16 * 1024,
  headersTimeout: 5000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5000,
  connectionsCheckingInterval: 1000,
} as const;
const maxConnections = 1024;

export interface RequestHandlers {
  readonly guard: Guard;
  readonly tickets: DownloadTickets;
  readonly openings: Openings;
  readonly page: PageHandler;
  /** A failure that is nobody's answer. */
  readonly onError: (error: unknown) => void;
}

/** Answers the requests of an HTTP server: the page and its files, the way there, downloads, and whether a token is good. */
export function answerRequests({
  guard,
  tickets,
  openings,
  page,
  onError,
}: RequestHandlers): RequestListener {
  const answer = createRequestListener(
    (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === tokenPath) return checkToken(request, guard);
      if (pathname.startsWith(openingPrefix)) return openings.answer(request);
      return pathname.startsWith(downloadPrefix) ? tickets.redeem(request) : page(request);
    },
    {
      onError(error) {
        onError(error);
        return new Response('Something went wrong', { status: 500, headers: guardHeaders });
      },
    },
  );
  return (request, response) => {
    const reason = guard.refuseHost(request) ?? guard.refuseForeign(request);
    if (reason !== null) refuse(response, 403, reason);
    else if (request.method !== 'GET' && request.method !== 'HEAD')
      refuse(response, 405, 'Only GET and HEAD');
    // A whole URL is what a proxy is asked for (RFC 9112 §3.2.2).
    else if (request.url?.startsWith('/') !== true) refuse(response, 400, 'Ask for a path');
    else answer(request, response);
  };
}

function checkToken(request: Request, guard: Guard): Response {
  const [, token] = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '') ?? [];
  const status = token !== undefined && guard.isToken(token) ? 204 : 401;
  return new Response(null, { status, headers: { ...guardHeaders, 'Cache-Control': 'no-store' } });
}

function refuse(response: ServerResponse, status: 400 | 403 | 405, reason: string): void {
  response
    .writeHead(status, {
      ...guardHeaders,
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Security-Policy': opaqueSecurityPolicy,
      'Cache-Control': 'no-store',
    })
    .end(`${reason}\n`);
}

/** The server behind the page. Whoever is to answer is attached before it listens: nobody answers what arrives earlier, ever. */
export class HttpServer implements AsyncDisposable {
  readonly server: Server = createServer(limits);

  constructor() {
    this.server.maxConnections = maxConnections;
  }

  /**
   * May be called again where it has failed.
   * @param port where 0 takes any that is free.
   * @param onError is told of what goes wrong with the server later on.
   * @returns the port.
   * @throws {Failure} that says why the interface or the port can't be used, and what to do.
   */
  async listen(host: string, port: number, onError: (error: unknown) => void): Promise<number> {
    const { server } = this;
    try {
      server.listen(port, host);
      await once(server, 'listening');
    } catch (cause) {
      throw listenFailure(cause, host, port);
    }
    server.on('error', onError);
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The server listens on no port');
    return address.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { server } = this;
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
}

function listenFailure(cause: unknown, host: string, port: number): unknown {
  const errno = errnoOf(cause);
  const words: Readonly<Record<string, string>> = {
    EADDRINUSE: `Port ${port} is taken by another program. Choose another with --port, or leave it out.`,
    EACCES: `Port ${port} needs more rights than you have. Choose one above 1023 with --port, or leave it out.`,
    EADDRNOTAVAIL: `${host} is not an address of this machine. Choose another with --host, or leave it out.`,
    ENOTFOUND: `${host} is not known here. Choose an address of this machine with --host, or leave it out.`,
    EAI_AGAIN: `${host} could not be looked up. Choose an address of this machine with --host, or leave it out.`,
  };
  const message = errno === undefined ? undefined : words[errno];
  if (errno === undefined || message === undefined) return cause;
  return new Failure('PRECONDITION_FAILED', message, { errno, host, port }, { cause });
}
