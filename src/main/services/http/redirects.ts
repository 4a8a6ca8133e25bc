import type { Auth } from '#router/contracts/auth.ts';
import { Failure } from '#router/contracts/failure.ts';
import type { HttpRequest, RequestOptions } from '#router/contracts/request.ts';
import { valuesOf, without } from './headers.ts';
import { type Hop, withCredentials } from './prepare-request.ts';
import { resolveLocation, shownUrl, type Target } from './target.ts';
import type { ResponseHead } from './wire.ts';

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

/** Fields about a body, gone with it (Fetch standard, "request-body-header name", and what frames it). */
const bodyFields = new Set([
  'content-encoding',
  'content-language',
  'content-location',
  'content-type',
  'content-length',
  'transfer-encoding',
  'expect',
]);

/** Fields meant for one origin: another must not learn them, and `Host` names the wrong one there. */
const originFields = new Set(['authorization', 'cookie', 'proxy-authorization', 'host']);

/** Follows redirects (RFC 9110 §15.4, with the rules of the Fetch standard's HTTP-redirect fetch) for one exchange. */
export class Redirects {
  readonly #options: RequestOptions;
  /** Fields that stay with their origin. */
  readonly #originFields: ReadonlySet<string>;
  readonly #visited = new Set<string>();
  #followed = 0;

  constructor({ options, auth }: Pick<HttpRequest, 'options' | 'auth'>) {
    this.#options = options;
    this.#originFields = new Set([...originFields, ...apiKeyField(auth)]);
  }

  /**
   * @returns the request to send next, or undefined where this response is the one to show.
   * @throws {Failure} BAD_GATEWAY of phase `redirect`: too many, in a circle, or to where Parley can't follow.
   */
  next(hop: Hop, { status, headers }: ResponseHead): Hop | undefined {
    const [location] = valuesOf(headers, 'location');
    if (!this.#options.followRedirects || !redirectStatuses.has(status) || location === undefined)
      return undefined;
    const { maxRedirects } = this.#options;
    if (this.#followed >= maxRedirects) throw tooMany(hop.target, location, maxRedirects);
    const target = resolveLocation(location, hop.target);
    if (target === undefined) throw unfollowable(hop.target, location);

    this.#visited.add(signature(hop));
    const next = redirected(hop, status, target, this.#originFields);
    if (this.#visited.has(signature(next))) throw circular(hop.target, target);
    this.#followed++;
    return next;
  }
}

const credentialFields = new Set(['authorization']);

/** An API key's header has any name: what the request says of its auth tells which one it is. */
function apiKeyField({ kind, apikey }: Auth): string[] {
  return kind === 'apikey' && apikey.placement === 'header' ? [apikey.name.trim().toLowerCase()] : [];
}

function redirected(hop: Hop, status: number, target: Target, ofOrigin: ReadonlySet<string>): Hop {
  const becomesGet =
    status === 303
      ? hop.method !== 'GET' && hop.method !== 'HEAD'
      : (status === 301 || status === 302) && hop.method === 'POST';
  const crossOrigin = target.origin !== hop.target.origin;
  let { headers } = hop;
  if (becomesGet) headers = without(headers, bodyFields);
  if (crossOrigin) headers = without(headers, ofOrigin);
  // User name and password of a Location are for that place, as in every browser; those of before are not.
  if (target.credentials !== null) headers = withCredentials(without(headers, credentialFields), target);
  return { target, headers, method: becomesGet ? 'GET' : hop.method, body: becomesGet ? null : hop.body };
}

/** Two requests of an exchange with the same signature get the same answer, for all that the server can tell. */
function signature({ method, target, headers }: Hop): string {
  return JSON.stringify([method, target.href, headers]);
}

function tooMany(from: Target, location: string, limit: number): Failure {
  return failure(
    'ERR_TOO_MANY_REDIRECTS',
    from,
    `Stopped after ${limit} redirects; ${shownUrl(from.href)} leads on to ${shownUrl(location)}. ` +
      'Raise the limit, or switch following off to see the redirect itself.',
  );
}

function circular(from: Target, to: Target): Failure {
  return failure(
    'ERR_REDIRECT_LOOP',
    from,
    `The redirects go in a circle: ${shownUrl(from.href)} leads back to ${shownUrl(to.href)}. ` +
      'Switch following off to see the redirect itself.',
  );
}

function unfollowable(from: Target, location: string): Failure {
  return failure(
    'ERR_INVALID_REDIRECT',
    from,
    `${shownUrl(from.href)} redirects to "${shownUrl(location)}", where Parley can't follow: that is no http or https address. ` +
      'Switch following off to see the redirect itself.',
  );
}

function failure(errno: string, from: Target, message: string): Failure {
  return new Failure('BAD_GATEWAY', message, {
    phase: 'redirect',
    errno,
    host: from.hostname,
    port: from.port,
    url: shownUrl(from.href),
  });
}
