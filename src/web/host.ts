import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createRequestListener } from '@remix-run/node-fetch-server';
import { serve, type ServedSession } from '#ipc/server/index.ts';
import type { Pipe } from '#ipc/protocol/pipe.ts';
import { appVersion, isDev } from '#main/services/build-info.ts';
import { Cleanup } from '#main/services/cleanup.ts';
import { exchange } from '#main/services/http/exchange.ts';
import { type AppServices, createServices, type ServicesOptions } from '#main/services/index.ts';
import { acquireInstanceLock } from '#main/services/instance-lock.ts';
import { createDevPageHandler } from '#main/services/page/dev-page.ts';
import { createPageHandler, guardHeaders, type PageHandler } from '#main/services/page/page-handler.ts';
import type { Platform } from '#main/services/platform.ts';
import { createAppRouter } from '#router/index.ts';
import { loadAddress, saveAddress } from './address.ts';
import { Guard, isLoopback } from './guard.ts';
import { acceptSockets } from './socket-server.ts';
import { DownloadTickets, downloadPrefix } from './tickets.ts';

export interface HostSettings {
  /** 0: that of last time, or any that is free. */
  readonly port: number;
  /** The interface to listen on. */
  readonly host: string;
  readonly dataFolder: string;
  /** The built window; default: beside the built host. */
  readonly pageFolder?: string;
  /** The origin of Vite's dev server, in development. */
  readonly devServer?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly services?: Pick<ServicesOptions, 'sends' | 'textWindowBytes' | 'claimWaitMs'>;
}

export interface RunningHost {
  /** Where a browser finds it, the token behind the `#`. */
  readonly address: string;
  /** How long the windows have to put away what is unsaved, in milliseconds. */
  close(graceMs: number): Promise<void>;
}

/** The data folder is in use; says by whom. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
}

/**
 * Starts the app behind an HTTP server, for browsers.
 * @throws {AlreadyRunningError} where another Parley has the data folder.
 * @throws a `Failure` where the folder or the port can't be used.
 */
export async function startHost(settings: HostSettings): Promise<RunningHost> {
  let address = '';
  const lock = await acquireInstanceLock(settings.dataFolder, {
    describe: () => address,
    // A browser's window can't be brought to the front from here. The second instance prints the address.
    onSecond: () => undefined,
  });
  if ('runningAs' in lock) throw new AlreadyRunningError(lock.runningAs);
  await using cleanup = new Cleanup();
  cleanup.use(lock);

  const tickets = cleanup.use(new DownloadTickets());
  const platform: Platform = {
    host: 'browser',
    version: appVersion,
    saveBody: (_session, file) =>
      Promise.resolve({ kind: 'download', path: tickets.issue(file), fileName: file.fileName }),
  };
  const { dataFolder, env } = settings;
  const services = await createServices({
    ...settings.services,
    platform,
    dataFolder,
    exchange,
    proxyEnv: env,
  });
  cleanup.defer(() => services.close());

  const last = await loadAddress(dataFolder);
  const server = createServer();
  const port = await listen(server, settings.port || last.port, settings);
  cleanup.defer(() => closeServer(server));
  await saveAddress(dataFolder, { port, token: last.token });
  address = `http://${urlHost(settings.host)}:${port}/#${last.token}`;

  const guard = new Guard(settings.host, last.token);
  const page = await pageHandler(settings);
  const answer = createRequestListener((request) =>
    new URL(request.url).pathname.startsWith(downloadPrefix) ? tickets.redeem(request) : page(request),
  );
  server.on('request', (request, response) => {
    const reason = guard.refuseHost(request);
    if (reason === null) answer(request, response);
    else refuse(response, reason);
  });
  const windows = new Windows(services);
  cleanup.use(acceptSockets(server, guard, (pipe) => windows.open(pipe)));

  const resources = cleanup.move();
  return {
    address,
    async close(graceMs) {
      await using _ = resources;
      await windows.close(graceMs);
    },
  };
}

function refuse(response: ServerResponse, reason: string): void {
  response
    .writeHead(403, { ...guardHeaders, 'Content-Type': 'text/plain; charset=utf-8' })
    .end(`${reason}\n`);
}

/** The sessions of the pages that are open. */
class Windows {
  readonly #sessions = new Map<ServedSession, string>();
  readonly #router = createAppRouter({ isDev });

  constructor(private readonly services: AppServices) {}

  open(pipe: Pipe): void {
    const { services } = this;
    const session = serve(pipe, undefined, {
      router: this.#router,
      isDev,
      createContext: ({ id, signal }) => {
        this.#sessions.set(session, id);
        return { services, session: { id, signal, windowId: id } };
      },
      onError: ({ error, path, ctx }) => services.log.failure(error, { path, session: ctx?.session.id }),
    });
    void session.ended.then(() => this.#sessions.delete(session));
  }

  async close(graceMs: number): Promise<void> {
    await this.services.lifecycle.askToClose([...this.#sessions.values()], graceMs);
    for (const session of this.#sessions.keys()) session.close();
  }
}

function pageHandler({ devServer, pageFolder }: HostSettings): Promise<PageHandler> {
  if (isDev && devServer !== undefined) return Promise.resolve(createDevPageHandler(devServer));
  return createPageHandler({
    root: pageFolder ?? fileURLToPath(new URL('../renderer', import.meta.url)),
    // Not every browser takes 'self' to mean the same origin's sockets.
    connectSources: (request) => [`ws://${new URL(request.url).host}`],
  });
}

/** Listens on the port of last time, where that was not asked for by name and is taken, on any. */
async function listen(server: Server, port: number, { host, port: asked }: HostSettings): Promise<number> {
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    if (asked !== 0 || port === 0) throw cause;
    server.listen(0, host);
    await once(server, 'listening');
  }
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port');
  return address.port;
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

/** A name under which this machine can reach the interface. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** What to say to a person who opens the host to other machines; null where it is not. */
export function exposureWarning(host: string): string | null {
  return isLoopback(host)
    ? null
    : `Parley listens on ${host}: whoever reaches this machine and has the token can send requests from it. The connection is not encrypted.`;
}
