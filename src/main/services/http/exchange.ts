import type { HttpRequest } from '#router/contracts/request.ts';
import { type Connection, connect } from './connector.ts';
import { Deadline } from './deadline.ts';
import { asSentSuffix, decode } from './decode.ts';
import type { BodySink, ExchangeFigures, ExchangeHooks } from './exchange-types.ts';
import { timeoutFailure } from './failures.ts';
import { fileNameFor } from './file-name.ts';
import { tokensOf, valuesOf } from './headers.ts';
import { basicCredentials, type Hop, prepareRequest, wireHeaders } from './prepare-request.ts';
import { Progress } from './progress.ts';
import { type Proxy, type ProxyEnv, proxyFor } from './proxy.ts';
import { Redirects } from './redirects.ts';
import { placeOf } from './target.ts';
import { Timeline } from './timeline.ts';
import { type ResponseHead, RoundTrip, type WireObserver, type WireRequest } from './wire.ts';

export interface ExchangeOptions {
  /** Where HTTP_PROXY, HTTPS_PROXY and NO_PROXY are looked up; left out: no proxy. */
  readonly proxyEnv?: ProxyEnv;
  /** For User-Agent. */
  readonly appVersion: string;
  /** PEM certificates of authorities that are trusted besides the usual ones. */
  readonly certificateAuthorities?: readonly string[];
}

/**
 * Sends a request, follows its redirects, and writes the body of the final response, decoded, to the sink that
 * `hooks.openBody` gives. Memory use does not depend on sizes: each part waits for the next one.
 *
 * Resolves when the whole body is in the sink. Whatever the end, no socket is left open, `figures` are those of that
 * moment, and the last event is a `progress` with the same numbers.
 * @throws {Failure} saying what went wrong and in which phase; what a hook or the sink throws, as it is; the reason of
 * `signal` where that was aborted.
 */
export async function exchange(
  request: HttpRequest,
  hooks: ExchangeHooks,
  figures: ExchangeFigures,
  signal: AbortSignal,
  options: ExchangeOptions,
): Promise<void> {
  const timeline = new Timeline(figures);
  let hop: Hop | undefined;
  const { timeoutMs } = request.options;
  using deadline = new Deadline(signal, timeoutMs, () =>
    timeoutFailure(timeoutMs, timeline.current ?? 'prepare', hop && placeOf(hop.target)),
  );
  using progress = new Progress(figures, timeline, (event) => hooks.onEvent(event));
  const run: Run = { request, hooks, options, timeline, progress, deadline };
  try {
    deadline.signal.throwIfAborted();
    hop = await prepareRequest(request, (id) => hooks.openUpload(id));
    tellRequest(hop, run);
    const redirects = new Redirects(request);
    while (hop !== undefined) {
      deadline.signal.throwIfAborted();
      hop = await runHop(hop, redirects, run);
    }
  } catch (error) {
    // A socket that was closed under an exchange fails in many ways; this is the cause of all of them.
    deadline.signal.throwIfAborted();
    throw error;
  }
}

/** What all hops of an exchange share. */
interface Run {
  readonly request: HttpRequest;
  readonly hooks: ExchangeHooks;
  readonly options: ExchangeOptions;
  readonly timeline: Timeline;
  readonly progress: Progress;
  readonly deadline: Deadline;
}

/** One request and its response; resolves with the hop that a redirect asks for. */
async function runHop(hop: Hop, redirects: Redirects, run: Run): Promise<Hop | undefined> {
  const { request, hooks, options, timeline, progress } = run;
  const proxy = proxyFor(hop.target, options.proxyEnv ?? {});
  using connection = await connect(hop.target, proxy, {
    verifyCertificates: request.options.verifyCertificates,
    certificateAuthorities: options.certificateAuthorities ?? [],
    timeline,
    signal: run.deadline.signal,
  });
  tellConnected(connection, hop, hooks);

  progress.restartSending();
  timeline.begin('send');
  await using trip = new RoundTrip(
    connection.socket,
    onTheWire(hop, proxy, options),
    placeOf(hop.target),
    observe(timeline, progress),
  );
  const head = await trip.head();
  const next = redirects.next(hop, head);
  if (next === undefined) {
    await storeBody(hop, head, trip, run);
    return undefined;
  }
  const { href: to } = next.target;
  hooks.onEvent({ type: 'redirected', status: head.status, from: hop.target.href, to, method: next.method });
  timeline.nextHop();
  return next;
}

/** Before anything is sent: the first request of the exchange, with what is added to every one. */
function tellRequest(hop: Hop, { hooks, options }: Run): void {
  const { method, target } = hop;
  hooks.onEvent({
    type: 'request',
    method,
    url: target.href,
    headers: wireHeaders(hop, userAgentOf(options)),
  });
}

function userAgentOf({ appVersion }: ExchangeOptions): string {
  return `Parley/${appVersion}`;
}

function tellConnected(connection: Connection, { target }: Hop, hooks: ExchangeHooks): void {
  const { remoteAddress, remotePort, tls, certificateTrusted } = connection;
  hooks.onEvent({ type: 'connected', url: target.href, remoteAddress, remotePort, tls, certificateTrusted });
}

/** A proxy that is asked for an http address gets the whole of it (absolute-form, RFC 9112 §3.2.2). */
function onTheWire(hop: Hop, proxy: Proxy | undefined, options: ExchangeOptions): WireRequest {
  const { target, method, body } = hop;
  const headers = wireHeaders(hop, userAgentOf(options));
  if (proxy === undefined || target.secure) return { method, path: target.path, headers, body };
  const { credentials } = proxy.target;
  if (credentials !== null && valuesOf(headers, 'proxy-authorization').length === 0) {
    headers.push(['Proxy-Authorization', basicCredentials(credentials)]);
  }
  return { method, path: target.href, headers, body };
}

function observe(timeline: Timeline, progress: Progress): WireObserver {
  return {
    onBodySent: (bytes) => progress.addSent(bytes),
    // A server may answer before it has read all; then the bars follow the answer.
    onRequestSent: () => {
      if (timeline.current === 'send') timeline.begin('firstByte');
    },
    onFirstByte: () => timeline.begin('download'),
    onBodyReceived: (bytes) => progress.addReceived(bytes),
  };
}

async function storeBody(hop: Hop, head: ResponseHead, trip: RoundTrip, run: Run): Promise<void> {
  const { hooks, progress, deadline } = run;
  const { status, statusText, httpVersion, headers, contentLength } = head;
  const [contentType = ''] = valuesOf(headers, 'content-type');
  const codings = tokensOf(headers, 'content-encoding');
  const suffix = asSentSuffix(codings);
  const { path } = hop.target;
  const bodyHead = {
    contentType,
    fileName: fileNameFor(headers, { path: hooks.hide?.(path) ?? path }),
    ...(suffix === '' ? {} : { asSentSuffix: suffix }),
  };
  const sink = await hooks.openBody(bodyHead, deadline);
  deadline.signal.throwIfAborted();
  hooks.onEvent({
    type: 'headers',
    url: hop.target.href,
    status,
    statusText,
    httpVersion,
    headers,
    bodyId: sink.id,
    contentLength,
  });
  for await (const bytes of decode(kept(trip.body(), sink), codings, placeOf(hop.target))) {
    if (bytes.byteLength === 0) continue;
    await sink.write(bytes);
    progress.addStored(bytes.byteLength);
  }
  const trailers = await trip.trailers();
  if (trailers.length > 0) hooks.onEvent({ type: 'trailers', trailers });
}

/** The bytes as they come, after the sink has had them as they were sent, where it wants them: damage keeps them too. */
async function* kept(source: AsyncIterable<Uint8Array>, sink: BodySink): AsyncGenerator<Uint8Array> {
  for await (const bytes of source) {
    await sink.writeAsSent?.(bytes);
    yield bytes;
  }
}
