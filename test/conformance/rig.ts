import { fork } from 'node:child_process';
import { once } from 'node:events';
import { MessageChannel, Worker } from 'node:worker_threads';
import { createTRPCClient, type TRPCClient } from '@trpc/client';
import { WebSocket, WebSocketServer } from 'ws';
import { type Connect, IpcClient, ipcLink } from '#ipc/client/index.ts';
import type { Pipe } from '#ipc/protocol/pipe.ts';
import { connectWebSocket, createMemoryPipe, messagePortPipe, webSocketPipe } from '#ipc/transports/index.ts';
import { bundle } from '#test/harness/services/bundle.ts';
import { openElectronRig } from './electron/electron-rig.ts';
import { ProcessPipes } from './pipes/process-pipes.ts';
import type { PipeKind } from './rows.ts';
import { serverConfig, type ServerConfig, type ServerConfigInput } from './server/config.ts';
import type { ControlRouter } from './server/control.ts';
import { ConformanceHost } from './server/host.ts';
import { transformers } from './server/transformers.ts';

export type ControlClient = TRPCClient<ControlRouter>;

/** A conformance server at the other end of one kind of pipe. */
export interface Rig extends AsyncDisposable {
  readonly config: ServerConfig;
  /** How the page or client of this name connects; the name is what `createContext` is told. */
  connector(sender: string): Connect;
  /** What the server tells of itself, over a channel of its own. */
  readonly control: ControlClient;
  /** Loses every connection. */
  cut(): Promise<void>;
  /** Ends the server as a crash would, where it is a process of its own. */
  kill?(): Promise<void>;
}

/** What each kind of pipe brings; `openRig` adds the rest. */
export interface Carrier extends AsyncDisposable {
  connector(sender: string): Connect;
  openControl(): Pipe;
  kill?(): Promise<void>;
}

/** Starts a conformance server, and what carries frames to it. */
export async function openRig(kind: PipeKind, input: ServerConfigInput = {}): Promise<Rig> {
  const config = serverConfig.parse(input);
  const carrier = await carriers[kind](config);
  const ipc = new IpcClient({ connect: () => carrier.openControl(), reconnectDelayMs: null });
  const control = createTRPCClient<ControlRouter>({
    links: [ipcLink({ client: ipc, transformer: transformers.identity })],
  });
  const { kill } = carrier;
  return {
    config,
    connector: (sender) => carrier.connector(sender),
    control,
    cut: () => control.cut.mutate(),
    ...(kill && { kill: () => kill() }),
    async [Symbol.asyncDispose]() {
      ipc.close();
      await carrier[Symbol.asyncDispose]();
    },
  };
}

const carriers: Record<PipeKind, (config: ServerConfig) => Promise<Carrier>> = {
  memory: (config) => {
    const host = new ConformanceHost(config);
    return Promise.resolve({
      connector: (sender) => () => {
        const [client, server] = createMemoryPipe();
        host.serve(server, sender);
        return client;
      },
      openControl: () => controlPipe(host),
      [Symbol.asyncDispose]: () => Promise.resolve(host.close()),
    });
  },

  async MessagePort(config) {
    const worker = new Worker(bundle('conformance-server'), { workerData: config });
    const open = (label: string) => {
      const { port1, port2 } = new MessageChannel();
      worker.postMessage({ port: port2, label }, [port2]);
      return messagePortPipe(port1);
    };
    await once(worker, 'online');
    return {
      connector: (sender) => () => open(sender),
      openControl: () => open('control'),
      kill: async () => void (await worker.terminate()),
      [Symbol.asyncDispose]: async () => void (await worker.terminate()),
    };
  },

  async process(config) {
    const child = fork(bundle('conformance-server'), [JSON.stringify(config)], { serialization: 'advanced' });
    const exited = once(child, 'exit');
    const pipes = new ProcessPipes(child, () => undefined);
    await once(child, 'spawn');
    return {
      connector: (sender) => () => pipes.open(sender),
      openControl: () => pipes.open('control'),
      async kill() {
        child.kill('SIGKILL');
        await exited;
      },
      async [Symbol.asyncDispose]() {
        pipes[Symbol.dispose]();
        child.kill('SIGKILL');
        await exited;
      },
    };
  },

  async WebSocket(config) {
    const host = new ConformanceHost(config);
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
    server.on('connection', (socket, { url }) => host.serve(webSocketPipe(socket), (url ?? '/').slice(1)));
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the server has no port');
    return {
      connector: (sender) =>
        connectWebSocket({
          url: `ws://127.0.0.1:${address.port}/${sender}`,
          create: (url, protocols) => new WebSocket(url, protocols),
        }),
      openControl: () => controlPipe(host),
      async [Symbol.asyncDispose]() {
        host.close();
        for (const socket of server.clients) socket.terminate();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  },

  Electron: (config) => Promise.resolve(openElectronRig(config)),
};

/** A control channel to a server in this very thread. */
export function controlPipe(host: ConformanceHost): Pipe {
  const [client, server] = createMemoryPipe();
  host.serveControl(server);
  return client;
}
