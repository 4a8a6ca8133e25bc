import { type BrowserWindow, dialog } from 'electron';
import type { Lifecycle } from './services/lifecycle/lifecycle.ts';

/** How long a window has to put away what is unsaved, in milliseconds. */
const graceMs = 3000;

/**
 * Holds a window's closing back until its documents have said that everything is put away. A window that does not
 * answer is left to the person; one that has crashed has nobody to ask and closes at once.
 * @param onGivenUp the person wants to keep the window after all: whatever else was to follow does not.
 */
export function askBeforeClose(window: BrowserWindow, lifecycle: Lifecycle, onGivenUp: () => void): void {
  let agreed = false;
  let asking = false;

  const ask = async () => {
    while ((await lifecycle.askToClose([String(window.id)], graceMs)) === 'late') {
      if (window.isDestroyed()) return;
      const { response } = await dialog.showMessageBox(window, {
        type: 'warning',
        message: 'This window does not answer.',
        detail: 'What you edited in the last moments may not be saved yet.',
        buttons: ['Wait', 'Keep open', 'Close anyway'],
        defaultId: 0,
        cancelId: 1,
      });
      if (response === 2) break;
      if (response === 1) return onGivenUp();
    }
    agreed = true;
    if (!window.isDestroyed()) window.close();
  };

  window.on('close', (event) => {
    if (agreed) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    void ask().finally(() => {
      asking = false;
    });
  });
}
