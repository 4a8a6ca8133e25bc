import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import type { CdpSession } from '../chromium/connection.ts';
import { announcements } from './announcements.ts';
import { makeLoud } from './loud.ts';
import { PreventableEvent } from './preventable-event.ts';
import { state } from './process-state.ts';
import { recordedOnly } from './recorded-calls.ts';
import { WebContents } from './web-contents.ts';

type Options = Electron.BrowserWindowConstructorOptions;

type Implemented = Pick<
  Electron.BrowserWindow,
  | 'id'
  | 'loadURL'
  | 'loadFile'
  | 'isDestroyed'
  | 'isVisible'
  | 'isFocused'
  | 'isMinimized'
  | 'isMaximized'
  | 'isFullScreen'
  | 'show'
  | 'showInactive'
  | 'hide'
  | 'focus'
  | 'blur'
  | 'minimize'
  | 'maximize'
  | 'unmaximize'
  | 'restore'
  | 'setFullScreen'
  | 'getTitle'
  | 'setTitle'
  | 'getBounds'
  | 'setBounds'
  | 'getNormalBounds'
  | 'getContentBounds'
  | 'getSize'
  | 'setSize'
  | 'getPosition'
  | 'setPosition'
  | 'close'
  | 'destroy'
>;

/** A window as far as it has to do with the app: its page is real, its frame is a few numbers. */
export class BrowserWindow extends EventEmitter implements Implemented {
  static #last = 0;
  static readonly #all = new Map<number, BrowserWindow>();
  static #focused: BrowserWindow | null = null;

  readonly id: number;
  readonly webContents: WebContents;
  #bounds: Electron.Rectangle;
  #title: string;
  #isVisible: boolean;
  #isMinimized = false;
  #isMaximized = false;
  #isFullScreen = false;
  #isDestroyed = false;

  /** @throws before the app is ready, and for a page that would not be isolated from its preload. */
  constructor(options: Options = {}) {
    super();
    if (!state.isReady) throw new Error('Cannot create BrowserWindow before app is ready');
    const { nodeIntegration, contextIsolation, sandbox } = options.webPreferences ?? {};
    if (nodeIntegration || contextIsolation === false || sandbox === false) {
      throw new Error('The Electron double has sandboxed, context-isolated pages only');
    }
    BrowserWindow.#last += 1;
    this.id = BrowserWindow.#last;
    const { x = 0, y = 0, width = 800, height = 600, title = state.app.name, show = true } = options;
    this.#bounds = { x, y, width, height };
    this.#title = title;
    this.#isVisible = show;
    this.webContents = new WebContents(options, { width, height });
    BrowserWindow.#all.set(this.id, this);
    this.#followContents();
    announcements.emit('window-created', this);
    if (show) this.focus();
  }

  static getAllWindows(): BrowserWindow[] {
    return [...BrowserWindow.#all.values()];
  }
  static getFocusedWindow(): BrowserWindow | null {
    return BrowserWindow.#focused;
  }
  static fromId(id: number): BrowserWindow | null {
    return BrowserWindow.#all.get(id) ?? null;
  }
  static fromWebContents(contents: WebContents): BrowserWindow | null {
    return BrowserWindow.getAllWindows().find((window) => window.webContents === contents) ?? null;
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url);
  }
  loadFile(file: string, options?: Electron.LoadFileOptions): Promise<void> {
    return this.webContents.loadFile(file, options);
  }
  reload(): void {
    this.webContents.reload();
  }

  isDestroyed(): boolean {
    return this.#isDestroyed;
  }
  isVisible(): boolean {
    return this.#isVisible && !this.#isMinimized;
  }
  isFocused(): boolean {
    return BrowserWindow.#focused === this;
  }
  isMinimized(): boolean {
    return this.#isMinimized;
  }
  isMaximized(): boolean {
    return this.#isMaximized;
  }
  isFullScreen(): boolean {
    return this.#isFullScreen;
  }

  show(): void {
    this.showInactive();
    this.focus();
  }
  showInactive(): void {
    if (this.#isVisible) return;
    this.#isVisible = true;
    this.emit('show');
  }
  hide(): void {
    if (!this.#isVisible) return;
    this.#isVisible = false;
    this.emit('hide');
    this.blur();
  }
  focus(): void {
    if (this.#isDestroyed || BrowserWindow.#focused === this) return;
    BrowserWindow.#focused?.blur();
    BrowserWindow.#focused = this;
    this.emit('focus', new PreventableEvent());
    announcements.emit('window-focused', this);
  }
  blur(): void {
    if (BrowserWindow.#focused !== this) return;
    BrowserWindow.#focused = null;
    this.emit('blur', new PreventableEvent());
    announcements.emit('window-blurred', this);
  }
  minimize(): void {
    this.#isMinimized = true;
    this.emit('minimize');
  }
  maximize(): void {
    this.#isMaximized = true;
    this.emit('maximize');
  }
  unmaximize(): void {
    this.#isMaximized = false;
    this.emit('unmaximize');
  }
  restore(): void {
    this.#isMinimized = false;
    this.emit('restore');
  }
  setFullScreen(isFullScreen: boolean): void {
    this.#isFullScreen = isFullScreen;
    this.emit(isFullScreen ? 'enter-full-screen' : 'leave-full-screen');
  }

  getTitle(): string {
    return this.#title;
  }
  setTitle(title: string): void {
    this.#title = title;
  }
  getBounds(): Electron.Rectangle {
    return { ...this.#bounds };
  }
  getNormalBounds(): Electron.Rectangle {
    return this.getBounds();
  }
  getContentBounds(): Electron.Rectangle {
    return this.getBounds();
  }
  getSize(): number[] {
    return [this.#bounds.width, this.#bounds.height];
  }
  getPosition(): number[] {
    return [this.#bounds.x, this.#bounds.y];
  }
  setBounds(bounds: Partial<Electron.Rectangle>): void {
    const old = this.#bounds;
    this.#bounds = { ...old, ...bounds };
    const { x, y, width, height } = this.#bounds;
    if (x !== old.x || y !== old.y) this.emit('move');
    if (width === old.width && height === old.height) return;
    this.webContents.resize({ width, height });
    this.emit('resize');
  }
  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }
  setPosition(x: number, y: number): void {
    this.setBounds({ x, y });
  }

  readonly setMenu = recordedOnly('BrowserWindow.setMenu');
  readonly removeMenu = recordedOnly('BrowserWindow.removeMenu');
  readonly setMenuBarVisibility = recordedOnly('BrowserWindow.setMenuBarVisibility');
  readonly setAutoHideMenuBar = recordedOnly('BrowserWindow.setAutoHideMenuBar');
  readonly setBackgroundColor = recordedOnly('BrowserWindow.setBackgroundColor');
  readonly setProgressBar = recordedOnly('BrowserWindow.setProgressBar');
  readonly setIcon = recordedOnly('BrowserWindow.setIcon');
  readonly setDocumentEdited = recordedOnly('BrowserWindow.setDocumentEdited');
  readonly flashFrame = recordedOnly('BrowserWindow.flashFrame');
  readonly moveTop = recordedOnly('BrowserWindow.moveTop');

  /** Asks the app, then the page; either may keep the window. */
  close(): void {
    if (this.#isDestroyed) return;
    const event = new PreventableEvent();
    this.emit('close', event);
    if (event.defaultPrevented) announcements.emit('close-cancelled');
    // A listener may have destroyed it.
    else if (!this.isDestroyed()) this.webContents.close({ waitForBeforeUnload: true });
  }

  destroy(): void {
    if (!this.#isDestroyed) this.webContents.destroy();
  }

  /** For the double's own use: becomes the window of a page that another one has opened. */
  adopt(session: CdpSession): void {
    this.webContents.adopt(session);
  }

  #followContents(): void {
    const { webContents } = this;
    let isReadyToShow = false;
    const onReady = () => {
      if (isReadyToShow) return;
      isReadyToShow = true;
      this.emit('ready-to-show', new PreventableEvent());
    };
    webContents.on('double-first-paint', onReady);
    // Where nothing is painted, for want of anything to paint.
    webContents.on('did-finish-load', onReady);
    webContents.on('page-title-updated', (event: PreventableEvent, title: string, isExplicit: boolean) => {
      this.emit('page-title-updated', event, title, isExplicit);
      if (!event.defaultPrevented) this.#title = title;
    });
    webContents.once('destroyed', () => this.#onContentsGone());
  }

  #onContentsGone(): void {
    this.#isDestroyed = true;
    BrowserWindow.#all.delete(this.id);
    if (BrowserWindow.#focused === this) BrowserWindow.#focused = null;
    this.emit('closed', new PreventableEvent());
    if (BrowserWindow.#all.size === 0) announcements.emit('last-window-closed');
  }
}
makeLoud('BrowserWindow', BrowserWindow);
