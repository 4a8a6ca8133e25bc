import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, BrowserWindow, dialog, ipcMain, Menu, type WebContents } from 'electron';
import { type ElectronSender, listenElectron } from '#ipc/transports/index.ts';
import { appOrigin, registerAppScheme, serveAppProtocol } from './app-protocol.ts';
import type * as Backend from './backend.ts';
import { createElectronPlatform } from './electron-platform.ts';
import { guardAllContents } from './guard-contents.ts';
import { createMenu } from './menu.ts';
import { isSandboxMissing, type SandboxFacts } from './missing-sandbox.ts';
import { askToRestart, tellOfFailure, tellOfProblem } from './questions.ts';
import { quitInOrder, restart } from './quit.ts';
import { isDev } from './services/build-info.ts';
import type { AppServices } from './services/index.ts';
import { acquireInstanceLock } from './services/instance-lock.ts';
import { Lifecycle } from './services/lifecycle/lifecycle.ts';
import { createDevPageHandler } from './services/page/dev-page.ts';
import { answerForBody, asksForBody, createPageHandler } from './services/page/page-handler.ts';
import { readCheckAtStart, writeCheckAtStart } from './updates/check-at-start.ts';
import { createUpdates } from './updates/desktop-updates.ts';
import { updateMenuItems } from './updates/menu-items.ts';
import { StartupTrace } from './startup-trace.ts';
import { UncaughtErrors } from './uncaught-errors.ts';
import { readPlaces } from './window-places.ts';
import { Windows } from './windows.ts';

/** In development the page's files come from Vite's dev server, which electron-vite names here. */
const devServer = isDev ? process.env['ELECTRON_RENDERER_URL'] : undefined;
const pageUrl = `${appOrigin}/`;
const dataFolder = join(app.getPath('userData'), 'data');
const placesFile = join(dataFolder, 'windows.json');
const updatesFile = join(dataFolder, 'updates.json');

const trace = new StartupTrace();
/** `--startup-marks=FILE` writes where the time of the start went. (`--trace-startup` is one of Chromium's own.) */
const traceFile = app.commandLine.getSwitchValue('startup-marks');

/**
 * Serves main's router to every window's documents.
 * @param services may still be on their way, as `backend` may: what a window asks for waits.
 */
function serveWindows(
  backend: Promise<typeof Backend>,
  services: Promise<AppServices>,
  report: (error: unknown) => void,
): Disposable {
  const answering = backend.then(({ serve, createAppRouter }) => ({
    serve,
    router: createAppRouter({ isDev }),
  }));
  return listenElectron<WebContents>({
    ipcMain,
    allow: ({ frame }) => frame.origin === appOrigin,
    onRefused: (reason, url) => report(new Error(`A frame was refused (${reason}): ${url ?? 'none'}`)),
    onPipe: (pipe, sender) => {
      trace.mark('session-opened');
      const windowId = windowIdOf(sender);
      answering.then(
        ({ serve, router }) =>
          void serve(pipe, sender, {
            router,
            isDev,
            createContext: async ({ id, signal }) => ({
              services: await services,
              session: { id, signal, windowId },
            }),
            onError: ({ error, path, ctx }) =>
              ctx ? ctx.services.log.failure(error, { path, session: ctx.session.id }) : report(error),
          }),
        // Then the services are not there either, and the end of `start` says why.
        () => pipe.close(),
      );
    },
  });
}

function windowIdOf({ contents }: ElectronSender<WebContents>): string {
  return String(BrowserWindow.fromWebContents(contents)?.id ?? 'none');
}

/** The window is asked for as soon as the data folder is ours. What it does not need to appear comes after that. */
async function start(): Promise<void> {
  let show: () => void = () => undefined;
  /** What is told before there is anybody to tell. */
  const early: unknown[] = [];
  const [lock, places, checksAtStart] = await Promise.all([
    acquireInstanceLock(dataFolder, { describe: () => 'the desktop app', onSecond: () => show() }),
    readPlaces(placesFile, (cause) => early.push(cause)),
    readCheckAtStart(updatesFile, (cause) => early.push(cause)),
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
    reopen: () => windows.reopen(),
    onError: (cause) => report(cause),
    log: (level, message) =>
      void services.then(({ log }) => log.write(level, message)).catch(() => undefined),
  });
  // Its code runs when this function first waits, which is after the window has been asked for.
  const backend = import('./backend.ts');
  const services = backend.then(({ createServices, exchange, sendLimits }) =>
    createServices({
      platform: createElectronPlatform(() => windows.openNew()),
      dataFolder,
      bodyWorker: new URL('./body-worker.js', import.meta.url),
      collectionsWorker: new URL('./collections-worker.js', import.meta.url),
      exchange,
      proxyEnv: process.env,
      lifecycle,
      updates,
      sends: sendLimits(process.env),
    }),
  );
  // Without services there is no log either, and the end of this function says why.
  const report = (error: unknown) =>
    void services.then(({ log }) => log.unheard(error)).catch(() => undefined);
  const page = servePage(services);
  const served = serveWindows(backend, services, report);
  guardAllContents({ pageUrl, report });
  const windows = new Windows({ lifecycle, placesFile, places, pageUrl, report });
  const tellProblem = (cause: unknown) => {
    report(cause);
    tellOfProblem(windows.inFront, cause instanceof Error ? cause.message : String(cause)).catch(report);
  };
  Menu.setApplicationMenu(
    createMenu({
      send(command) {
        const window = BrowserWindow.getFocusedWindow();
        if (window) lifecycle.sendMenu(String(window.id), command);
      },
      newWindow: () => void windows.openNew().catch(tellProblem),
      reopenWindow: () => void windows.reopenClosed().catch(tellProblem),
      updateItems: updateMenuItems({
        updates,
        showWindow: () => windows.show(),
        checksAtStart,
        setChecksAtStart: (chosen) => void writeCheckAtStart(updatesFile, chosen).catch(tellProblem),
      }),
    }),
  );
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
  const opened = windows.openLast();
  trace.mark('window-asked-for');

  show = () => windows.show();
  app.on('activate', show);
  app.on('second-instance', show);
  watchUncaughtErrors(services, lifecycle, windows);
  early.forEach(report);
  if (isSandboxMissing(sandboxFacts())) lifecycle.notify({ kind: 'no-sandbox' });
  await Promise.all([services.then(() => trace.mark('services-ready')), page, opened]);
  trace.mark('page-loaded');
  if (checksAtStart) void updates.check({ quiet: true });
  if (!traceFile) return;
  await trace.reached('session-opened');
  await trace.write(resolve(traceFile));
}

/** The built window's files are listed while its frame is made; what it asks for waits until then. */
function servePage(services: Promise<AppServices>): Promise<unknown> {
  const handler =
    devServer === undefined
      ? createPageHandler({ root: fileURLToPath(new URL('../renderer', import.meta.url)) })
      : Promise.resolve(createDevPageHandler(devServer));
  serveAppProtocol(async (request) => {
    trace.mark('page-asked-for');
    // The services have the bodies. Nothing else need wait for them.
    return asksForBody(request) ? answerForBody(request, await services) : (await handler)(request);
  });
  return handler;
}

function watchUncaughtErrors(services: Promise<AppServices>, lifecycle: Lifecycle, windows: Windows): void {
  const errors = new UncaughtErrors({
    log: async (error) => (await services).log.unheard(error),
    async notify(logId) {
      if (windows.openWindows().length === 0) await tellOfFailure(logId);
      else lifecycle.notify({ kind: 'main-failed', logId });
    },
    putAway: () => windows.closing.putAway(),
    askToRestart: (logId, isSaved) => askToRestart(windows.inFront, logId, isSaved),
    restart: () => restart(windows.closing),
  });
  process.on('unhandledRejection', (reason) => void errors.rejection(reason).catch(tellOnStandardError));
  process.on('uncaughtException', (error) => void errors.exception(error).catch(tellOnStandardError));
}

function sandboxFacts(): SandboxFacts {
  return {
    isSwitchedOff: app.commandLine.hasSwitch('no-sandbox'),
    isPackaged: app.isPackaged,
    isRoot: process.getuid?.() === 0,
    env: process.env,
  };
}

/** Who listens to an app may go before it does. That is no error of the app, which would be written there in its turn. */
function writeToNobody(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/** For what the log can't be told of. */
function tellOnStandardError(cause: unknown): void {
  process.stderr.write(
    `Parley: ${cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)}\n`,
  );
}

trace.mark('main-runs');
writeToNobody();
registerAppScheme();
// Else Electron builds a menu of its own first, which nobody sees.
Menu.setApplicationMenu(null);
if (app.requestSingleInstanceLock()) {
  start().catch(async (cause: unknown) => {
    // Before that, Linux shows no box.
    await app.whenReady();
    dialog.showErrorBox('Parley could not start', cause instanceof Error ? cause.message : String(cause));
    app.exit(1);
  });
} else {
  app.quit();
}
