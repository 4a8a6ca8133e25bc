import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import net, { type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import * as pem from './certificates/pem.ts';
import { headerPairs } from './routes.ts';
import { listen, stop, type TestCertificate } from './test-server.ts';

export interface ProxiedRequest {
  readonly method: string;
  /** `host:port` of a CONNECT, else the absolute address that was asked for. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

export interface TestProxy extends AsyncDisposable {
  /** Such as `http://127.0.0.1:40123`. */
  readonly origin: string;
  readonly port: number;
  /** Every request so far, in the order in which they came. */
  readonly requests: readonly ProxiedRequest[];
}

/**
 * A forward proxy on a free port of 127.0.0.1: CONNECT tunnels and absolute-form requests (RFC 9112 §3.2).
 * @param options `credentials` (`user:password`) are asked for with 407; `refuse` answers every request with a status;
 * `certificate` makes it a proxy that is itself spoken to over TLS.
 */
export async function startTestProxy(
  options: { credentials?: string; refuse?: number; certificate?: TestCertificate } = {},
): Promise<TestProxy> {
  const requests: ProxiedRequest[] = [];
  const tunnels = new Set<Duplex>();

  /** The status with which the request is turned away; undefined where it may pass. */
  const admit = (request: IncomingMessage): number | undefined => {
    requests.push({ method: request.method ?? '', target: request.url ?? '', headers: headerPairs(request) });
    if (options.refuse !== undefined) return options.refuse;
    const expected = options.credentials && `Basic ${Buffer.from(options.credentials).toString('base64')}`;
    return request.headers['proxy-authorization'] === expected ? undefined : 407;
  };

  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    const refused = admit(request);
    if (refused === undefined) forward(request, response);
    else response.writeHead(refused).end('the proxy refuses\n');
  };
  const { certificate } = options;
  const server = certificate
    ? https.createServer({ key: pem.serverKey, cert: pem[certificate] }, onRequest)
    : http.createServer(onRequest);
  server.on('connect', (request: IncomingMessage, client: Socket, head: Buffer) => {
    const refused = admit(request);
    if (refused !== undefined) {
      client.end(`HTTP/1.1 ${refused} ${http.STATUS_CODES[refused]}\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    for (const end of tunnel(request.url ?? '', client, head)) {
      tunnels.add(end);
      end.once('close', () => tunnels.delete(end));
    }
  });
  const port = await listen(server);

  return {
    origin: `${certificate ? 'https' : 'http'}://127.0.0.1:${port}`,
    port,
    requests,
    async [Symbol.asyncDispose]() {
      for (const end of tunnels) end.destroy();
      await stop(server);
    },
  };
}

function forward(request: IncomingMessage, response: ServerResponse): void {
  const upstream = http.request(
    request.url ?? '',
    { method: request.method, headers: request.headers, agent: false },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.rawHeaders);
      answer.pipe(response);
    },
  );
  upstream.on('error', () => response.destroy());
  response.on('close', () => upstream.destroy());
  request.pipe(upstream);
}

function tunnel(authority: string, client: Socket, head: Buffer): [Duplex, Duplex] {
  const { hostname, port } = new URL(`http://${authority}`);
  const upstream = net.connect(Number(port || 80), hostname.replace(/^\[|\]$/g, ''), () => {
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    upstream.write(head);
    client.pipe(upstream).pipe(client);
  });
  // One end gone is the end of the other.
  client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
  upstream.on('error', () => client.destroy()).on('close', () => client.destroy());
  return [client, upstream];
}
