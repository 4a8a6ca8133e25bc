import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { defaultMaxFrameSize } from '#ipc/protocol/frame.ts';
import type { Pipe } from '#ipc/protocol/pipe.ts';
import { webSocketPipe } from '#ipc/transports/index.ts';
import type { Guard } from './guard.ts';

/** The path of the window's socket. */
const socketPath = '/ipc';
/** Bytes; above the adapter's own limit, which answers in a clearer way, where each of its characters takes three. */
const maxPayload = 3 * defaultMaxFrameSize + 1024;

/**
 * Accepts the windows' sockets of an HTTP server, after the guard has.
 * @returns what lets go of the server and of every socket.
 */
export function acceptSockets(server: Server, guard: Guard, onPipe: (pipe: Pipe) => void): Disposable {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload,
    perMessageDeflate: false,
    // The window offers a protocol's name, and its token as a second one: so the token stands in no URL and no log.
    handleProtocols: ([name]) => name ?? false,
  });

  const onUpgrade = (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    // A peer that goes away during the upgrade is no reason to go down.
    stream.on('error', () => stream.destroy());
    if (request.url !== socketPath) return refuse(stream, 404, 'There is no socket here');
    const [, token] = offeredProtocols(request);
    const reason = guard.refuseSocket(request, token);
    if (reason !== null) return refuse(stream, 403, reason);
    sockets.handleUpgrade(request, stream, head, (socket) => onPipe(webSocketPipe(socket)));
  };
  server.on('upgrade', onUpgrade);

  return {
    [Symbol.dispose]() {
      server.off('upgrade', onUpgrade);
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    },
  };
}

function offeredProtocols({ headers }: IncomingMessage): string[] {
  return (headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim());
}

/** Answers, and lets go of the connection: Node has taken its hands off it, and would keep it as long as the client does. */
function refuse(stream: Duplex, status: 403 | 404, reason: string): void {
  const body = `${reason}\n`;
  stream.once('finish', () => stream.destroy());
  stream.end(
    `HTTP/1.1 ${status} ${status === 403 ? 'Forbidden' : 'Not Found'}\r\n` +
      `Connection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
