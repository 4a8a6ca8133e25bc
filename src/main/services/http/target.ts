import { Failure } from '#router/contracts/failure.ts';
import type { Place } from './failures.ts';

/** Where one request goes, and what stands in its first line. */
export interface Target {
  /** For people: without user name, password and fragment, the rest as typed. */
  readonly href: string;
  /** Scheme, host and port, as in RFC 6454; two targets of one origin may share credentials. */
  readonly origin: string;
  readonly secure: boolean;
  /** As in a URL: lower case, punycode, an IPv6 address in brackets. */
  readonly hostname: string;
  /** As the network functions want it: no brackets. */
  readonly host: string;
  readonly port: number;
  /** What belongs into Host (RFC 9110 §7.2): the port only where it is not the scheme's own. */
  readonly authority: string;
  /** Path and query in origin-form (RFC 9112 §3.2.1), byte for byte as typed where that can be sent. */
  readonly path: string;
  /** User name and password of the URL, decoded; null where it has none. */
  readonly credentials: { readonly user: string; readonly password: string } | null;
}

/**
 * Reads a URL as a person types it: a missing scheme is http, and path and query are kept as they are. Only what can't
 * stand in a request line (space, control, non-ASCII) is percent-encoded, as UTF-8.
 * @throws {Failure} BAD_REQUEST of phase `request` where it can't be sent to.
 */
export function parseTarget(typed: string): Target {
  const text = typed.trim();
  if (text === '') {
    throw invalid(
      typed,
      'There is no URL yet. Type where the request goes, such as https://example.com/path.',
    );
  }
  const { scheme, rest } = splitScheme(text);
  if (scheme !== 'http' && scheme !== 'https') {
    throw invalid(typed, `Parley sends to http:// and https:// addresses only, not to ${scheme}://.`);
  }
  const end = rest.search(/[/?#\\]/);
  const authority = end === -1 ? rest : rest.slice(0, end);
  const url = parseAuthority(scheme, authority, typed);
  const afterAuthority = end === -1 ? '' : rest.slice(end);
  return makeTarget(url, requestPath(afterAuthority));
}

/**
 * Resolves a Location field (RFC 9110 §10.2.2) against the address it came from.
 * @returns undefined where that is no http or https URL.
 */
export function resolveLocation(location: string, base: Target): Target | undefined {
  if (!URL.canParse(location, base.href)) return undefined;
  const url = new URL(location, base.href);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  return makeTarget(url, url.pathname + url.search);
}

function splitScheme(text: string): { scheme: string; rest: string } {
  const [, web, afterWeb = ''] = /^(https?):(?:\/\/)?(.*)$/is.exec(text) ?? [];
  if (web !== undefined) return { scheme: web.toLowerCase(), rest: afterWeb };
  const [, other, afterOther = ''] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(text) ?? [];
  if (other !== undefined) return { scheme: other.toLowerCase(), rest: afterOther };
  return { scheme: 'http', rest: text.replace(/^\/\//, '') };
}

function parseAuthority(scheme: string, authority: string, typed: string): URL {
  const hostAndPort = authority.slice(authority.lastIndexOf('@') + 1);
  if (hostAndPort === '' || hostAndPort.startsWith(':')) {
    throw invalid(typed, `The URL ${quote(typed)} names no host. Type one after ${scheme}://.`);
  }
  const text = `${scheme}://${authority}/`;
  if (!URL.canParse(text)) {
    throw invalid(
      typed,
      `${quote(typed)} is not a URL that Parley can send to: the host or port in ${quote(hostAndPort)} is not valid.`,
    );
  }
  return new URL(text);
}

function requestPath(typed: string): string {
  const [withoutFragment = ''] = typed.split('#', 1);
  const path = withoutFragment.startsWith('/') ? withoutFragment : `/${withoutFragment.replace(/^\\/, '')}`;
  return path.replace(/[^\x21-\x7e]+/g, percentEncode);
}

function percentEncode(text: string): string {
  return Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(
    '',
  );
}

function makeTarget(url: URL, path: string): Target {
  const { protocol, hostname, host, origin, username, password } = url;
  const secure = protocol === 'https:';
  return {
    href: origin + path,
    origin,
    secure,
    hostname,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    authority: host,
    path,
    credentials:
      username === '' && password === ''
        ? null
        : { user: percentDecode(username), password: percentDecode(password) },
  };
}

/** Where a target's failures happen. */
export function placeOf({ hostname, port, href }: Target): Place {
  return { hostname, port, url: shownUrl(href) };
}

/** Decodes what is encoded and keeps what only looks so (a lone %). */
export function percentDecode(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString());
}

/** Characters of a URL that a failure repeats: enough to know it by. */
const shownCharacters = 2000;

/** A URL as a failure's details name it. */
export function shownUrl(url: string): string {
  return url.length > shownCharacters ? `${url.slice(0, shownCharacters)}…` : url;
}

function quote(typed: string): string {
  return typed.length > 200 ? `"${typed.slice(0, 200)}…"` : `"${typed}"`;
}

function invalid(url: string, message: string): Failure {
  return new Failure('BAD_REQUEST', message, {
    phase: 'request',
    errno: 'ERR_INVALID_URL',
    url: shownUrl(url),
  });
}
