import type { BrowserWindow } from 'electron';
import { askAfterCrashes } from './questions.ts';
import type { Lifecycle } from './services/lifecycle/lifecycle.ts';

/** So many crashes in so many milliseconds are taken for one that will not stop. */
const crashLimit = 3;
const crashWindowMs = 60_000;

export interface CrashRecoveryOptions {
  readonly lifecycle: Pick<Lifecycle, 'notify'>;
  readonly report: (error: unknown) => void;
}

/**
 * Loads a window's page again after its process is gone. Its state is journalled: the new document takes up where the
 * one that crashed was, and says what happened. Not without end.
 * @returns whether that has happened yet.
 */
export function recoverFromCrashes(
  window: BrowserWindow,
  { lifecycle, report }: CrashRecoveryOptions,
): { readonly hasCrashed: () => boolean } {
  let crashes: number[] = [];
  let hasCrashed = false;
  const reload = () => {
    lifecycle.notify({ kind: 'window-crashed' }, String(window.id));
    window.webContents.reload();
  };
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    hasCrashed = true;
    report(new Error(`The window's process is gone: ${reason}`));
    const now = Date.now();
    crashes = [...crashes.filter((at) => now - at < crashWindowMs), now];
    if (crashes.length <= crashLimit) return reload();
    crashes = [];
    askAfterCrashes(window)
      .then((decision) => {
        if (window.isDestroyed()) return;
        if (decision === 'reload') reload();
        else window.close();
      })
      .catch(report);
  });
  return { hasCrashed: () => hasCrashed };
}
