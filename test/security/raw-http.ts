import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  /** 0 where nothing came that is HTTP. */
  readonly status: number;
  /** Everything that came, head and body. */
  readonly text: string;
}

/** Opens a connection to an address such as `http://127.0.0.1:40123`. */
export async function connectTo(origin: string): Promise<Socket> {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  // A reset is one of the answers.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Everything that comes until the other side closes. */
export async function readToEnd(socket: Socket): Promise<RawAnswer> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  if (!socket.closed) await once(socket, 'close');
  const text = Buffer.concat(chunks).toString('latin1');
  return { status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1] ?? 0), text };
}

/** Sends bytes as they are, on a connection of their own, and reads until the other side closes it. */
export async function sendRaw(origin: string, request: string | Buffer): Promise<RawAnswer> {
  const socket = await connectTo(origin);
  const answer = readToEnd(socket);
  socket.write(request);
  return answer;
}

/** A GET for a request target as it stands, which `fetch` would have tidied up first. */
export function getRaw(
  origin: string,
  target: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<RawAnswer> {
  const fields = Object.entries({ Host: new URL(origin).host, Connection: 'close', ...headers });
  const head = fields.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return sendRaw(origin, Buffer.from(`GET ${target} HTTP/1.1\r\n${head}\r\n`, 'latin1'));
}
