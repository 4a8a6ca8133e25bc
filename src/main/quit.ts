import { app, type BrowserWindow, powerMonitor } from 'electron';
import { relaunchAtEnd } from './relaunch.ts';
import type { Closing } from './services/lifecycle/closing.ts';

/** How long the services have to come to their end after the windows have, in milliseconds. */
const releaseMs = 5000;

export interface QuitOptions {
  readonly closing: Closing;
  /** Ends everything that the app holds. Called once. */
  readonly release: () => Promise<void>;
  readonly report: (error: unknown) => void;
}

/**
 * Ends the app in order, whoever asks: first the windows put away what is unsaved, then they close, then the services
 * end. Each step has its time, and none can keep the app from ending. After `app.whenReady()`, before the first window.
 */
export function quitInOrder({ closing, release, report }: QuitOptions): void {
  app.on('before-quit', (event) => {
    if (closing.isAgreed) return;
    event.preventDefault();
    closing
      .closeAll()
      .then((agreed) => {
        if (agreed) app.quit();
      })
      .catch(report);
  });
  app.on('window-all-closed', () => {
    // Where they have closed for the end, ending the app is up to who closed them.
    if (process.platform !== 'darwin' && !closing.isAgreed) app.quit();
  });

  let isReleased = false;
  let isReleasing = false;
  app.on('will-quit', (event) => {
    if (isReleased) return;
    event.preventDefault();
    // Whoever asks again meanwhile (a second key press, the system) changes nothing.
    if (isReleasing) return;
    isReleasing = true;
    // Nothing can be shown any more: who starts Parley in these moments gets it after this one.
    app.once('second-instance', relaunchAtEnd);
    void endInTime(release, report).then(() => {
      isReleased = true;
      app.quit();
    });
  });

  quitWithTheSystem({ closing, report });
}

/** Resolves when all is released, or has failed to be, or the time for it is over. */
async function endInTime(release: QuitOptions['release'], report: QuitOptions['report']): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeIsOver = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, releaseMs);
  });
  try {
    await Promise.race([release(), timeIsOver]);
  } catch (cause) {
    report(cause);
  } finally {
    clearTimeout(timer);
  }
}

function quitWithTheSystem({ closing, report }: Pick<QuitOptions, 'closing' | 'report'>): void {
  const quit = () => {
    closing
      .closeAllWithoutAsking()
      .then(() => app.quit())
      .catch(report);
  };
  // Linux and macOS wait for the app, some seconds at most. Electron's types leave out the event that its
  // documentation tells to prevent.
  const monitor: NodeJS.EventEmitter = powerMonitor;
  monitor.on('shutdown', (event: Electron.Event) => {
    event.preventDefault();
    quit();
  });
  // Windows asks every program first whether the session may end. Preventing that would keep the person from shutting
  // down; while the others are asked, there is time enough to put everything away.
  app.on('browser-window-created', (_event, window: BrowserWindow) => {
    window.on('query-session-end', () => void closing.putAway().catch(report));
    window.on('session-end', quit);
  });
}

/**
 * Restarts the app in order, without asking anybody: what is not put away in time is not waited for.
 * Rejects where the windows can't be closed.
 */
export async function restart(closing: Closing): Promise<void> {
  await closing.closeAllWithoutAsking();
  relaunchAtEnd();
  app.quit();
}
