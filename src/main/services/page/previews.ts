import { Readable } from 'node:stream';
import type { BodyInfo, BodyRange } from '#router/contracts/body.ts';
import { Failure } from '#router/contracts/failure.ts';
import type { BodyId } from '#router/contracts/ids.ts';
import { previewSecurityPolicy } from './content-security-policy.ts';
import { guardHeaders } from './guard-headers.ts';
import { inertHtml } from './inert-html.ts';
import { OneTimeTickets } from './one-time-tickets.ts';

export const previewPrefix = '/preview/';

export interface PreviewsOptions {
  readonly bodies: {
    info(id: BodyId): BodyInfo;
    stream(range: BodyRange, signal: AbortSignal): AsyncIterable<Uint8Array>;
  };
  /** Bytes of a body that are shown at most. */
  readonly maxBytes: number;
}

/**
 * Responses as pages to look at, for a frame in the window. Whatever such a page holds, it runs nothing, reaches
 * nothing and belongs to no origin: its own policy says so, even where it is opened outside of that frame.
 */
export class Previews implements Disposable {
  readonly #options: PreviewsOptions;
  readonly #tickets = new OneTimeTickets<BodyId>();

  constructor(options: PreviewsOptions) {
    this.#options = options;
  }

  /**
   * @returns the path under which the page can be had, once.
   * @throws {Failure} where the body is not there, or not there yet.
   */
  issue(id: BodyId): string {
    if (this.#options.bodies.info(id).state === 'arriving') {
      throw new Failure('CONFLICT', 'The response is still arriving. Preview it when it is complete.');
    }
    return previewPrefix + this.#tickets.issue(id);
  }

  /** Answers a frame's request for a path below `previewPrefix`. */
  answer(request: Request): Response {
    const ticket = new URL(request.url).pathname.slice(previewPrefix.length);
    const id = request.method === 'GET' ? this.#tickets.redeem(ticket) : undefined;
    if (id === undefined) return gone();
    const { bodies, maxBytes } = this.#options;
    let contentType: string;
    try {
      ({ contentType } = bodies.info(id));
    } catch (cause) {
      // Removed since the ticket was issued.
      if (cause instanceof Failure && cause.code === 'NOT_FOUND') return gone();
      throw cause;
    }
    const html = inertHtml(bodies.stream({ id, start: 0, end: maxBytes }, request.signal), contentType);
    return new Response(Readable.toWeb(Readable.from(html, { objectMode: false })), { headers });
  }

  [Symbol.dispose](): void {
    this.#tickets[Symbol.dispose]();
  }
}

const headers: Readonly<Record<string, string>> = {
  ...guardHeaders,
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': previewSecurityPolicy,
  'Cache-Control': 'no-store',
  // Names in links are looked up ahead of a click otherwise.
  'X-DNS-Prefetch-Control': 'off',
};

function gone(): Response {
  return new Response('This preview is no longer there. Choose Preview again.', {
    status: 404,
    headers: { ...headers, 'Content-Type': 'text/plain; charset=utf-8' },
  });
}
