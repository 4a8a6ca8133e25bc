import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { WebSocket, WebSocketServer } from 'ws';
import type { Connect } from '#ipc/client/index.ts';
import type { Pipe } from '#ipc/protocol/pipe.ts';
import { connectWebSocket, createMemoryPipe, messagePortPipe, webSocketPipe } from '#ipc/transports/index.ts';

export interface PipeUnderTest extends AsyncDisposable {
  /** For a client: each connection makes a new pipe and hands its other end to `onPipe`. */
  readonly connect: Connect;
  /** Cuts every connection, as a lost network would. */
  cut(): void;
}

export type PipeKind = 'memory' | 'MessagePort' | 'WebSocket';
export const pipeKinds: readonly PipeKind[] = ['memory', 'MessagePort', 'WebSocket'];

/** A real pipe of each kind, both ends in this process. */
export async function openPipe(kind: PipeKind, onPipe: (pipe: Pipe) => void): Promise<PipeUnderTest> {
  const served: Pipe[] = [];
  const serve = (pipe: Pipe) => {
    served.push(pipe);
    onPipe(pipe);
  };
  const cut = () => {
    for (const pipe of served.splice(0)) pipe.close();
  };

  if (kind !== 'WebSocket') {
    const connect = () => {
      const [client, server] = kind === 'memory' ? createMemoryPipe() : portPair();
      serve(server);
      return client;
    };
    return { connect, cut, [Symbol.asyncDispose]: () => Promise.resolve(cut()) };
  }

  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (socket) => serve(webSocketPipe(socket)));
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    connect: connectWebSocket({
      url: `ws://127.0.0.1:${address.port}`,
      create: (url, protocols) => new WebSocket(url, protocols),
    }),
    cut,
    async [Symbol.asyncDispose]() {
      cut();
      for (const socket of server.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function portPair(): [Pipe, Pipe] {
  const { port1, port2 } = new MessageChannel();
  return [messagePortPipe(port1), messagePortPipe(port2)];
}
