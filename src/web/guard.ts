import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';

/**
 * Decides who may talk to the host. A page of another site that resolves its own name to this machine (DNS rebinding)
 * is told by its `Host`; a page of another origin that opens a socket is told by its `Origin`, and one that loads
 * anything else from here by what browsers say of each request (Fetch Metadata).
 */
export class Guard {
  readonly #names: ReadonlySet<string>;
  readonly #token: Buffer;

  /** @param listenHost the interface that the host listens on. */
  constructor(
    private readonly listenHost: string,
    token: string,
  ) {
    this.#names = new Set([
      'localhost',
      listenHost,
      ...(isLoopback(listenHost) ? [] : [hostname().toLowerCase()]),
    ]);
    this.#token = digest(token);
  }

  /** Why a request is refused, or null. The port is free: a tunnel has one of its own. */
  refuseHost({ headers, headersDistinct }: IncomingMessage): string | null {
    if (headersDistinct['host'] && headersDistinct['host'].length > 1)
      return 'There is more than one Host header';
    const name = hostName(headers.host);
    if (name === null) return 'The Host header is missing or malformed';
    if (this.#names.has(name) || isLoopback(name)) return null;
    // A name can be rebound to this machine by whoever owns it; an address can't.
    if (isIP(name) !== 0 && !isLoopback(this.listenHost)) return null;
    return `${name} is not a name of this host`;
  }

  /**
   * Why a request that a page of another site makes is refused, or null: it could tell by the time or the size of an
   * answer what it may not read. A link may lead here from anywhere, since the page alone can do nothing.
   */
  refuseForeign({ headers }: IncomingMessage): string | null {
    const site = headers['sec-fetch-site'];
    // Programs don't say, nor do browsers where the host is reached over the network without encryption.
    if (site === undefined || site === 'same-origin' || site === 'none') return null;
    if (headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document') return null;
    return 'The request was made by a page of another site';
  }

  /** Why an upgrade to a WebSocket is refused, or null. */
  refuseSocket(request: IncomingMessage, token: string | undefined): string | null {
    const host = this.refuseHost(request);
    if (host !== null) return host;
    const { origin } = request.headers;
    if (origin !== `http://${request.headers.host}`)
      return 'The socket was opened by a page of another origin';
    if (token !== undefined && this.isToken(token)) return null;
    return 'The token is missing or wrong: open the address that Parley printed';
  }

  /** Compares in constant time. */
  isToken(token: string): boolean {
    return timingSafeEqual(digest(token), this.#token);
  }
}

/** Equal lengths, whatever was sent: what `timingSafeEqual` needs. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** The name in a Host header (RFC 9110 §7.2), without its port; null for what is none. */
function hostName(host: string | undefined): string | null {
  const [, name] = /^(\[[0-9a-f:.]+\]|[0-9a-z._-]+)(?::\d{1,5})?$/i.exec(host ?? '') ?? [];
  return name?.replace(/^\[|\]$/g, '').toLowerCase() ?? null;
}

/** Whether only this machine reaches an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
