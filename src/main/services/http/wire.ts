import { ClientRequest, type ClientRequestArgs, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Failure } from '#router/contracts/failure.ts';
import type { HeaderList } from '#router/contracts/send.ts';
import type { BodySource } from './body-source.ts';
import { answerFailure, bodyFailure, closedError, type Place, upgradeFailure } from './failures.ts';
import { fromWireText, toWireText, valuesOf } from './headers.ts';
import { ReadableTap } from './readable-tap.ts';

export interface WireRequest {
  readonly method: string;
  /** The request target as it stands in the first line: origin-form, or absolute-form for a proxy. */
  readonly path: string;
  readonly headers: HeaderList;
  readonly body: BodySource | null;
}

export interface ResponseHead {
  readonly status: number;
  readonly statusText: string;
  /** Such as 1.1. */
  readonly httpVersion: string;
  readonly headers: HeaderList;
  /** Bytes of the body as announced; null where they are not, or where there is no body to come. */
  readonly contentLength: number | null;
}

export interface WireObserver {
  onBodySent(bytes: number): void;
  onRequestSent(): void;
  onFirstByte(): void;
  onBodyReceived(bytes: number): void;
}

const maxHeaderBytes = 256 * 1024;
const sliceBytes = 64 * 1024;

/**
 * One request and its response on a connection that nobody else uses, by Node's own HTTP/1.1.
 *
 * Not by undici, whose version 7 ends the process with an assertion where a connection closes while its reader holds
 * back (nodejs/undici#5360), takes a reset of a body without length for its end, and writes Host, Connection and
 * Content-Length in its own way.
 *
 * `head` has to be asked for at once. Disposing closes the connection and waits for the reader of the request's body.
 */
export class RoundTrip implements AsyncDisposable {
  readonly #request: ClientRequest;
  readonly #place: Place;
  readonly #observer: WireObserver;
  readonly #sending: Promise<void>;
  readonly #stop = new AbortController();
  readonly #response: Promise<{ message: IncomingMessage; tap: ReadableTap }>;
  /** Why the connection ended, where it says so. */
  #broken: unknown;
  /** Why the request's body could not be read. */
  #sourceFailure: { readonly reason: unknown } | undefined;

  constructor(socket: Socket, request: WireRequest, place: Place, observer: WireObserver) {
    this.#place = place;
    this.#observer = observer;
    this.#request = openRequest(request.method, {
      path: request.path,
      headers: request.headers.flatMap(([name, value]) => [name, toWireText(value)]),
      createConnection: () => socket,
      setHost: false,
      maxHeaderSize: maxHeaderBytes,
    });
    this.#request.maxHeadersCount = 0;
    this.#request.once('finish', () => observer.onRequestSent());
    this.#request.once('socket', () => socket.prependOnceListener('data', () => observer.onFirstByte()));
    this.#response = this.#receive();
    this.#sending = this.#send(request.body);
  }

  /**
   * The head of the response, once it is in.
   * @throws {Failure} of phase `send` or `response`; what the request's body throws while it is read.
   */
  async head(): Promise<ResponseHead> {
    const { message } = await this.#response;
    const headers = pairs(message.rawHeaders);
    return {
      status: message.statusCode ?? 0,
      statusText: fromWireText(message.statusMessage ?? ''),
      httpVersion: message.httpVersion,
      headers,
      contentLength: this.#hasBody(message) ? announcedLength(headers) : null,
    };
  }

  /**
   * The body as it arrives, read no faster than it is taken. All that came before a failure is yielded before it.
   * @throws {Failure} of phase `response` where it is not all there; what the request's body throws while it is read.
   */
  async *body(): AsyncGenerator<Uint8Array> {
    const { message, tap } = await this.#response;
    let received = 0;
    for await (const bytes of tap) {
      received += bytes.byteLength;
      this.#observer.onBodyReceived(bytes.byteLength);
      yield bytes;
    }
    // A body without a length ends where the connection ends: a reset there is no end, but Node takes it for one.
    const headers = pairs(message.rawHeaders);
    const endsWithConnection =
      announcedLength(headers) === null && valuesOf(headers, 'transfer-encoding').length === 0;
    const failure = tap.failure ?? (endsWithConnection && this.#hasBody(message) ? this.#broken : undefined);
    if (failure === undefined) return;
    if (this.#sourceFailure) throw this.#sourceFailure.reason;
    throw bodyFailure(this.#broken ?? failure, this.#place, {
      received,
      announced: announcedLength(headers),
    });
  }

  /** The fields that follow a chunked body (RFC 9112 §7.1.2), once all of it was read. */
  async trailers(): Promise<HeaderList> {
    const { message } = await this.#response;
    return pairs(message.rawTrailers);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#request.destroy();
    this.#stop.abort();
    await this.#sending;
  }

  #receive(): Promise<{ message: IncomingMessage; tap: ReadableTap }> {
    return new Promise((resolve, reject) => {
      const request = this.#request;
      const fail = (error: unknown) => {
        const phase = request.writableFinished ? 'response' : 'send';
        reject(this.#sourceFailure ? this.#sourceFailure.reason : answerFailure(error, this.#place, phase));
      };
      // The body's errors need a listener from the start, long before anyone reads it.
      request.once('response', (message) => resolve({ message, tap: new ReadableTap(message) }));
      request.once('upgrade', ({ headers }, socket) => {
        socket.destroy();
        reject(upgradeFailure(headers.upgrade ?? 'unknown', this.#place));
      });
      request.on('error', (error) => {
        this.#broken ??= error;
        fail(error);
      });
      request.once('close', () => fail(closedError()));
    });
  }

  async #send(body: BodySource | null): Promise<void> {
    const request = this.#request;
    try {
      for await (const bytes of body?.read(this.#stop.signal) ?? []) {
        for (let at = 0; at < bytes.byteLength && !request.destroyed; at += sliceBytes) {
          const slice = bytes.subarray(at, at + sliceBytes);
          const hasRoom = request.write(slice);
          this.#observer.onBodySent(slice.byteLength);
          if (!hasRoom) await drained(request);
        }
        if (request.destroyed) return;
      }
      request.end();
    } catch (reason) {
      if (this.#stop.signal.aborted) return;
      this.#sourceFailure = { reason };
      request.destroy(
        reason instanceof Failure ? reason : new Error('the body could not be read', { cause: reason }),
      );
    }
  }

  #hasBody({ statusCode }: IncomingMessage): boolean {
    return this.#request.method !== 'HEAD' && statusCode !== 204 && statusCode !== 304;
  }
}

/**
 * Node upper-cases every method, but methods are case-sensitive (RFC 9110 §9.1). It makes the request line out of its
 * own `method` property while it constructs the request, so that this is where it has to read the one that was typed.
 */
function openRequest(method: string, options: ClientRequestArgs): ClientRequest {
  class RequestAsTyped extends ClientRequest {}
  Object.defineProperty(RequestAsTyped.prototype, 'method', { get: () => method, set: () => {} });
  return new RequestAsTyped({ ...options, method });
}

/** Resolves when there is room again, or when there never will be. */
function drained(request: ClientRequest): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      request.off('drain', done).off('close', done);
      resolve();
    };
    request.on('drain', done).on('close', done);
  });
}

function pairs(raw: readonly string[]): HeaderList {
  const list: HeaderList = [];
  for (let at = 0; at + 1 < raw.length; at += 2) list.push([raw[at] ?? '', fromWireText(raw[at + 1] ?? '')]);
  return list;
}

/** A length that no number can say exactly is none: whether all of it came is Node's to tell. */
function announcedLength(headers: HeaderList): number | null {
  const [value] = valuesOf(headers, 'content-length');
  const length = value !== undefined && /^\d+$/.test(value) ? Number(value) : Number.NaN;
  return Number.isSafeInteger(length) ? length : null;
}
