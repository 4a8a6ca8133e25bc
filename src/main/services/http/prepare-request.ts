import type { HttpRequest } from '#router/contracts/request.ts';
import type { HeaderList } from '#router/contracts/send.ts';
import type { BodySource } from './body-source.ts';
import type { ExchangeHooks } from './exchange-types.ts';
import { type Place, requestFailure } from './failures.ts';
import { headersFromRows, tokensOf, valuesOf } from './headers.ts';
import { boundaryIn } from './multipart.ts';
import { openBody } from './request-body.ts';
import { parseTarget, placeOf, type Target } from './target.ts';

/** One request of an exchange: the first one, or one that a redirect asks for. */
export interface Hop {
  readonly target: Target;
  readonly method: string;
  /** The person's own fields; `wireHeaders` adds what is missing. */
  readonly headers: HeaderList;
  readonly body: BodySource | null;
}

/**
 * Makes what is sent out of what is edited.
 * @throws {Failure} BAD_REQUEST, naming the thing, where a part of it can't be sent.
 */
export async function prepareRequest(
  request: HttpRequest,
  openUpload: ExchangeHooks['openUpload'],
): Promise<Hop> {
  const target = parseTarget(request.url);
  const place = placeOf(target);
  const method = normalised(request.method);
  if (method.toUpperCase() === 'CONNECT') {
    const message = 'CONNECT is what a client says to a proxy, and Parley does so by itself.';
    throw requestFailure('ERR_INVALID_METHOD', message, place);
  }
  const own = headersFromRows(request.headers, place);
  const [ownContentType] = valuesOf(own, 'content-type');
  const body = await openBody(request.body, ownContentType, openUpload);
  checkFraming(own, body, place);
  return { target, method, headers: withBoundary(withCredentials(own, target), body), body };
}

const commonMethods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'POST', 'PUT'];

/** Methods are case-sensitive (RFC 9110 §9.1); these are taken in any case, as the Fetch standard does (§2.2.1). */
function normalised(method: string): string {
  const upper = method.toUpperCase();
  return commonMethods.includes(upper) ? upper : method;
}

/** User name and password of a URL go into Authorization, as in every other client (RFC 7617). */
export function withCredentials(own: HeaderList, { credentials }: Target): HeaderList {
  if (credentials === null || valuesOf(own, 'authorization').length > 0) return own;
  return [['Authorization', basicCredentials(credentials)], ...own];
}

export function basicCredentials({ user, password }: { user: string; password: string }): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** A multipart Content-Type typed without a boundary could not be read by any server: it gets the body's. */
function withBoundary(own: HeaderList, body: BodySource | null): HeaderList {
  const boundary = boundaryIn(body?.contentType);
  if (boundary === undefined) return own;
  return own.map(([name, value]) =>
    name.toLowerCase() === 'content-type' && /^multipart\//i.test(value) && boundaryIn(value) === undefined
      ? [name, `${value}; boundary=${boundary}`]
      : [name, value],
  );
}

/** A message whose length is not what it says leaves the server waiting, or makes it see two (RFC 9112 §6). */
function checkFraming(own: HeaderList, body: BodySource | null, place: Place): void {
  const transferEncoding = tokensOf(own, 'transfer-encoding');
  if (transferEncoding.length > 0 && transferEncoding.join() !== 'chunked') {
    throw refused(
      'Transfer-Encoding',
      'Parley can send Transfer-Encoding: chunked only. Change or remove the header.',
      place,
    );
  }
  const lengths = valuesOf(own, 'content-length');
  const size = body?.size ?? 0;
  if (lengths.length > 0 && transferEncoding.length > 0) {
    throw refused(
      'Content-Length',
      'Content-Length and Transfer-Encoding exclude each other. Remove one of them.',
      place,
    );
  }
  if (lengths.length > 1 || (lengths.length === 1 && lengths[0]?.trim() !== String(size))) {
    const message = `Content-Length says ${lengths.join(', ')}, but the body has ${size} bytes. Remove the header: Parley sends the right one.`;
    throw refused('Content-Length', message, place);
  }
}

function refused(header: string, message: string, place: Place): Error {
  return requestFailure('ERR_INVALID_HEADER', message, place, { header });
}

/** Methods that carry no body as a rule; for the others a missing body is announced as one of 0 bytes (RFC 9110 §8.6). */
const bodiless = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE']);

/**
 * Everything that goes over the wire, in order: what is missing around the person's own fields, which stay as they are.
 * @param userAgent such as `Parley/0.1.0`.
 */
export function wireHeaders({ target, method, headers, body }: Hop, userAgent: string): HeaderList {
  const missing = (defaults: HeaderList) => defaults.filter(([name]) => valuesOf(headers, name).length === 0);
  const before = missing([
    ['Host', target.authority],
    ['User-Agent', userAgent],
    ['Accept', '*/*'],
    ['Accept-Encoding', 'gzip, deflate, br, zstd'],
  ]);
  const after: HeaderList = [];
  if (body !== null) after.push(['Content-Type', body.contentType]);
  const chunked = tokensOf(headers, 'transfer-encoding').length > 0;
  if (!chunked && (body !== null || !bodiless.has(method)))
    after.push(['Content-Length', String(body?.size ?? 0)]);
  // One connection carries one request, and a server is to know (RFC 9112 §9.6).
  after.push(['Connection', 'close']);
  return [...before, ...headers, ...missing(after)];
}
