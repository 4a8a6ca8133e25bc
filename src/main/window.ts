import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BrowserWindow, dialog, type WebContents } from 'electron';
import { askBeforeClose } from './close-handshake.ts';
import type { AppServices } from './services/index.ts';
import { loadWindowState, saveWindowState } from './window-state.ts';

const preload = fileURLToPath(new URL('../preload/index.cjs', import.meta.url));

/** So many crashes in so many milliseconds are taken for one that will not stop. */
const crashLimit = 3;
const crashWindowMs = 60_000;

export interface WindowOptions {
  readonly services: AppServices;
  readonly dataFolder: string;
  /** What the window shows; the only page that it will ever show. */
  readonly url: string;
  readonly onKeptOpen: () => void;
}

/** Opens the app's window, where it stood last. Resolves when its page has loaded; rejects where that can't be. */
export async function openWindow({ services, dataFolder, url, onKeptOpen }: WindowOptions): Promise<void> {
  const stateFile = join(dataFolder, 'window.json');
  const { maximized, ...bounds } = await loadWindowState(stateFile);
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 640,
    minHeight: 480,
    title: 'Parley',
    show: false,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: false,
    },
  });
  if (maximized) window.maximize();
  window.once('ready-to-show', () => window.show());

  guardContents(window.webContents, new URL(url).origin);
  recoverFromCrashes(window, services);

  // Before the handshake's own listener: the place is remembered as it was when closing was asked for.
  window.on(
    'close',
    () => void saveWindowState(stateFile, window).catch((cause: unknown) => services.log.unheard(cause)),
  );
  askBeforeClose(window, services.lifecycle, onKeptOpen);
  try {
    await window.loadURL(url);
  } catch (cause) {
    // A window that is closed while it loads is no failure.
    if (!window.isDestroyed()) throw cause;
  }
}

/** The window shows its page and nothing else. It may write to the clipboard, and have no other permission. */
function guardContents(contents: WebContents, origin: string): void {
  const allows = (permission: string, requester: string) =>
    permission === 'clipboard-sanitized-write' &&
    URL.canParse(requester) &&
    new URL(requester).origin === origin;
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.session.setPermissionRequestHandler((_contents, permission, callback, { requestingUrl }) =>
    callback(allows(permission, requestingUrl)),
  );
  contents.session.setPermissionCheckHandler((_contents, permission, requester) =>
    allows(permission, requester),
  );
}

/** Its state is journalled: a new document takes up where the one that crashed was. Not without end. */
function recoverFromCrashes(window: BrowserWindow, services: AppServices): void {
  let crashes: number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    services.log.unheard(new Error(`The window's process is gone: ${reason}`));
    const now = Date.now();
    crashes = [...crashes.filter((at) => now - at < crashWindowMs), now];
    if (crashes.length <= crashLimit) return window.webContents.reload();
    crashes = [];
    void askAfterCrashes(window);
  });
}

async function askAfterCrashes(window: BrowserWindow): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'This window keeps crashing.',
    detail: 'What you edited is saved.',
    buttons: ['Reload', 'Close'],
    defaultId: 0,
    cancelId: 1,
  });
  if (window.isDestroyed()) return;
  if (response === 0) window.webContents.reload();
  else window.close();
}
