import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BrowserWindow } from 'electron';
import { askBeforeClose } from './close-handshake.ts';
import type { AppServices } from './services/index.ts';
import { loadWindowState, saveWindowState } from './window-state.ts';

const preload = fileURLToPath(new URL('../preload/index.cjs', import.meta.url));

export interface WindowOptions {
  readonly services: AppServices;
  readonly dataFolder: string;
  /** What the window shows; the only page that it will ever show. */
  readonly url: string;
  readonly onKeptOpen: () => void;
}

/** Opens the app's window, where it stood last. */
export async function openWindow({
  services,
  dataFolder,
  url,
  onKeptOpen,
}: WindowOptions): Promise<BrowserWindow> {
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

  const { webContents } = window;
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  webContents.on('will-navigate', (event) => event.preventDefault());
  webContents.session.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  webContents.session.setPermissionCheckHandler(() => false);
  webContents.on('render-process-gone', (_event, { reason }) => {
    services.log.unheard(new Error(`The window's process is gone: ${reason}`));
    // Its state is journalled: a new document takes it up where the old one was.
    if (reason !== 'clean-exit' && !window.isDestroyed()) webContents.reload();
  });

  // Before the handshake's own listener: the place is remembered as it was when closing was asked for.
  window.on(
    'close',
    () => void saveWindowState(stateFile, window).catch((cause: unknown) => services.log.unheard(cause)),
  );
  askBeforeClose(window, services.lifecycle, onKeptOpen);
  await window.loadURL(url);
  return window;
}
