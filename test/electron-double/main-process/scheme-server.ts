import { createHash, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { constants, createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { selfSigned, serverKey } from '../../harness/servers/certificates/pem.ts';
import type { SchemeMap } from './scheme-map.ts';

export type ProtocolHandler = (request: Request) => Response | Promise<Response>;

/** Headers that are about a connection, which HTTP/2 does not have. */
const connectionHeaders = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'host']);

/**
 * Answers for the https origins that stand for the app's schemes: a server on loopback, to which Chromium is told to go for
 * them. What is between it and the page is Chromium's own network: policies, streams, cookies and CORS are as for any site.
 */
export class SchemeServer {
  readonly #server = createSecureServer({ key: serverKey, cert: selfSigned }, (request, response) => {
    this.#answer(request, response).catch((cause: unknown) => {
      // In Electron too, a handler that throws is a request that fails.
      console.error(`The protocol handler failed for ${request.authority}${request.url}:`, cause);
      response.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    });
  });

  constructor(
    private readonly schemes: SchemeMap,
    private readonly handlers: ReadonlyMap<string, ProtocolHandler>,
  ) {}

  /** @returns by what switches Chromium finds it, and takes its certificate and no other for good */
  async listen(): Promise<string[]> {
    this.#server.listen(0, '127.0.0.1').unref();
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('No port for the scheme server');
    const key = new X509Certificate(selfSigned).publicKey.export({ type: 'spki', format: 'der' });
    const hash = createHash('sha256').update(key).digest('base64');
    const rules = this.schemes.hosts.map((host) => `MAP ${host} 127.0.0.1:${address.port}`);
    return [`--host-resolver-rules=${rules.join(', ')}`, `--ignore-certificate-errors-spki-list=${hash}`];
  }

  async #answer(incoming: Http2ServerRequest, outgoing: Http2ServerResponse): Promise<void> {
    const url = this.schemes.toElectron(`https://${incoming.authority}${incoming.url}`);
    const handler = this.handlers.get(new URL(url).protocol.slice(0, -1));
    if (!handler) throw new Error(`Nobody handles ${url}`);
    const gone = new AbortController();
    // Which of them comes depends on how the page turns away.
    incoming.on('aborted', () => gone.abort());
    outgoing.on('close', () => gone.abort());
    const response = await handler(this.#requestOf(incoming, url, gone.signal));
    if (response.type === 'error') throw new Error('The handler answered with Response.error()');
    if (gone.signal.aborted) {
      await response.body?.cancel();
      return;
    }
    outgoing.writeHead(response.status, this.#headersOf(response));
    if (response.body === null || incoming.method === 'HEAD') {
      outgoing.end();
      return;
    }
    await send(response.body, outgoing, gone.signal);
  }

  #requestOf(incoming: Http2ServerRequest, url: string, signal: AbortSignal): Request {
    const { method } = incoming;
    const headers = new Headers();
    for (const [name, value] of Object.entries(incoming.headers)) {
      if (name.startsWith(':') || value === undefined) continue;
      for (const each of [value].flat()) headers.append(name, this.schemes.toElectron(each));
    }
    const hasBody = method !== 'GET' && method !== 'HEAD';
    // Node takes a stream for a body only where this is said of it.
    const body = hasBody ? { body: streamOf(incoming), duplex: 'half' } : {};
    return new Request(url, { method, headers, signal, ...body });
  }

  #headersOf({ headers }: Response): Record<string, string | string[]> {
    const mapped: Record<string, string | string[]> = {};
    for (const [name, value] of headers) {
      if (connectionHeaders.has(name)) continue;
      const isPolicy = name.startsWith('content-security-policy');
      mapped[name] = isPolicy ? this.schemes.policyToChromium(value) : this.schemes.toChromium(value);
    }
    const cookies = headers.getSetCookie();
    return cookies.length > 0 ? { ...mapped, 'set-cookie': cookies } : mapped;
  }
}

/**
 * Sends a body as fast as the page takes it. Resolves when it is sent, or the page has turned away, of which the body's
 * source is told. (Node 20's `pipeline` does not tell it.)
 */
async function send(
  body: ReadableStream<Uint8Array>,
  outgoing: Http2ServerResponse,
  gone: AbortSignal,
): Promise<void> {
  const reader = body.getReader();
  const stop = () => {
    // Whatever the source says to that, nobody listens any more.
    reader.cancel().catch((cause: unknown) => console.error('A body could not be cancelled:', cause));
  };
  gone.addEventListener('abort', stop, { once: true });
  try {
    for (let read = await reader.read(); !read.done && !gone.aborted; read = await reader.read()) {
      if (outgoing.write(read.value)) continue;
      await once(outgoing, 'drain', { signal: gone }).catch((cause: unknown) => {
        if (!gone.aborted) throw cause;
      });
    }
  } finally {
    gone.removeEventListener('abort', stop);
  }
  outgoing.end();
}

/** What a page sends, read as fast as the handler takes it. */
function streamOf(incoming: Http2ServerRequest): ReadableStream<Uint8Array> {
  const chunks: AsyncIterator<Uint8Array> = incoming[Symbol.asyncIterator]();
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: () => {
      incoming.destroy();
    },
  });
}
