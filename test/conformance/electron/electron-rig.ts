import type { Connect } from '#ipc/client/index.ts';
import type { Pipe } from '#ipc/protocol/pipe.ts';
import {
  connectElectron,
  createMemoryPipe,
  type ElectronTransportOptions,
  listenElectron,
} from '#ipc/transports/index.ts';
import type { Carrier } from '../rig.ts';
import { type ServerConfig, serverConfig } from '../server/config.ts';
import { ConformanceHost } from '../server/host.ts';
import type { PageDocument } from './document.ts';
import { StandInElectron, type StandInContents } from './stand-in.ts';

export const pageOrigin = 'app://parley';

/** How a document connects. */
export function connectDocument({ bridge, page }: PageDocument): Connect {
  return connectElectron(bridge, { page });
}

/** The conformance server behind Electron's transport, told of each window by its page's path. */
export function openElectronRig(config: ServerConfig): Carrier {
  const electron = new StandInElectron();
  const host = new ConformanceHost(config);
  const handler = listenPages(electron, host);
  const windows = new Map<string, StandInContents>();
  return {
    connector(sender) {
      let contents = windows.get(sender);
      if (!contents) {
        contents = electron.openWindow(`${pageOrigin}/${sender}`);
        windows.set(sender, contents);
      }
      return connectDocument(contents.mainFrame.document);
    },
    openControl() {
      const [client, server] = createMemoryPipe();
      host.serveControl(server);
      return client;
    },
    [Symbol.asyncDispose]() {
      handler[Symbol.dispose]();
      host.close();
      return Promise.resolve();
    },
  };
}

/** Listens for the pages of the app, as its main process does. */
export function listenPages(
  electron: StandInElectron,
  host: ConformanceHost,
  options: Partial<ElectronTransportOptions<StandInContents>> = {},
): Disposable {
  return listenElectron<StandInContents>({
    ipcMain: electron.ipcMain,
    allow: ({ frame }) => frame.origin === pageOrigin,
    onPipe: (pipe: Pipe, { frame }) => void host.serve(pipe, new URL(frame.url).pathname.slice(1)),
    ...options,
  });
}

/** A conformance server of its own behind Electron's transport, for the rows that are about documents. */
export function startElectron(options: Partial<ElectronTransportOptions<StandInContents>> = {}) {
  const electron = new StandInElectron();
  const host = new ConformanceHost(serverConfig.parse({ tap: true }));
  const refused: (readonly [reason: string, url: string | null])[] = [];
  const handler = listenPages(electron, host, {
    onRefused: (reason, url) => void refused.push([reason, url]),
    ...options,
  });
  return {
    electron,
    host,
    handler,
    refused,
    [Symbol.dispose]() {
      handler[Symbol.dispose]();
      host.close();
    },
  };
}
