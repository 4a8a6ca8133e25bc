import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { BodyInfo, BodyRange, MediaPlace, MediaType } from '#router/contracts/body.ts';
import { Failure } from '#router/contracts/failure.ts';
import type { BodyId } from '#router/contracts/ids.ts';
import type { Session } from '#router/context.ts';
import { SessionHolds } from '../session-holds.ts';
import { rangeOf } from './byte-range.ts';
import { opaqueSecurityPolicy } from './content-security-policy.ts';
import { guardHeaders } from './guard-headers.ts';
import { mediaTypeOf, signatureBytes } from './media-type.ts';

export const mediaPrefix = '/media/';

interface MediaBodies {
  info(id: BodyId): BodyInfo;
  stream(range: BodyRange, signal: AbortSignal): AsyncIterable<Uint8Array>;
}

interface Ticket {
  readonly sessionId: string;
  readonly id: BodyId;
  readonly type: MediaType;
}

/**
 * Images and PDFs as the window loads them: by range, from the file, as often as it likes, and never as a page. A ticket is
 * for one body and for the document that asked for it; it ends with that.
 */
export class Media implements Disposable {
  readonly #bodies: MediaBodies;
  readonly #tickets = new Map<string, Ticket>();
  readonly #holds = new SessionHolds((ticket) => this.#tickets.delete(ticket));

  constructor(bodies: MediaBodies) {
    this.#bodies = bodies;
  }

  /**
   * @returns the path under which the document can load the body, the same each time.
   * @throws {Failure} where the body is not there, not there yet, or nothing that can be shown so.
   */
  async issue(session: Session, id: BodyId, signal: AbortSignal): Promise<MediaPlace> {
    const { state, contentType } = this.#bodies.info(id);
    if (state === 'arriving') {
      throw new Failure('CONFLICT', 'The response is still arriving. It can be shown when it is complete.');
    }
    const pieces: Uint8Array[] = [];
    for await (const piece of this.#bodies.stream({ id, start: 0, end: signatureBytes }, signal))
      pieces.push(piece);
    const type = mediaTypeOf(contentType, Buffer.concat(pieces));
    if (type === undefined) {
      throw new Failure(
        'UNPROCESSABLE_CONTENT',
        'This is no PDF, and no image of a kind that Parley shows. Look at its bytes, or save it.',
      );
    }
    const known = [...this.#tickets].find(([, of]) => of.id === id && of.sessionId === session.id);
    const ticket = known?.[0] ?? randomBytes(24).toString('base64url');
    this.#tickets.set(ticket, { sessionId: session.id, id, type });
    // A document that has gone meanwhile holds nothing.
    this.#holds.hold(session, ticket);
    if (!this.#holds.isHeld(ticket)) this.#tickets.delete(ticket);
    return { path: mediaPrefix + ticket, type };
  }

  /** Answers a request for a path below `mediaPrefix`. */
  answer(request: Request): Response {
    const ticket = this.#tickets.get(new URL(request.url).pathname.slice(mediaPrefix.length));
    if (ticket === undefined || !isMeantFor(ticket.type, request)) return gone();
    const { id, type } = ticket;
    let size: number;
    try {
      ({ size } = this.#bodies.info(id));
    } catch (cause) {
      // Removed since the ticket was issued.
      if (cause instanceof Failure && cause.code === 'NOT_FOUND') return gone();
      throw cause;
    }
    const headers = { ...mediaHeaders, 'Content-Type': type };
    const range = rangeOf(request.headers.get('range'), size);
    if (range === 'none') {
      return new Response(null, { status: 416, headers: { ...headers, 'Content-Range': `bytes */${size}` } });
    }
    const { start, end } = range === 'all' ? { start: 0, end: size } : range;
    const bytes = this.#bodies.stream({ id, start, end }, request.signal);
    return new Response(Readable.toWeb(Readable.from(bytes, { objectMode: false })), {
      status: range === 'all' ? 200 : 206,
      headers: {
        ...headers,
        'Content-Length': String(end - start),
        ...(range === 'all' ? {} : { 'Content-Range': `bytes ${start}-${end - 1}/${size}` }),
      },
    });
  }

  [Symbol.dispose](): void {
    this.#holds.close();
    this.#tickets.clear();
  }
}

/**
 * Images are for `<img>`, in which an SVG runs nothing and loads nothing, a PDF is for who reads it with `fetch`: never for a
 * frame or a tab. Browsers say what they want something for (Fetch Metadata); where one doesn't, the policy has to do.
 */
function isMeantFor(type: MediaType, { method, headers }: Request): boolean {
  if (method !== 'GET') return false;
  const wantedFor = headers.get('sec-fetch-dest');
  return wantedFor === null || wantedFor === (type === 'application/pdf' ? 'empty' : 'image');
}

const mediaHeaders: Readonly<Record<string, string>> = {
  ...guardHeaders,
  'Content-Security-Policy': opaqueSecurityPolicy,
  'Cache-Control': 'no-store',
  'Accept-Ranges': 'bytes',
};

function gone(): Response {
  return new Response('This is no longer there. Send the request again.', {
    status: 404,
    headers: { ...mediaHeaders, 'Content-Type': 'text/plain; charset=utf-8' },
  });
}
