import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BodyEngine } from '#body-engine/engine.ts';
import { Failure } from '#router/contracts/failure.ts';
import type { Services } from '#router/context.ts';
import { BodyJobs } from './bodies/body-jobs.ts';
import { BodyStore } from './bodies/store.ts';
import { storageFailure } from './files/storage-failure.ts';
import type { exchange } from './http/exchange.ts';
import type { ProxyEnv } from './http/proxy.ts';
import { Lifecycle } from './lifecycle/lifecycle.ts';
import { Log, type LogOptions } from './log/log.ts';
import { Media } from './page/media.ts';
import { Previews } from './page/previews.ts';
import type { Platform } from './platform.ts';
import { HistoryStore } from './history/history-store.ts';
import { openSavedRequests } from './saved-requests.ts';
import { SendRegistry, type SendRegistryOptions } from './sends/registry.ts';
import { SettingsStore } from './settings/settings-store.ts';
import { noUpdates } from './updates/no-updates.ts';
import type { Updates } from './updates/updates.ts';

export interface ServicesOptions {
  readonly platform: Platform;
  /** Holds everything that Parley keeps. Made where it is missing. One process at a time: see `instance-lock.ts`. */
  readonly dataFolder: string;
  /** The built `src/body-engine/worker/worker.ts`: the thread that indexes and reads bodies. */
  readonly bodyWorker: URL;
  /** The built `collections/reading/worker.ts`: the thread that reads collections. */
  readonly collectionsWorker: URL;
  /** `exchange` of `http/exchange.ts`, or the same with other options. */
  readonly exchange: typeof exchange;
  /** Where HTTP_PROXY, HTTPS_PROXY and NO_PROXY are looked up; left out: no proxy. */
  readonly proxyEnv?: ProxyEnv;
  readonly log?: Omit<LogOptions, 'folder'>;
  readonly sends?: Pick<SendRegistryOptions, 'unwatchedMs' | 'unwatchedFinishedMs' | 'harmlessBytes'>;
  /** How long a document waits for the draft of another, in milliseconds. */
  readonly claimWaitMs?: number;
  /** Bytes of a response that a window shows, as text or as a page. */
  readonly textWindowBytes?: number;
  /** For a host that speaks to its windows before the services are there. Default: one of their own. */
  readonly lifecycle?: Lifecycle;
  /** Left out where Parley does not update itself. */
  readonly updates?: Updates;
}

export interface AppServices extends Services {
  readonly updates: Updates;
  readonly lifecycle: Lifecycle;
  readonly log: Log;
  readonly previews: Previews;
  readonly bodies: BodyStore;
  readonly bodyJobs: BodyJobs;
  readonly history: HistoryStore;
  readonly media: Media;
  /** Brings all work to its end and releases everything. The services can't be used afterwards. */
  close(): Promise<void>;
}

const updatedElsewhere =
  'Parley runs in a browser here. Update it where it is served from, and start it again.';

/**
 * Puts the services together on a data folder.
 * Throws a `Failure` of phase `store` where the folder can't be used.
 */
export async function createServices(options: ServicesOptions): Promise<AppServices> {
  const { dataFolder } = options;
  try {
    await mkdir(dataFolder, { recursive: true, mode: 0o700 });
    const log = await Log.open({ ...options.log, folder: join(dataFolder, 'logs') });
    try {
      return await openServices(options, log);
    } catch (cause) {
      log.unheard(cause);
      await log.close();
      throw cause;
    }
  } catch (cause) {
    throw storageFailure(cause, { what: 'Parley could not start', then: 'start it again' });
  }
}

async function openServices(options: ServicesOptions, log: Log): Promise<AppServices> {
  const { platform, dataFolder, proxyEnv, textWindowBytes = 5 * 1024 * 1024 } = options;
  const onError = (error: unknown) => log.unheard(error);
  const settings = await SettingsStore.open(dataFolder, onError);
  const saved = await openSavedRequests({ ...options, log, onError });
  const engine = new BodyEngine({ workerUrl: options.bodyWorker, onError });
  const history = await HistoryStore.open({
    folder: join(dataFolder, 'history'),
    onError,
    onBodyDropped: (id) => bodies.remove(id),
  });
  const bodies = await BodyStore.open({
    folder: join(dataFolder, 'bodies'),
    platform,
    engine,
    onError,
    earlier: history.bodies,
    isKept: (id) => history.keeps(id),
    locate: (file) => saved.bodyFiles.locate(file),
  });
  for (const { id } of history.bodies) if (!bodies.has(id)) history.dropBody(id);
  const previews = new Previews({ bodies, maxBytes: textWindowBytes });
  const media = new Media(bodies);
  const exchangeOptions = { appVersion: platform.version, ...(proxyEnv === undefined ? {} : { proxyEnv }) };
  const requests = new SendRegistry({
    ...options.sends,
    exchange: (request, hooks, figures, signal) =>
      options.exchange(request, hooks, figures, signal, exchangeOptions),
    bodies,
    uploads: saved.bodyFiles,
    preparer: saved.preparer,
    history,
    quotaBytes: () => settings.current.bodyQuotaBytes,
    onError,
  });
  const bodyJobs = new BodyJobs({ bodies, engine, makeRoom: () => requests.makeRoom(), onError });
  return {
    app: {
      info: () => ({
        version: platform.version,
        host: platform.host,
        platform: process.platform,
        textWindowBytes,
      }),
      openWindow: async () => {
        if (platform.openWindow) return platform.openWindow();
        throw new Failure('PRECONDITION_FAILED', 'Parley runs in a browser here. Open another tab there.');
      },
    },
    lifecycle: options.lifecycle ?? new Lifecycle(),
    log,
    requests,
    bodies,
    bodyJobs,
    previews,
    media,
    collections: saved.collections,
    drafts: saved.drafts,
    tabs: saved.tabs,
    environments: saved.environments,
    history,
    uploads: saved.uploads,
    settings,
    updates: options.updates ?? noUpdates(platform.version, updatedElsewhere),
    async close() {
      // First what can't be had again, then what can, and the log last since all of them write to it.
      await saved[Symbol.asyncDispose]();
      await requests.close();
      await history.close();
      previews[Symbol.dispose]();
      media[Symbol.dispose]();
      await bodies.close();
      await bodyJobs.settled();
      await engine[Symbol.asyncDispose]();
      await log.close();
    },
  };
}
