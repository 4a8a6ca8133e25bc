import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, dialog, ipcMain, Menu, type WebContents } from 'electron';
import { serve } from '#ipc/server/index.ts';
import { type ElectronSender, listenElectron } from '#ipc/transports/index.ts';
import { createAppRouter } from '#router/index.ts';
import { appOrigin, registerAppScheme, serveAppProtocol } from './app-protocol.ts';
import { electronPlatform } from './electron-platform.ts';
import { createMenu } from './menu.ts';
import { isDev } from './services/build-info.ts';
import { exchange } from './services/http/exchange.ts';
import { type AppServices, createServices } from './services/index.ts';
import { acquireInstanceLock } from './services/instance-lock.ts';
import { createPageHandler } from './services/page/page-handler.ts';
import { openWindow } from './window.ts';

/** In development the page comes from Vite's dev server, which electron-vite names here. */
const devServer = isDev ? process.env['ELECTRON_RENDERER_URL'] : undefined;
const pageOrigin = devServer ? new URL(devServer).origin : appOrigin;
const dataFolder = join(app.getPath('userData'), 'data');

/** Serves main's router to every window's documents. */
function serveWindows(services: AppServices): Disposable {
  const router = createAppRouter({ isDev });
  return listenElectron<WebContents>({
    ipcMain,
    allow: ({ frame }) => frame.origin === pageOrigin,
    onRefused: (reason, url) =>
      services.log.unheard(new Error(`A frame was refused (${reason}): ${url ?? 'none'}`)),
    onPipe: (pipe, sender) =>
      void serve(pipe, sender, {
        router,
        isDev,
        createContext: ({ id, signal }) => ({
          services,
          session: { id, signal, windowId: windowIdOf(sender) },
        }),
        onError: ({ error, path, ctx }) => services.log.failure(error, { path, session: ctx?.session.id }),
      }),
  });
}

function windowIdOf({ contents }: ElectronSender<WebContents>): string {
  return String(BrowserWindow.fromWebContents(contents)?.id ?? 'none');
}

async function start(): Promise<void> {
  await app.whenReady();
  let show: () => void = () => undefined;
  const lock = await acquireInstanceLock(dataFolder, {
    describe: () => 'the desktop app',
    onSecond: () => show(),
  });
  if ('runningAs' in lock) {
    dialog.showErrorBox('Parley is already running', `Its data is in use by ${lock.runningAs}.`);
    app.exit(1);
    return;
  }
  const services = await createServices({
    platform: electronPlatform,
    dataFolder,
    exchange,
    proxyEnv: process.env,
  });
  if (!devServer) {
    serveAppProtocol(
      await createPageHandler({ root: fileURLToPath(new URL('../renderer', import.meta.url)) }),
    );
  }
  const windows = serveWindows(services);

  let quitting = false;
  const open = () =>
    openWindow({
      services,
      dataFolder,
      url: devServer ?? `${appOrigin}/`,
      onKeptOpen: () => {
        quitting = false;
      },
    });
  show = () => {
    const [window] = BrowserWindow.getAllWindows();
    // On macOS the app goes on without a window: whoever starts it again wants one.
    if (!window) open().catch((cause: unknown) => services.log.unheard(cause));
    else if (window.isMinimized()) window.restore();
    window?.focus();
  };
  app.on('activate', show);
  app.on('second-instance', show);
  process.on('unhandledRejection', (cause) => services.log.unheard(cause));
  app.on('before-quit', () => {
    quitting = true;
  });
  app.on('window-all-closed', () => {
    if (quitting || process.platform !== 'darwin') app.quit();
  });

  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    event.preventDefault();
    windows[Symbol.dispose]();
    void services.close().finally(() => {
      closed = true;
      lock[Symbol.dispose]();
      app.quit();
    });
  });

  Menu.setApplicationMenu(
    createMenu((command) => {
      const window = BrowserWindow.getFocusedWindow();
      if (window) services.lifecycle.sendMenu(String(window.id), command);
    }),
  );
  await open();
}

registerAppScheme();
if (app.requestSingleInstanceLock()) {
  start().catch((cause: unknown) => {
    dialog.showErrorBox('Parley could not start', cause instanceof Error ? cause.message : String(cause));
    app.exit(1);
  });
} else {
  app.quit();
}
