import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { IpcClient } from '#ipc/client/index.ts';
import type { Pipe } from '#ipc/protocol/pipe.ts';
import { serve, type ServedSession } from '#ipc/server/index.ts';
import { createMemoryPipe } from '#ipc/transports/index.ts';
import { exchange } from '#main/services/http/exchange.ts';
import { type AppServices, createServices, type ServicesOptions } from '#main/services/index.ts';
import { createMainClient } from '#renderer/trpc/provider.tsx';
import { createAppRouter } from '#router/index.ts';
import { Gates } from './servers/gates.ts';
import { bodyWorker } from './services/body-engine.ts';
import { collectionsWorker } from './services/collections.ts';
import { saving } from './services/saving.ts';

export interface TestMain extends AsyncDisposable {
  readonly services: AppServices;
  readonly dataFolder: string;
  /** The sessions that have been opened, in order. */
  readonly sessions: readonly ServedSession[];
  /** A window's client, over a pipe in memory. */
  openWindow(): TestWindow;
  /** Cuts every connection, as a host that goes away would. */
  cut(): void;
  /** Cuts every connection, and lets none be made until what it resolves with is called. The windows know by then. */
  goAway(): Promise<() => void>;
}

export interface TestWindow {
  readonly ipc: IpcClient;
  readonly client: ReturnType<typeof createMainClient>;
  /** As main's, for this window alone. */
  goAway(): Promise<() => void>;
}

/** The way to main, of one window or of all. */
class Road {
  #open = Promise.resolve();
  readonly #ends: Pipe[] = [];

  /** Resolves while the road is open. */
  get open(): Promise<void> {
    return this.#open;
  }

  add(end: Pipe): void {
    this.#ends.push(end);
  }

  cut(): void {
    for (const end of this.#ends.splice(0)) end.close();
  }

  /** Cuts what goes over it, and lets nothing through until what it resolves with is called. */
  async block(): Promise<() => void> {
    const awaited = new Gates();
    this.#open = awaited.passed('back');
    this.cut();
    // Ends arrive in microtasks.
    await setImmediate();
    return () => awaited.open('back');
  }
}

/** Main as it is, on a folder of its own, with a window's end of the adapter: the real router and the real services. */
export async function startMain(options: Partial<ServicesOptions> = {}): Promise<TestMain> {
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'parley-main-')));
  const services = await createServices({
    platform: {
      host: 'browser',
      version: '1.2.3',
      saveBody: saving(({ fileName }) => ({ kind: 'saved', fileName })),
    },
    bodyWorker: bodyWorker(),
    collectionsWorker: collectionsWorker(),
    exchange,
    proxyEnv: {},
    ...options,
    dataFolder,
  });
  const router = createAppRouter({ isDev: false });
  const sessions: ServedSession[] = [];
  const clients: IpcClient[] = [];
  const everybodys = new Road();

  const connect = async (road: Road) => {
    await Promise.all([everybodys.open, road.open]);
    const [windowEnd, mainEnd] = createMemoryPipe();
    everybodys.add(mainEnd);
    road.add(mainEnd);
    sessions.push(
      serve(mainEnd, undefined, {
        router,
        createContext: ({ id, signal }) => ({ services, session: { id, signal, windowId: id } }),
        onError: ({ error, path }) => services.log.failure(error, { path }),
      }),
    );
    return windowEnd;
  };

  return {
    services,
    dataFolder,
    sessions,
    openWindow() {
      const road = new Road();
      const ipc = new IpcClient({ connect: () => connect(road) });
      clients.push(ipc);
      return { ipc, client: createMainClient(ipc), goAway: () => road.block() };
    },
    cut: () => everybodys.cut(),
    goAway: () => everybodys.block(),
    async [Symbol.asyncDispose]() {
      for (const ipc of clients) ipc.close();
      await services.close();
      if (options.dataFolder === undefined) await rm(dataFolder, { recursive: true });
    },
  };
}
