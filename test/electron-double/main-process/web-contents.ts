import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Electron from 'electron';
import type { CdpSession } from '../chromium/connection.ts';
import { announcements } from './announcements.ts';
import { forwardConsole } from './console-messages.ts';
import { EditingContents } from './editing-contents.ts';
import { ContentsIpc } from './contents-ipc.ts';
import { FrameTree } from './frame-tree.ts';
import { IpcMain } from './ipc-main.ts';
import { makeLoud } from './loud.ts';
import type { MessagePortMain } from './message-ports.ts';
import { Navigation } from './navigation.ts';
import { Page, type PageSize } from './page.ts';
import { titleBinding } from './page-scripts.ts';
import { PreventableEvent } from './preventable-event.ts';
import { state } from './process-state.ts';
import { recordedOnly } from './recorded-calls.ts';
import { goneDetails } from './process-gone.ts';
import { RendererLink } from './renderer-link.ts';
import { defaultSession } from './session.ts';
import type { WebFrameMain } from './web-frame-main.ts';

export type WindowOpenHandler = (details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse;

/** How long a page may be busy when it is asked whether it may be closed, in milliseconds; about as long as Chromium's own. */
const closeLimitMs = 2000;

type Implemented = Pick<
  Electron.WebContents,
  | 'id'
  | 'getURL'
  | 'getTitle'
  | 'isDestroyed'
  | 'isLoading'
  | 'isLoadingMainFrame'
  | 'isCrashed'
  | 'getUserAgent'
  | 'send'
  | 'reload'
  | 'reloadIgnoringCache'
  | 'stop'
  | 'openDevTools'
  | 'closeDevTools'
  | 'toggleDevTools'
  | 'isDevToolsOpened'
  | 'forcefullyCrashRenderer'
  | 'executeJavaScript'
  | 'loadURL'
  | 'loadFile'
  | 'close'
  | 'setWindowOpenHandler'
  | 'setZoomLevel'
  | 'getZoomLevel'
  | 'setIgnoreMenuShortcuts'
>;

/** The page of one window. */
export class WebContents extends EditingContents implements Implemented {
  static #last = 0;
  static readonly #all = new Map<number, WebContents>();

  readonly id: number;
  readonly ipc = new IpcMain();
  readonly session = defaultSession;
  readonly #link: RendererLink;
  readonly #frames: FrameTree;
  readonly #navigation: Navigation;
  readonly #page: Page;
  #onBridged: () => void = () => undefined;
  #openHandler: WindowOpenHandler = () => ({ action: 'allow' });
  #title = '';
  #zoomLevel = 0;
  #isCrashed = false;
  #isDestroyed = false;
  #isClosing = false;
  #closeLimit: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly options: Electron.BrowserWindowConstructorOptions,
    size: PageSize,
  ) {
    super();
    WebContents.#last += 1;
    this.id = WebContents.#last;
    const ipc = new ContentsIpc(this);
    this.#link = new RendererLink({
      onHello: () => undefined,
      onBridged: () => this.#onBridged(),
      onSend: (channel, args) => ipc.onSend(channel, args),
      onPostMessage: (channel, message, ports) => ipc.onPostMessage(channel, message, ports),
      onInvoke: (channel, args) => ipc.onInvoke(channel, args),
      onPreloadError: (file, error) => this.emit('preload-error', new PreventableEvent(), file, error),
    });
    this.#frames = new FrameTree(
      {
        send: (channel, args) => this.#link.send(channel, args),
        postMessage: (channel, message, transfer) => this.#link.postMessage(channel, message, transfer),
        evaluate: (code) => this.#page.evaluate(code),
      },
      (url) => state.schemes.toElectron(url),
    );
    this.#navigation = new Navigation({
      frames: this.#frames,
      schemes: state.schemes,
      emit: (event, ...args) => !this.#isDestroyed && this.emit(event, ...args),
      navigate: (url) => this.#page.open(url),
    });
    const { preload, additionalArguments = [] } = options.webPreferences ?? {};
    this.#page = new Page({ preload, additionalArguments }, size, (session, targetId) =>
      this.#follow(session, targetId),
    );
    WebContents.#all.set(this.id, this);
    announcements.emit('contents-created', this);
  }

  static fromId(id: number): WebContents | undefined {
    return WebContents.#all.get(id);
  }

  static getAllWebContents(): WebContents[] {
    return [...WebContents.#all.values()];
  }

  static fromDevToolsTargetId(targetId: string): WebContents | undefined {
    return WebContents.getAllWebContents().find((contents) => contents.#page.targetId === targetId);
  }

  get mainFrame(): WebFrameMain {
    return this.#frames.main;
  }

  getURL(): string {
    return this.#navigation.url;
  }
  getTitle(): string {
    return this.#title;
  }
  getUserAgent(): string {
    return `Electron/${process.versions['electron'] ?? ''} (double)`;
  }
  isDestroyed(): boolean {
    return this.#isDestroyed;
  }
  isCrashed(): boolean {
    return this.#isCrashed;
  }
  isLoading(): boolean {
    return this.#navigation.isLoading;
  }
  isLoadingMainFrame(): boolean {
    return this.#navigation.isLoading;
  }

  loadURL(url: string): Promise<void> {
    return this.#navigation.load(url, () => this.#page.open(state.schemes.toChromium(url)));
  }

  loadFile(file: string, options: Electron.LoadFileOptions = {}): Promise<void> {
    const url = pathToFileURL(path.resolve(state.app.appPath, file));
    if (options.query) url.search = new URLSearchParams(options.query).toString();
    if (options.search !== undefined) url.search = options.search;
    if (options.hash !== undefined) url.hash = options.hash;
    return this.loadURL(url.href);
  }

  reload(): void {
    this.#page.session?.post('Page.reload');
  }
  reloadIgnoringCache(): void {
    this.#page.session?.post('Page.reload', { ignoreCache: true });
  }
  stop(): void {
    this.#page.session?.post('Page.stopLoading');
  }
  forcefullyCrashRenderer(): void {
    this.#page.session?.post('Page.crash');
  }

  send(channel: string, ...args: unknown[]): void {
    this.mainFrame.send(channel, ...args);
  }
  postMessage(channel: string, message: unknown, transfer: readonly MessagePortMain[] = []): void {
    this.mainFrame.postMessage(channel, message, transfer);
  }

  /** Waits for the page that is being loaded, as Electron does. */
  async executeJavaScript(code: string): Promise<unknown> {
    if (this.isLoading() || !this.#navigation.hasCommitted) {
      await new Promise<void>((resolve) => this.once('did-stop-loading', () => resolve()));
    }
    return this.#page.evaluate(code);
  }

  setWindowOpenHandler(handler: WindowOpenHandler): void {
    this.#openHandler = handler;
  }

  readonly openDevTools = recordedOnly('webContents.openDevTools');
  readonly closeDevTools = recordedOnly('webContents.closeDevTools');
  readonly toggleDevTools = recordedOnly('webContents.toggleDevTools');
  readonly setIgnoreMenuShortcuts = recordedOnly('webContents.setIgnoreMenuShortcuts');
  isDevToolsOpened(): boolean {
    return false;
  }
  setZoomLevel(level: number): void {
    this.#zoomLevel = level;
  }
  getZoomLevel(): number {
    return this.#zoomLevel;
  }

  close(options: Electron.CloseOpts = { waitForBeforeUnload: false }): void {
    if (this.#isDestroyed || this.#isClosing) return;
    const { session } = this.#page;
    // What has crashed can't be asked.
    if (options.waitForBeforeUnload && session && !this.#isCrashed) {
      this.#isClosing = true;
      session.post('Page.close');
      this.#closeLimit = setTimeout(() => this.#page.close(), closeLimitMs);
    } else {
      this.#page.close();
      if (!session) this.onGone();
    }
  }

  /** At once, without a word to the page. */
  destroy(): void {
    this.#page.close();
    this.onGone();
  }

  // For the double's own use.

  /** The contents that this frame, by Chromium's id for it, is in. */
  static ofFrame(frameId: string): WebContents | undefined {
    return WebContents.getAllWebContents().find((contents) => contents.#frames.byId(frameId) !== null);
  }

  isMainFrame(frameId: string): boolean {
    return this.#frames.isMain(frameId);
  }
  get whenScripted(): Promise<unknown> {
    return this.#page.whenScripted;
  }
  takePrevented(loaderId: string): boolean {
    return this.#navigation.takePrevented(loaderId);
  }
  mayBeRedirected(chromiumUrl: string, frameId: string): boolean {
    return this.#navigation.mayBeRedirected(chromiumUrl, frameId);
  }
  askToOpen(details: Electron.HandlerDetails): Electron.WindowOpenHandlerResponse {
    return this.#openHandler(details);
  }
  resize(size: PageSize): void {
    this.#page.resize(size);
  }

  /** Becomes the contents of a page that another one has opened. */
  adopt(session: CdpSession): void {
    const bridged = new Promise<void>((resolve) => {
      this.#onBridged = resolve;
    });
    this.#page.adopt(session, true, bridged);
  }

  onCrashed(status: string, exitCode: number): void {
    this.#isCrashed = true;
    this.#isClosing = false;
    this.#link.drop();
    this.#frames.crash();
    this.#navigation.crash();
    const details = goneDetails(status, exitCode);
    this.emit('render-process-gone', new PreventableEvent(), details);
    announcements.emit('render-process-gone', this, details);
  }

  /** The page is closed. Harmless twice. */
  onGone(): void {
    if (this.#isDestroyed) return;
    clearTimeout(this.#closeLimit);
    this.#link.drop();
    this.#frames.dispose();
    this.#isDestroyed = true;
    this.#onBridged();
    WebContents.#all.delete(this.id);
    this.#navigation.end();
    this.emit('destroyed', new PreventableEvent());
  }

  protected override edit(command: string): void {
    this.#page.edit(command);
  }

  #follow(session: CdpSession, targetId: string): void {
    this.#frames.follow(session, targetId);
    this.#link.follow(session);
    this.#navigation.follow(session);
    forwardConsole(session, this);
    session.on('Page.frameNavigated', () => {
      this.#isCrashed = false;
    });
    session.on('Page.lifecycleEvent', ({ name, frameId }) => {
      if (name === 'firstPaint' && this.#frames.isMain(frameId)) this.emit('double-first-paint');
    });
    session.on('Page.windowOpen', (opened) => announcements.emit('window-open', this, opened));
    session.on('Runtime.bindingCalled', ({ name, payload: title }) => {
      if (name !== titleBinding) return;
      this.#title = title;
      this.emit('page-title-updated', new PreventableEvent(), title, true);
    });
    session.on('Page.javascriptDialogOpening', ({ type }) => {
      if (type === 'beforeunload') this.#onBeforeUnload(session);
    });
  }

  /** The page asks whether the person really wants to leave it. */
  #onBeforeUnload(session: CdpSession): void {
    clearTimeout(this.#closeLimit);
    const event = new PreventableEvent();
    this.emit('will-prevent-unload', event);
    const leaves = event.defaultPrevented;
    session.post('Page.handleJavaScriptDialog', { accept: leaves });
    if (leaves) return;
    this.#isClosing = false;
    announcements.emit('close-cancelled');
  }
}
makeLoud('webContents', WebContents);
