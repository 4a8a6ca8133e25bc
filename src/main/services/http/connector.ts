import http from 'node:http';
import net, { isIP, type Socket } from 'node:net';
import tls, { type TLSSocket } from 'node:tls';
import {
  answerFailure,
  closedError,
  connectFailure,
  type Place,
  tlsFailure,
  tunnelRefused,
} from './failures.ts';
import { basicCredentials } from './prepare-request.ts';
import type { Proxy } from './proxy.ts';
import { placeOf, type Target } from './target.ts';
import type { Timeline } from './timeline.ts';

/** A connection that carries one request. Disposing of it closes every socket of it at once. */
export interface Connection extends Disposable {
  readonly socket: Socket;
  readonly remoteAddress: string | null;
  readonly remotePort: number | null;
  /** Such as TLSv1.3; null without TLS. */
  readonly tls: string | null;
  /** Whether the certificate passed the check; null without TLS. */
  readonly certificateTrusted: boolean | null;
}

export interface ConnectOptions {
  readonly verifyCertificates: boolean;
  /** PEM certificates that are trusted besides the usual ones. */
  readonly certificateAuthorities: readonly string[];
  readonly timeline: Timeline;
  /** Aborting it closes the sockets, now and for as long as the connection is not disposed of. */
  readonly signal: AbortSignal;
}

/** How long one address of a host may take while there are others left to try, in milliseconds. */
const attemptTimeoutMs = 1000;

/**
 * Connects to a target: TCP, through a proxy where there is one, TLS for https. The timeline gets its `dns`, `connect`
 * and `tls` bars from the sockets' own events; a host that is an address has no `dns` bar.
 * @throws {Failure} of phase `dns`, `connect`, `tls` or `proxy`.
 */
export async function connect(
  target: Target,
  proxy: Proxy | undefined,
  options: ConnectOptions,
): Promise<Connection> {
  const sockets = new SocketGroup(options.signal);
  try {
    const place = placeOf(target);
    let socket: Socket;
    if (proxy === undefined) {
      socket = await openTcp(target, place, options, sockets);
    } else {
      const proxyPlace = { ...placeOf(proxy.target), url: place.url, proxyVariable: proxy.variable };
      socket = await openTcp(proxy.target, proxyPlace, options, sockets);
      if (proxy.target.secure) socket = await openTls(socket, proxy.target, proxyPlace, options, sockets);
      if (target.secure) await openTunnel(socket, target, proxy.target, proxyPlace);
    }
    const { remoteAddress = null, remotePort = null } = socket;
    const end = { remoteAddress, remotePort, [Symbol.dispose]: () => sockets.destroy() };
    if (!target.secure) return { ...end, socket, tls: null, certificateTrusted: null };

    options.timeline.begin('tls');
    const secured = await openTls(socket, target, place, options, sockets);
    return { ...end, socket: secured, tls: secured.getProtocol(), certificateTrusted: secured.authorized };
  } catch (error) {
    sockets.destroy();
    throw error;
  }
}

/** The sockets of one connection, and their end. */
class SocketGroup {
  readonly #sockets: Socket[] = [];
  readonly #signal: AbortSignal;
  readonly #destroy = () => this.destroy();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', this.#destroy, { once: true });
  }

  add<TSocket extends Socket>(socket: TSocket): TSocket {
    this.#sockets.unshift(socket);
    // Whoever uses the socket listens for its errors; one in between, or after the last byte, is of no consequence.
    socket.on('error', () => socket.destroy());
    if (this.#signal.aborted) socket.destroy();
    return socket;
  }

  destroy(): void {
    this.#signal.removeEventListener('abort', this.#destroy);
    for (const socket of this.#sockets) socket.destroy();
  }
}

async function openTcp(
  { host, port }: Target,
  place: Place,
  { timeline }: ConnectOptions,
  sockets: SocketGroup,
): Promise<Socket> {
  timeline.begin(isIP(host) === 0 ? 'dns' : 'connect');
  const socket = sockets.add(
    net.connect({ host, port, noDelay: true, autoSelectFamilyAttemptTimeout: attemptTimeoutMs }),
  );
  socket.once('lookup', (error: Error | null) => {
    // An answer may come after an abort, when the figures have been told already.
    if (error === null && !socket.destroyed) timeline.begin('connect');
  });
  await until(socket, 'connect', (error) => connectFailure(error, place));
  return socket;
}

async function openTls(
  socket: Socket,
  { host }: Target,
  place: Place,
  { verifyCertificates, certificateAuthorities }: ConnectOptions,
  sockets: SocketGroup,
): Promise<TLSSocket> {
  const secured = sockets.add(
    tls.connect({
      socket,
      host,
      ALPNProtocols: ['http/1.1'],
      rejectUnauthorized: verifyCertificates,
      // RFC 6066 §3: a server name is no address.
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(certificateAuthorities.length > 0
        ? { ca: [...tls.rootCertificates, ...certificateAuthorities] }
        : {}),
    }),
  );
  await until(secured, 'secureConnect', (error) => tlsFailure(error, place));
  return secured;
}

/** Resolves with the event; rejects with what `fail` makes of an error, or of an end without one. */
function until(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  fail: (error: unknown) => Error,
): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, resolve);
    socket.once('error', (error) => reject(fail(error)));
    socket.once('close', () => reject(fail(closedError())));
  });
}

/** Asks a proxy for a tunnel to the target (CONNECT, RFC 9110 §9.3.6); the socket carries it from then on. */
function openTunnel(socket: Socket, target: Target, proxy: Target, place: Place): Promise<void> {
  const server = `${target.hostname}:${target.port}`;
  const headers = ['Host', server, 'Connection', 'keep-alive'];
  if (proxy.credentials !== null) headers.push('Proxy-Authorization', basicCredentials(proxy.credentials));
  return new Promise((resolve, reject) => {
    const request = http.request({
      method: 'CONNECT',
      path: server,
      headers,
      createConnection: () => socket,
    });
    request.once('connect', ({ statusCode = 0, statusMessage = '' }) => {
      if (statusCode < 200 || statusCode > 299) {
        reject(tunnelRefused(statusCode, statusMessage, server, place));
        return;
      }
      resolve();
    });
    request.once('error', (error) => reject(answerFailure(error, place, 'proxy')));
    request.end();
  });
}
