import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type * as Electron from 'electron';
import { Chromium } from '../chromium/chromium.ts';
import { announcements } from './announcements.ts';
import { AppPaths } from './app-paths.ts';
import { BrowserWindow } from './browser-window.ts';
import { CommandLine } from './command-line.ts';
import { followDocuments } from './document-requests.ts';
import { followDownloads } from './downloads.ts';
import { makeLoud } from './loud.ts';
import { followPopups } from './popups.ts';
import { eventWith, PreventableEvent } from './preventable-event.ts';
import { state } from './process-state.ts';
import { recorded, recordedOnly } from './recorded-calls.ts';
import { SchemeServer } from './scheme-server.ts';
import { SingleInstanceLock } from './single-instance.ts';
import { WebContents } from './web-contents.ts';

type Implemented = Pick<
  Electron.App,
  | 'whenReady'
  | 'isReady'
  | 'quit'
  | 'exit'
  | 'relaunch'
  | 'getName'
  | 'setName'
  | 'getVersion'
  | 'getAppPath'
  | 'getLocale'
  | 'getPath'
  | 'setPath'
  | 'isPackaged'
  | 'commandLine'
  | 'requestSingleInstanceLock'
  | 'hasSingleInstanceLock'
  | 'releaseSingleInstanceLock'
>;

/** Switches of the command line that are for Electron alone, or that the double has a value of its own for. */
const notForChromium = new Set([
  'double-packaged',
  'disable-features',
  'enable-features',
  'headless',
  'inspect',
  'no-sandbox',
  'remote-debugging-pipe',
  'remote-debugging-port',
  'user-data-dir',
]);

export class App extends EventEmitter implements Implemented {
  readonly commandLine = new CommandLine();
  readonly #paths = new AppPaths({
    name: () => this.getName(),
    userDataDir: () => this.commandLine.getSwitchValue('user-data-dir'),
    executable: () => state.app.executable,
    appPath: () => state.app.appPath,
  });
  readonly #lock = new SingleInstanceLock();
  #name: string | null = null;
  #markReady: () => void = () => undefined;
  readonly #ready = new Promise<void>((resolve) => {
    this.#markReady = resolve;
  });
  #isQuitting = false;
  #hasExited = false;

  constructor() {
    super();
    announcements.on('contents-created', (contents) =>
      this.emit('web-contents-created', eventWith({ sender: contents }), contents),
    );
    announcements.on('window-created', (window) =>
      this.emit('browser-window-created', new PreventableEvent(), window),
    );
    announcements.on('window-focused', (window) =>
      this.emit('browser-window-focus', new PreventableEvent(), window),
    );
    announcements.on('window-blurred', (window) =>
      this.emit('browser-window-blur', new PreventableEvent(), window),
    );
    announcements.on('render-process-gone', (contents, details) =>
      this.emit('render-process-gone', new PreventableEvent(), contents, details),
    );
    announcements.on('close-cancelled', () => {
      this.#isQuitting = false;
    });
    announcements.on('last-window-closed', () => setImmediate(() => this.#onLastWindowClosed()));
  }

  whenReady(): Promise<void> {
    return this.#ready;
  }
  isReady(): boolean {
    return state.isReady;
  }
  get isPackaged(): boolean {
    return state.app.isPackaged;
  }
  get name(): string {
    return this.getName();
  }
  set name(name: string) {
    this.#name = name;
  }
  getName(): string {
    return this.#name ?? state.app.name;
  }
  setName(name: string): void {
    this.#name = name;
  }
  getVersion(): string {
    return state.app.version;
  }
  getAppPath(): string {
    return state.app.appPath;
  }
  getLocale(): string {
    return 'en-US';
  }
  getPreferredSystemLanguages(): string[] {
    return ['en-US'];
  }
  getPath(name: string): string {
    return this.#paths.get(name);
  }
  setPath(name: string, value: string): void {
    this.#paths.set(name, value);
  }

  requestSingleInstanceLock(additionalData?: Record<string, unknown>): boolean {
    const own = { argv: process.argv, workingDirectory: process.cwd(), additionalData };
    return this.#lock.request(this.getPath('userData'), own, (second) => {
      const { argv, workingDirectory, additionalData: data } = second;
      const tell = () => this.emit('second-instance', new PreventableEvent(), argv, workingDirectory, data);
      // Never before `ready`. In a turn of its own, so that what a listener throws is an exception as anywhere.
      void this.#ready.then(() => setImmediate(tell));
    });
  }
  hasSingleInstanceLock(): boolean {
    return this.#lock.isHeld;
  }
  releaseSingleInstanceLock(): void {
    this.#lock.release();
  }

  /** Only macOS has a dock; elsewhere Electron has nothing there. */
  readonly dock = undefined;
  readonly relaunch = recordedOnly('app.relaunch');
  readonly setAppUserModelId = recordedOnly('app.setAppUserModelId');
  readonly setAboutPanelOptions = recordedOnly('app.setAboutPanelOptions');
  readonly showAboutPanel = recordedOnly('app.showAboutPanel');
  readonly enableSandbox = recordedOnly('app.enableSandbox');
  readonly disableHardwareAcceleration = recordedOnly('app.disableHardwareAcceleration');
  readonly addRecentDocument = recordedOnly('app.addRecentDocument');
  readonly setLoginItemSettings = recordedOnly('app.setLoginItemSettings');
  readonly setAsDefaultProtocolClient = recorded('app.setAsDefaultProtocolClient', () => true);
  readonly focus = recordedOnly('app.focus');
  readonly hide = recordedOnly('app.hide');
  readonly show = recordedOnly('app.show');

  /** before-quit, then every window's close, then will-quit and quit; each but the last may be prevented. */
  quit(): void {
    setImmediate(() => {
      if (this.#hasExited) return;
      const event = new PreventableEvent();
      this.emit('before-quit', event);
      if (event.defaultPrevented) return;
      this.#isQuitting = true;
      const windows = BrowserWindow.getAllWindows();
      if (windows.length === 0) return this.#willQuit();
      for (const window of windows) if (this.#isQuitting) window.close();
    });
  }

  exit(exitCode = 0): void {
    if (this.#hasExited) return;
    this.#hasExited = true;
    for (const window of BrowserWindow.getAllWindows()) window.destroy();
    this.emit('quit', new PreventableEvent(), exitCode);
    this.#lock.release();
    // Chromium ends with its pipe.
    process.exit(exitCode);
  }

  /** For the executable: the app's main script has run, and Chromium is to come. */
  async start(debuggingPort: number | undefined): Promise<void> {
    // An app that quits while it is loaded needs no Chromium.
    await nextTurn();
    if (this.#hasExited) return;
    const toSchemes = await new SchemeServer(state.schemes, state.protocolHandlers).listen();
    const switches = [...this.#chromiumSwitches(), ...toSchemes];
    const chromium = await Chromium.start({ switches, debuggingPort });
    chromium.on('gone', () => {
      if (this.#hasExited) return;
      console.error('Chromium has ended, and the Electron double with it.');
      this.exit(1);
    });
    chromium.on('target-destroyed', (targetId) => WebContents.fromDevToolsTargetId(targetId)?.onGone());
    chromium.on('target-crashed', ({ targetId, status, errorCode }) =>
      WebContents.fromDevToolsTargetId(targetId)?.onCrashed(status, errorCode),
    );
    state.chromium = chromium;
    followDocuments();
    await followDownloads();
    followPopups();
    this.#markReady();
    this.emit('ready', new PreventableEvent(), {});
  }

  #chromiumSwitches(): string[] {
    return this.commandLine.entries().flatMap(([name, value]) => {
      if (notForChromium.has(name)) return [];
      return value === '' ? `--${name}` : `--${name}=${value}`;
    });
  }

  #onLastWindowClosed(): void {
    if (this.#hasExited || BrowserWindow.getAllWindows().length > 0) return;
    if (this.#isQuitting) return this.#willQuit();
    // An app that does not listen quits.
    if (!this.emit('window-all-closed')) this.quit();
  }

  #willQuit(): void {
    const event = new PreventableEvent();
    this.emit('will-quit', event);
    if (event.defaultPrevented) this.#isQuitting = false;
    else this.exit(0);
  }
}
makeLoud('app', App);

export const app = new App();
