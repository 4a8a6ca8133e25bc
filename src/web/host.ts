import { fileURLToPath } from 'node:url';
import type { Pipe } from '#ipc/protocol/pipe.ts';
import { serve, type ServedSession } from '#ipc/server/index.ts';
import { appVersion, isDev } from '#main/services/build-info.ts';
import { Cleanup } from '#main/services/cleanup.ts';
import { exchange } from '#main/services/http/exchange.ts';
import { type AppServices, createServices } from '#main/services/index.ts';
import { acquireInstanceLock } from '#main/services/instance-lock.ts';
import { createDevPageHandler } from '#main/services/page/dev-page.ts';
import { createPageHandler, type PageHandler, withBodies } from '#main/services/page/page-handler.ts';
import type { Platform } from '#main/services/platform.ts';
import { sendLimits } from '#main/services/sends/limits.ts';
import { Failure } from '#router/contracts/failure.ts';
import { createAppRouter } from '#router/index.ts';
import { loadAddress, saveAddress } from './address.ts';
import { Guard, isLoopback } from './guard.ts';
import { answerRequests, HttpServer } from './http-server.ts';
import { Openings } from './openings.ts';
import { acceptSockets } from './socket-server.ts';
import { DownloadTickets } from './tickets.ts';

export interface HostSettings {
  /** 0: that of last time, or any that is free. */
  readonly port: number;
  /** The interface to listen on. */
  readonly host: string;
  readonly dataFolder: string;
  /** Collections in it can be opened, and new ones are made in it. */
  readonly collectionsFolder: string;
  /** The origin of Vite's dev server, in development. */
  readonly devServer?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
}

export interface RunningHost {
  /** Where a browser finds it, the token behind the `#`. */
  readonly address: string;
  /** An address that leads there once and within a minute, for the arguments of a program: others can read these. */
  addressToOpen(): string;
  /** Writes what went wrong outside of any call to the log, and tells the windows. */
  reportError(error: unknown): void;
  /** Ends it. @param graceMs how long the windows have to put away what is unsaved, in milliseconds. */
  close(graceMs: number): Promise<void>;
}

/** The data folder is in use; the message says where, in the other one's words. */
export class AlreadyRunningError extends Error {
  override readonly name = 'AlreadyRunningError';
}

/**
 * Starts the app behind an HTTP server, for browsers.
 * @throws {AlreadyRunningError} where another Parley has the data folder.
 * @throws {Failure} where the folder or the port can't be used.
 */
export async function startHost(settings: HostSettings): Promise<RunningHost> {
  const { dataFolder, collectionsFolder, env, host } = settings;
  await using cleanup = new Cleanup();
  let address = '';
  const lock = await acquireInstanceLock(dataFolder, {
    describe: () => address,
    // A browser's window can't be brought to the front from here. The second instance prints the address.
    onSecond: () => undefined,
  });
  if ('runningAs' in lock) throw new AlreadyRunningError(lock.runningAs);
  cleanup.use(lock);

  const tickets = cleanup.use(new DownloadTickets());
  const openings = cleanup.use(new Openings());
  const platform: Platform = {
    host: 'browser',
    version: appVersion,
    collectionsFolder,
    // How far a download is, the browser shows.
    async *saveBody(_session, file) {
      const path = tickets.issue(file);
      yield { type: 'result', result: { kind: 'download', path, fileName: file.fileName } };
    },
  };
  const services = await createServices({
    platform,
    dataFolder,
    bodyWorker: new URL('./body-worker.js', import.meta.url),
    collectionsWorker: new URL('./collections-worker.js', import.meta.url),
    exchange,
    proxyEnv: env,
    sends: sendLimits(env),
  });
  cleanup.defer(() => services.close());
  const reportError = (error: unknown) => void services.log.unheard(error);

  const { token, port: lastPort } = await loadAddress(dataFolder);
  const guard = new Guard(host, token);
  const page = withBodies(await pageHandler(settings), services);
  const http = new HttpServer();
  cleanup.defer(() => http[Symbol.asyncDispose]());
  http.server.on('request', answerRequests({ guard, tickets, openings, page, onError: reportError }));
  const windows = new Windows(services);
  cleanup.use(acceptSockets(http.server, guard, (pipe) => windows.open(pipe)));

  // From here on there are answers: tabs that wait for a host which was killed ask at once.
  const port = await listenWhereLast(http, settings, lastPort, reportError);
  await saveAddress(dataFolder, { port, token });
  const origin = `http://${urlHost(host)}:${port}`;
  address = `${origin}/#${token}`;

  const resources = cleanup.move();
  return {
    address,
    addressToOpen: () => origin + openings.issue(token),
    reportError: (error) =>
      services.lifecycle.notify({ kind: 'main-failed', logId: services.log.unheard(error) }),
    async close(graceMs) {
      await using _ = resources;
      await windows.close(graceMs);
    },
  };
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

function pageHandler({ devServer }: HostSettings): Promise<PageHandler> {
  if (isDev && devServer !== undefined) return Promise.resolve(createDevPageHandler(devServer));
  return createPageHandler({
    root: fileURLToPath(new URL('../renderer', import.meta.url)),
    // Not every browser takes 'self' to mean the same origin's sockets.
    connectSources: (request) => [`ws://${new URL(request.url).host}`],
  });
}

/** On the port that was asked for; else on that of last time, or any where that is taken meanwhile. */
async function listenWhereLast(
  http: HttpServer,
  { host, port }: HostSettings,
  lastPort: number,
  onError: (error: unknown) => void,
): Promise<number> {
  if (port !== 0) return http.listen(host, port, onError);
  try {
    return await http.listen(host, lastPort, onError);
  } catch (cause) {
    if (cause instanceof Failure && cause.details.errno === 'EADDRINUSE')
      return http.listen(host, 0, onError);
    throw cause;
  }
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
