import type { Connect } from '../client/connection.ts';
import { PipeBase } from './pipe-base.ts';
import { decodeSocketFrame, encodeSocketFrame } from './socket-frame.ts';

/** What the pipe needs of a `WebSocket`: the platform's, or that of the `ws` package. */
export interface ClientSocket {
  readonly readyState: number;
  binaryType: string;
  send(data: string | Uint8Array<ArrayBuffer>): void;
  close(): void;
  addEventListener(type: 'open' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(
    type: 'close',
    listener: (event: { readonly code: number; readonly reason: string }) => void,
  ): void;
}

export interface WebSocketConnectOptions {
  /** `ws:` or `wss:`. A function where it changes between attempts. */
  readonly url: string | (() => string);
  /** Subprotocols to offer; a place for a token that must not stand in the URL. */
  readonly protocols?: string[];
  /** Where the platform has no `WebSocket` (Node 20), or another is wanted. */
  readonly create?: (url: string, protocols: string[]) => ClientSocket;
}

const open = 1;

/** Connects through a `WebSocket`. */
export function connectWebSocket(options: WebSocketConnectOptions): Connect {
  return ({ signal }) =>
    new Promise((resolve, reject) => {
      const url = typeof options.url === 'function' ? options.url() : options.url;
      const socket = (options.create ?? platformSocket)(url, options.protocols ?? []);
      socket.binaryType = 'arraybuffer';
      const onAbort = () => socket.close();
      signal.addEventListener('abort', onAbort);

      const pipe = new PipeBase({
        send(frame) {
          if (socket.readyState === open) socket.send(encodeSocketFrame(frame));
        },
        release: () => socket.close(),
      });
      socket.addEventListener('open', () => {
        signal.removeEventListener('abort', onAbort);
        resolve(pipe);
      });
      socket.addEventListener('message', ({ data }) => {
        pipe.deliver(data instanceof ArrayBuffer ? decodeSocketFrame(new Uint8Array(data)) : data);
      });
      // Always followed by `close`; heard, since an `error` that nobody hears is thrown by `ws`.
      socket.addEventListener('error', () => undefined);
      socket.addEventListener('close', ({ code, reason }) => {
        signal.removeEventListener('abort', onAbort);
        const error = new Error(`The connection was closed (${code}${reason ? `, ${reason}` : ''})`);
        pipe.end(error);
        reject(error);
      });
    });
}

function platformSocket(url: string, protocols: string[]): ClientSocket {
  return new WebSocket(url, protocols);
}
