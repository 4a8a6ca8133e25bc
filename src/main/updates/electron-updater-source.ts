import {
  type AppUpdater,
  BaseUpdater,
  CancellationToken,
  DebUpdater,
  MacUpdater,
  NsisUpdater,
} from 'electron-updater';
import type { UpdateSource } from '#main/services/updates/updates.ts';
import { ReplacingAppImageUpdater } from './app-image-updater.ts';
import { updateFailureText } from './failure-text.ts';

export interface ElectronUpdaterOptions {
  readonly updater: AppUpdater;
  /** Ends the app, when the update is in place or its installer waits for the end. */
  readonly quit: () => void;
  /** Ends the updater's connections: a download that is cancelled would keep its own until it times out. */
  readonly closeConnections: () => Promise<void>;
  readonly log: (level: 'debug' | 'info' | 'warn', message: string) => void;
}

/**
 * The updater for this copy of the app. Only where `updateObstacle` finds none.
 * @param image the AppImage that it runs from.
 * @param relaunch starts the AppImage again when this process ends.
 */
export function updaterFor(
  platform: NodeJS.Platform,
  image: string | undefined,
  relaunch: () => void,
): AppUpdater {
  if (platform === 'darwin') return new MacUpdater();
  if (platform === 'win32') return new NsisUpdater();
  return image === undefined ? new DebUpdater() : new ReplacingAppImageUpdater(image, relaunch);
}

/** electron-updater, which does nothing here that it was not asked to. */
export class ElectronUpdaterSource implements UpdateSource {
  readonly #updater: AppUpdater;
  readonly #quit: () => void;
  readonly #closeConnections: () => Promise<void>;

  constructor({ updater, quit, closeConnections, log }: ElectronUpdaterOptions) {
    updater.autoDownload = false;
    updater.autoInstallOnAppQuit = false;
    updater.disableWebInstaller = true;
    // Its partial downloads ask for pieces that can't be cancelled, and do not help where a server has no ranges.
    updater.disableDifferentialDownload = true;
    // It would send an id that it keeps for each copy of the app. Nobody needs to know which copy asks.
    updater.requestHeaders = { 'x-user-staging-id': 'none' };
    updater.logger = {
      debug: (message) => log('debug', message),
      info: (message) => log('info', String(message)),
      warn: (message) => log('warn', String(message)),
      // Each error also comes back as a rejection, and whoever asked writes it down.
      error: (message) => log('debug', String(message)),
    };
    this.#updater = updater;
    this.#quit = quit;
    this.#closeConnections = closeConnections;
  }

  async newest(): Promise<string | undefined> {
    const result = await told(this.#updater.checkForUpdates());
    if (result === null) throw new Error('This copy of Parley can not look for updates.');
    return result.isUpdateAvailable ? result.updateInfo.version : undefined;
  }

  async download(onProgress: (received: number, total: number) => void, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const token = new CancellationToken();
    const cancel = () => token.cancel();
    const progress = ({ transferred, total }: { transferred: number; total: number }) =>
      onProgress(transferred, total);
    signal.addEventListener('abort', cancel, { once: true });
    this.#updater.on('download-progress', progress);
    try {
      await told(this.#updater.downloadUpdate(token));
    } catch (cause) {
      if (signal.aborted) await this.#closeConnections();
      signal.throwIfAborted();
      throw cause;
    } finally {
      this.#updater.off('download-progress', progress);
      signal.removeEventListener('abort', cancel);
      token.dispose();
    }
  }

  install(): Promise<never> {
    return new Promise((_, reject) => {
      const updater = this.#updater;
      const fail = (cause: unknown) => {
        updater.off('error', fail);
        reject(asTold(cause));
      };
      updater.on('error', fail);
      if (!(updater instanceof BaseUpdater)) {
        // macOS: the system's updater takes the file, checks its signature, quits the app and starts the new one.
        updater.quitAndInstall();
      } else if (updater.install(true, true)) {
        this.#quit();
      } else {
        // It has told why by an error event, mostly. And it would refuse to try again without a word.
        Object.assign(updater, { quitAndInstallCalled: false });
        fail(new Error('the updater put nothing in place'));
      }
    });
  }
}

/** What electron-updater does, with its failures in words for a person and the original as the cause. */
async function told<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw asTold(cause);
  }
}

function asTold(cause: unknown): Error {
  return new Error(updateFailureText(cause), { cause });
}
