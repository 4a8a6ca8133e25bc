import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, dialog, ipcMain, Menu, type WebContents } from 'electron';
import { serve } from '#ipc/server/index.ts';
import { type ElectronSender, listenElectron } from '#ipc/transports/index.ts';
import { createAppRouter } from '#router/index.ts';
import { appOrigin, registerAppScheme, serveAppProtocol } from './app-protocol.ts';
import { createElectronPlatform } from './electron-platform.ts';
import { guardAllContents } from './guard-contents.ts';
import { createMenu } from './menu.ts';
import { askToRestart, tellOfFailure } from './questions.ts';
import { quitInOrder, restart } from './quit.ts';
import { isDev } from './services/build-info.ts';
import { exchange } from './services/http/exchange.ts';
import { type AppServices, createServices } from './services/index.ts';
import { acquireInstanceLock } from './services/instance-lock.ts';
import { Lifecycle } from './services/lifecycle/lifecycle.ts';
import { createPageHandler } from './services/page/page-handler.ts';
import { previewPrefix } from './services/page/previews.ts';
import { sendLimits } from './services/sends/limits.ts';
import { readCheckAtStart, writeCheckAtStart } from './updates/check-at-start.ts';
import { createUpdates } from './updates/desktop-updates.ts';
import { updateMenuItems } from './updates/menu-items.ts';
import { StartupTrace } from './startup-trace.ts';
import { UncaughtErrors } from './uncaught-errors.ts';
import { readPlaces } from './window-places.ts';
import { Windows } from './windows.ts';

/** In development the page comes from Vite's dev server, which electron-vite names here. */
const devServer = isDev ? process.env['ELECTRON_RENDERER_URL'] : undefined;
const pageUrl = devServer ?? `${appOrigin}/`;
const pageOrigin = devServer ? new URL(devServer).origin : appOrigin;
const dataFolder = join(app.getPath('userData'), 'data');
const placesFile = join(dataFolder, 'windows.json');
const updatesFile = join(dataFolder, 'updates.json');

const trace = new StartupTrace();
/** `--trace-startup=FILE` writes where the time of the start went. */
const traceFile = app.commandLine.getSwitchValue('trace-startup');

/**
 * Serves main's router to every window's documents.
 * @param services may still be on their way: what a window asks for waits.
 */
function serveWindows(services: Promise<AppServices>, report: (error: unknown) => void): Disposable {
  const router = createAppRouter({ isDev });
  return listenElectron<WebContents>({
    ipcMain,
    allow: ({ frame }) => frame.origin === pageOrigin,
    onRefused: (reason, url) => report(new Error(`A frame was refused (${reason}): ${url ?? 'none'}`)),
    onPipe: (pipe, sender) => {
      trace.mark('session-opened');
      const windowId = windowIdOf(sender);
      void serve(pipe, sender, {
        router,
        isDev,
        createContext: async ({ id, signal }) => ({
          services: await services,
          session: { id, signal, windowId },
        }),
        onError: ({ error, path, ctx }) =>
          ctx ? ctx.services.log.failure(error, { path, session: ctx.session.id }) : report(error),
      });
    },
  });
}

function windowIdOf({ contents }: ElectronSender<WebContents>): string {
  return String(BrowserWindow.fromWebContents(contents)?.id ?? 'none');
}

/** The window is asked for as soon as the data folder is ours. What it does not need to appear comes after that. */
async function start(): Promise<void> {
  let show: () => void = () => undefined;
  const [lock, places, checksAtStart] = await Promise.all([
    acquireInstanceLock(dataFolder, { describe: () => 'the desktop app', onSecond: () => show() }),
    readPlaces(placesFile),
    readCheckAtStart(updatesFile),
    app.whenReady(),
  ]);
  trace.mark('ready-and-locked');
  if ('runningAs' in lock) {
    dialog.showErrorBox('Parley is already running', `Its data is in use by ${lock.runningAs}.`);
    app.exit(1);
    return;
  }

  const lifecycle = new Lifecycle();
  const updates = createUpdates({
    closeForRestart: () => windows.closing.closeAll(),
    reopen() {
      windows.closing.takeBack();
      windows.show();
    },
    onError: (cause) => report(cause),
    log: (level, message) =>
      void services.then(({ log }) => log.write(level, message)).catch(() => undefined),
  });
  const services = createServices({
    platform: createElectronPlatform(() => windows.openNew()),
    dataFolder,
    exchange,
    proxyEnv: process.env,
    lifecycle,
    updates,
    sends: sendLimits(process.env),
  });
  // Without services there is no log either, and the end of this function says why.
  const report = (error: unknown) =>
    void services.then(({ log }) => log.unheard(error)).catch(() => undefined);
  const page = devServer ? undefined : servePage(services);
  const served = serveWindows(services, report);
  guardAllContents({ pageUrl, report });
  const windows = new Windows({ lifecycle, placesFile, places, pageUrl, report });
  Menu.setApplicationMenu(
    createMenu({
      send(command) {
        const window = BrowserWindow.getFocusedWindow();
        if (window) lifecycle.sendMenu(String(window.id), command);
      },
      newWindow: () => void windows.openNew().catch(report),
      updateItems: updateMenuItems({
        updates,
        showWindow: () => windows.show(),
        checksAtStart,
        setChecksAtStart: (chosen) => void writeCheckAtStart(updatesFile, chosen).catch(report),
      }),
    }),
  );
  const opened = windows.openLast();
  trace.mark('window-asked-for');

  show = () => windows.show();
  app.on('activate', show);
  app.on('second-instance', show);
  quitInOrder({
    closing: windows.closing,
    report,
    async release() {
      served[Symbol.dispose]();
      await windows.saved();
      await services.then((running) => running.close()).catch(tellOnStandardError);
      lock[Symbol.dispose]();
    },
  });
  watchUncaughtErrors(services, lifecycle, windows);
  await Promise.all([services.then(() => trace.mark('services-ready')), page, opened]);
  trace.mark('page-loaded');
  if (checksAtStart) void updates.check({ quiet: true });
  if (!traceFile) return;
  await trace.reached('session-opened');
  await trace.write(resolve(traceFile));
}

/** The built window's files are listed while its frame is made; what it asks for waits until then. */
function servePage(services: Promise<AppServices>): Promise<unknown> {
  const handler = createPageHandler({ root: fileURLToPath(new URL('../renderer', import.meta.url)) });
  serveAppProtocol(async (request) => {
    trace.mark('page-asked-for');
    // A preview is of a body, which the services have. Nothing else need wait for them.
    const isPreview = new URL(request.url).pathname.startsWith(previewPrefix);
    return isPreview ? (await services).previews.answer(request) : (await handler)(request);
  });
  return handler;
}

function watchUncaughtErrors(services: Promise<AppServices>, lifecycle: Lifecycle, windows: Windows): void {
  const errors = new UncaughtErrors({
    log: async (error) => (await services).log.unheard(error),
    async notify(logId) {
      lifecycle.notify({ kind: 'main-failed', logId });
      if (windows.openWindows().length === 0) await tellOfFailure(logId);
    },
    putAway: () => windows.closing.putAway(),
    askToRestart: (logId, isSaved) => askToRestart(windows.inFront, logId, isSaved),
    restart: () => restart(windows.closing),
  });
  process.on('unhandledRejection', (reason) => void errors.rejection(reason).catch(tellOnStandardError));
  process.on('uncaughtException', (error) => void errors.exception(error).catch(tellOnStandardError));
}

/** For what the log can't be told of. */
function tellOnStandardError(cause: unknown): void {
  process.stderr.write(
    `Parley: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`,
  );
}

trace.mark('main-runs');
registerAppScheme();
// Else Electron builds a menu of its own first, which nobody sees.
Menu.setApplicationMenu(null);
if (app.requestSingleInstanceLock()) {
  start().catch((cause: unknown) => {
    dialog.showErrorBox('Parley could not start', cause instanceof Error ? cause.message : String(cause));
    app.exit(1);
  });
} else {
  app.quit();
}
