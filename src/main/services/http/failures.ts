import { Failure, type FailureDetails, type FailurePhase } from '#router/contracts/failure.ts';
import type { PhaseTiming } from '#router/contracts/send.ts';
import { errnoOf } from '../errno.ts';

/** Where something failed: a server, or a proxy on the way to it. */
export interface Place {
  /** As in the URL. */
  readonly hostname: string;
  readonly port: number;
  /** What was asked for, fit to show. */
  readonly url: string;
  /** The environment variable that names the proxy; undefined for the server itself. */
  readonly proxyVariable?: string | undefined;
}

/** What a connection that ends without an error of its own fails with. */
export function closedError(): Error {
  return Object.assign(new Error('the connection was closed'), { code: 'ECONNRESET' });
}

/** What went wrong before a connection stood: no such host, nobody there, no way there. */
export function connectFailure(error: unknown, place: Place): Failure {
  const errno = errnoOf(error);
  const isLookup = syscallOf(error) === 'getaddrinfo';
  const text = isLookup ? lookupText(errno, place) : connectText(errno ?? describe(error), place);
  const phase = place.proxyVariable === undefined ? (isLookup ? 'dns' : 'connect') : 'proxy';
  return failure(errno === 'ETIMEDOUT' ? 'GATEWAY_TIMEOUT' : 'BAD_GATEWAY', text, phase, place, error);
}

function lookupText(errno: string | undefined, place: Place): string {
  const name =
    place.proxyVariable === undefined ? `server named ${place.hostname}` : `proxy named ${place.hostname}`;
  if (errno === 'ENOTFOUND')
    return `There is no ${name} (ENOTFOUND). ${checkIt(place, 'Check the host in the URL.')}`;
  return `The ${name} could not be looked up (${errno}). Is this computer online?`;
}

function connectText(errno: string, place: Place): string {
  const at = named(place);
  switch (errno) {
    case 'ECONNREFUSED':
      return `Nothing is listening on ${at} (ECONNREFUSED). ${checkIt(place, 'Is the server running?')}`;
    case 'ETIMEDOUT':
      return `${at} did not answer (ETIMEDOUT). Is the address right, and is a firewall or a VPN in the way?`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `There is no way from here to ${at} (${errno}). Is this computer in the right network?`;
    case 'EACCES':
    case 'EPERM':
      return `This computer does not allow a connection to ${at} (${errno}). Does a firewall forbid it?`;
    case 'ECONNRESET':
      return `${at} closed the connection at once (ECONNRESET). Is it the right port?`;
    default:
      return `The connection to ${at} failed (${errno}).`;
  }
}

const unknownIssuer = 'was issued by an authority that this computer does not know';

const certificateTexts: ReadonlyMap<string, string> = new Map([
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'is self-signed, so nobody vouches for it'],
  ['SELF_SIGNED_CERT_IN_CHAIN', unknownIssuer],
  ['UNABLE_TO_GET_ISSUER_CERT', unknownIssuer],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', unknownIssuer],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', unknownIssuer],
  ['CERT_HAS_EXPIRED', 'has expired'],
  ['CERT_NOT_YET_VALID', 'is not valid yet, if the clock of this computer is right'],
  ['CERT_REVOKED', 'was revoked'],
  ['CERT_UNTRUSTED', 'is not trusted for this purpose'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'was made for another host'],
]);

/** What went wrong while TLS was agreed on. */
export function tlsFailure(error: unknown, place: Place): Failure {
  const errno = errnoOf(error);
  const phase = place.proxyVariable === undefined ? 'tls' : 'proxy';
  const wrong = certificateTexts.get(errno ?? '');
  if (wrong !== undefined) {
    const text =
      `The certificate of ${named(place)} ${wrong} (${errno}). ` +
      'If you trust this server all the same, switch off the certificate check for this request.';
    return failure('BAD_GATEWAY', text, phase, place, error);
  }
  return failure('BAD_GATEWAY', tlsText(errno ?? describe(error), place), phase, place, error);
}

function tlsText(errno: string, place: Place): string {
  const at = named(place);
  switch (errno) {
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return `${at} does not speak TLS (${errno}). Is it an http:// address?`;
    case 'ECONNRESET':
      return `${at} closed the connection while TLS was agreed on (ECONNRESET). Is it the right port?`;
    case 'ERR_SSL_UNSUPPORTED_PROTOCOL':
    case 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION':
      return `${at} offers no version of TLS that is still safe (${errno}). It needs TLS 1.2 or newer.`;
    default:
      return `TLS with ${at} could not be agreed on (${errno}).`;
  }
}

/** A proxy that answers CONNECT with something else than success (RFC 9110 §9.3.6). */
export function tunnelRefused(status: number, statusText: string, server: string, place: Place): Failure {
  const remedy =
    status === 407
      ? `It wants a user name and password: put them into ${place.proxyVariable}, as in http://user:password@${place.hostname}:${place.port}.`
      : `Ask who runs it, or name ${server} in NO_PROXY.`;
  const text = `${named(place)} refused to connect to ${server} (${`${status} ${statusText}`.trim()}). ${remedy}`;
  return failure('BAD_GATEWAY', text, 'proxy', place, undefined, `HTTP ${status}`);
}

/** What went wrong between the request's first byte and the response's head. */
export function answerFailure(error: unknown, place: Place, phase: 'proxy' | 'send' | 'response'): Failure {
  const errno = errnoOf(error);
  const at = named(place);
  if (errno?.startsWith('HPE_') === true)
    return failure('BAD_GATEWAY', malformedText(errno, at), phase, place, error);
  const text =
    errno === 'ECONNRESET' || errno === 'EPIPE'
      ? `${at} closed the connection without an answer (${errno}). The log of the server may say why.`
      : `The connection to ${at} broke before an answer came (${errno ?? describe(error)}).`;
  return failure(errno === 'ETIMEDOUT' ? 'GATEWAY_TIMEOUT' : 'BAD_GATEWAY', text, phase, place, error);
}

function malformedText(errno: string, at: string): string {
  if (errno === 'HPE_HEADER_OVERFLOW')
    return `The response headers of ${at} are larger than 256 KiB (${errno}).`;
  return `${at} answered with something that is not HTTP/1.1 (${errno}). Is it the right port, or an https:// address?`;
}

/** A server that goes over to another protocol, as it may where the request says Upgrade (RFC 9110 §7.8). */
export function upgradeFailure(protocol: string, place: Place): Failure {
  const text =
    `${named(place)} went over to another protocol (${protocol}), which Parley can't show. ` +
    'Remove the header Upgrade to get an answer in HTTP.';
  return failure('BAD_GATEWAY', text, 'response', place, undefined, 'HTTP 101');
}

/** What went wrong while the body arrived. `announced` is its Content-Length, null where there is none. Bytes. */
export function bodyFailure(
  error: unknown,
  place: Place,
  { received, announced }: { received: number; announced: number | null },
): Failure {
  const errno = errnoOf(error) ?? 'ECONNRESET';
  const amount = announced === null ? count(received) : `${received} of ${count(announced)}`;
  const kept = 'What had arrived is kept.';
  const text = errno.startsWith('HPE_')
    ? `After ${amount} the body of the response is not valid HTTP/1.1 any more (${errno}). ${kept}`
    : syscallOf(error) === undefined
      ? `${named(place)} ended the response too early, after ${amount} of the body (${errno}). ${kept}`
      : `The connection to ${named(place)} broke after ${amount} of the body (${errno}). ${kept}`;
  return failure('BAD_GATEWAY', text, 'response', place, error, errno);
}

/** A body whose bytes do not fit the Content-Encoding that came with it. */
export function decodeFailure(error: unknown, place: Place, coding: string): Failure {
  const errno = errnoOf(error) ?? 'ERR_DECODING_FAILED';
  const wrong = errno.startsWith('ZSTD_')
    ? describe(error)
    : errno === 'Z_BUF_ERROR'
      ? 'it is cut off'
      : 'it is damaged';
  const text = `The body from ${named(place)} can't be decoded as ${coding}: ${wrong} (${errno}). What could be decoded is kept.`;
  return failure('BAD_GATEWAY', text, 'decode', place, error, errno);
}

/** A Content-Encoding that nobody means. */
export function tooManyCodings(codings: number, limit: number, place: Place): Failure {
  const text =
    `The body from ${named(place)} was encoded ${codings} times over; Parley undoes ${limit} encodings at most. ` +
    'Send the header Accept-Encoding: identity to get it as it is.';
  return failure('BAD_GATEWAY', text, 'decode', place, undefined, 'ERR_TOO_MANY_ENCODINGS');
}

type Stage = PhaseTiming['name'] | 'prepare';

const stages: Readonly<Record<Stage, { phase: FailurePhase; doing: (at: string) => string }>> = {
  prepare: { phase: 'request', doing: () => 'preparing the request' },
  dns: { phase: 'dns', doing: (at) => `looking up ${at}` },
  connect: { phase: 'connect', doing: (at) => `connecting to ${at}` },
  tls: { phase: 'tls', doing: (at) => `agreeing on TLS with ${at}` },
  send: { phase: 'send', doing: (at) => `sending the request to ${at}` },
  firstByte: { phase: 'response', doing: (at) => `waiting for the first byte from ${at}` },
  download: { phase: 'response', doing: (at) => `the body was arriving from ${at}` },
};

/** The time limit of a whole exchange. */
export function timeoutFailure(timeoutMs: number, stage: Stage, place: Place | undefined): Failure {
  const { phase, doing } = stages[stage];
  const limit = timeoutMs < 1000 ? `${timeoutMs} ms` : `${timeoutMs / 1000} s`;
  const text =
    `The time limit of ${limit} ran out while ${doing(place ? named(place) : '')}. ` +
    'Raise it, or set it to 0 to wait for as long as it takes.';
  return new Failure('GATEWAY_TIMEOUT', text, { ...detailsOf(place), phase, errno: 'ETIMEDOUT' });
}

function failure(
  code: 'BAD_GATEWAY' | 'GATEWAY_TIMEOUT',
  text: string,
  phase: FailurePhase,
  place: Place,
  cause: unknown,
  errno = errnoOf(cause) ?? 'ERR_CONNECTION_FAILED',
): Failure {
  return new Failure(code, sentence(text), { ...detailsOf(place), phase, errno }, { cause });
}

/** What can't be sent as it was typed, found out before anything is. */
export function requestFailure(
  errno: string,
  text: string,
  place: Place,
  details: Pick<FailureDetails, 'header'> = {},
): Failure {
  return new Failure('BAD_REQUEST', text, { ...detailsOf(place), phase: 'request', errno, ...details });
}

function detailsOf(place: Place | undefined): FailureDetails {
  return place === undefined ? {} : { host: place.hostname, port: place.port, url: place.url };
}

function named({ hostname, port, proxyVariable }: Place): string {
  return `${proxyVariable === undefined ? '' : 'the proxy '}${hostname} port ${port}`;
}

function checkIt({ proxyVariable }: Place, otherwise: string): string {
  return proxyVariable === undefined
    ? otherwise
    : `The environment variable ${proxyVariable} names it: is it right?`;
}

function count(bytes: number): string {
  return bytes === 1 ? '1 byte' : `${bytes} bytes`;
}

/** A text may start with a host's name, which keeps its case. */
function sentence(text: string): string {
  return text.replace(/^the /, 'The ');
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function syscallOf(error: unknown): unknown {
  return error instanceof Error && 'syscall' in error ? error.syscall : undefined;
}
