import type { Pipe } from '../protocol/pipe.ts';
import { PipeBase } from './pipe-base.ts';
import { decodeSocketFrame, encodeSocketFrame } from './socket-frame.ts';

/** What the pipe needs of a `WebSocket` of the `ws` package. */
export interface ServerSocket {
  readonly readyState: number;
  send(data: string | Uint8Array): void;
  close(): void;
  terminate(): void;
  ping(): void;
  on(event: 'message', listener: (data: unknown, isBinary: boolean) => void): unknown;
  on(event: 'pong' | 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

export interface WebSocketPipeOptions {
  /** Milliseconds between pings; a client that has not answered one by the next is taken for gone. Default 30,000. */
  readonly pingMs?: number;
}

const open = 1;

/**
 * A pipe over a socket that a `ws` server has accepted. Who may connect is for the server to decide before: origin,
 * host and token are checked at the upgrade.
 */
export function webSocketPipe(socket: ServerSocket, { pingMs = 30_000 }: WebSocketPipeOptions = {}): Pipe {
  let answered = true;
  const pings = setInterval(() => {
    if (!answered) {
      pipe.end(new Error('The client did not answer a ping'));
      return;
    }
    answered = false;
    if (socket.readyState === open) socket.ping();
  }, pingMs);
  pings.unref();

  const pipe = new PipeBase({
    send(frame) {
      if (socket.readyState === open) socket.send(encodeSocketFrame(frame));
    },
    release() {
      clearInterval(pings);
      // A client that is gone doesn't answer a closing handshake; one that is there gets its last frames first.
      if (answered) socket.close();
      else socket.terminate();
    },
  });
  socket.on('pong', () => {
    answered = true;
  });
  socket.on('message', (data, isBinary) =>
    pipe.deliver(isBinary && data instanceof Uint8Array ? decodeSocketFrame(data) : text(data)),
  );
  socket.on('close', () => pipe.end());
  socket.on('error', (error) => pipe.end(error));
  return pipe;
}

/** `ws` hands over text as the bytes it came in. */
function text(data: unknown): unknown {
  return data instanceof Uint8Array
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('utf8')
    : data;
}
