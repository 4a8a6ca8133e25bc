import { fileURLToPath } from 'node:url';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { Failure } from '#router/contracts/failure.ts';
import { opaqueId } from '#router/contracts/ids.ts';
import { recoverFromCrashes } from './crash-recovery.ts';
import { askAboutLate } from './questions.ts';
import { errnoOf } from './services/errno.ts';
import { writeDurably } from './services/files/write-durably.ts';
import { newId } from './services/ids.ts';
import { Closing, type ClosingHost, type LateDecision } from './services/lifecycle/closing.ts';
import type { Lifecycle } from './services/lifecycle/lifecycle.ts';
import {
  firstPlacement,
  maxWindows,
  type Placement,
  placementAt,
  placementBeside,
  type Places,
  type WindowPlace,
} from './window-places.ts';

const preload = fileURLToPath(new URL('../preload/index.cjs', import.meta.url));

/** How long a window has to put away what is unsaved before it closes, in milliseconds. */
const graceMs = 3000;

/** The page's own surface, which the frame shows until the page has painted. */
const surface = { light: '#ffffff', dark: '#1a2023' };

/** Names the tabs that a window opens, in its address. The page keeps it up to date. */
const tabsParameter = 'tabs';

export interface WindowsOptions {
  readonly lifecycle: Lifecycle;
  /** Remembers where the windows stand. */
  readonly placesFile: string;
  /** Where they stood when Parley was last used; see `readPlaces`. */
  readonly places: Places;
  /** What a window shows; the only page that it will ever show. */
  readonly pageUrl: string;
  /** Told of what went wrong without anybody waiting for it. */
  readonly report: (error: unknown) => void;
}

interface OpenWindow {
  readonly window: BrowserWindow;
  /** The tabs that its page has, as far as the page has said. */
  tabs: string | undefined;
}

/** The app's windows: each with tabs of its own, all on one data folder. */
export class Windows implements ClosingHost {
  /** The handshake that each of them closes by. */
  readonly closing: Closing;
  readonly #options: WindowsOptions;
  readonly #open = new Map<string, OpenWindow>();
  /** The window that was in front last, or was opened last. */
  #front: BrowserWindow | null = null;
  #places: readonly WindowPlace[];
  #closed: readonly WindowPlace[];
  #saving: Promise<void> = Promise.resolve();
  #isSaveDue = false;

  constructor(options: WindowsOptions) {
    this.#options = options;
    this.#places = options.places.windows;
    this.#closed = options.places.closed;
    this.closing = new Closing({ lifecycle: options.lifecycle, host: this, graceMs });
  }

  /**
   * Opens the windows that stood when Parley was last used, or a first one. Resolves when their pages have loaded, or
   * those that can; rejects where none can.
   */
  async openLast(): Promise<void> {
    if (this.#places.length === 0) return this.#openAt(firstPlacement, false);
    const outcomes = await Promise.allSettled(this.#places.map((place) => this.#openAtPlace(place)));
    const failures = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
    if (failures.length === outcomes.length) throw failures[0];
    for (const failure of failures) this.#options.report(failure);
  }

  /**
   * Opens one more window beside the one in front, with new tabs. Resolves when its page has loaded.
   * Throws a `Failure` where there are too many.
   */
  async openNew(): Promise<void> {
    this.#refuseTooMany();
    // On macOS the app goes on without a window: those of last time make room for this one.
    if (this.#open.size === 0) this.#putAside(this.#places);
    const bounds = this.inFront?.getNormalBounds();
    const placement = bounds ? placementBeside(bounds, workAreaAt(bounds)) : firstPlacement;
    // Tabs that nobody knows are new ones under that very id.
    await this.#openAt(placement, false, newId());
  }

  /**
   * Brings back the window that was closed last while others stayed, with what was edited in it; does nothing where there
   * is none. Resolves when its page has loaded. Throws a `Failure` where there are too many.
   */
  async reopenClosed(): Promise<void> {
    const [last, ...others] = this.#closed;
    if (!last) return;
    this.#refuseTooMany();
    this.#closed = others;
    await this.#openAtPlace(last);
  }

  get inFront(): BrowserWindow | null {
    return this.#front;
  }

  /** Brings a window to the front for who starts the app again, or opens those of last time where there is none. */
  show(): void {
    // The app ends, and a window would go with it at once.
    if (this.closing.isAgreed) return;
    const window = this.inFront;
    if (!window) {
      this.openLast().catch(this.#options.report);
      return;
    }
    if (window.isMinimized()) window.restore();
    window.focus();
  }

  /** Brings the windows back after `closing.closeAll()`, where the app goes on after all. */
  reopen(): void {
    this.closing.takeBack();
    this.show();
  }

  openWindows(): readonly string[] {
    return [...this.#open.keys()];
  }

  async askAboutLate(windowId: string, signal: AbortSignal): Promise<LateDecision> {
    const open = this.#open.get(windowId);
    if (!open) return 'close-anyway';
    try {
      return await askAboutLate(open.window, signal);
    } catch (cause) {
      // Who can't be asked can't keep the app from ending.
      this.#options.report(cause);
      return 'close-anyway';
    }
  }

  /** The places of those that stay are what counts next time; when none stays, those of the last ones. */
  close(windowIds: readonly string[]): void {
    const closing = windowIds.flatMap((id) => this.#open.get(id) ?? []);
    if (closing.length === 0) return;
    const staying = [...this.#open.values()].filter((open) => !closing.includes(open));
    if (staying.length > 0) this.#putAside(placesOf(closing));
    this.#savePlaces(staying.length > 0 ? staying : closing);
    for (const { window } of closing) {
      // Whatever the system makes of it: to the app it is gone by now.
      this.#forget(String(window.id));
      window.destroy();
    }
  }

  /** Resolves when it is on disk where the windows stand. */
  saved(): Promise<void> {
    return this.#saving;
  }

  #refuseTooMany(): void {
    if (this.#open.size >= maxWindows) {
      throw new Failure('CONFLICT', `${maxWindows} windows are open. Close one of them first.`);
    }
  }

  #openAtPlace(place: WindowPlace): Promise<void> {
    return this.#openAt(placementAt(place, workAreaAt(place)), place.maximized, place.tabs);
  }

  async #openAt(placement: Placement, maximized: boolean, tabs?: string): Promise<void> {
    const { lifecycle, pageUrl, report } = this.#options;
    const window = new BrowserWindow({
      ...placement,
      minWidth: 640,
      minHeight: 480,
      title: 'Parley',
      // At once, in the page's own colour: who waits sees that something comes.
      backgroundColor: nativeTheme.shouldUseDarkColors ? surface.dark : surface.light,
      webPreferences: {
        preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        spellcheck: false,
      },
    });
    if (maximized) window.maximize();
    const id = String(window.id);
    const open: OpenWindow = { window, tabs };
    this.#open.set(id, open);
    this.#front = window;
    window.on('focus', () => {
      this.#front = window;
    });
    window.on('close', (event) => {
      if (this.closing.isAgreed) return;
      event.preventDefault();
      this.closing.closeWindow(id).catch(report);
    });
    window.once('closed', () => this.#forget(id));
    window.webContents.on('did-navigate', () => this.#followTabs(open));
    window.webContents.on('did-navigate-in-page', () => this.#followTabs(open));
    const { hasCrashed } = recoverFromCrashes(window, { lifecycle, report });

    const url = new URL(pageUrl);
    if (tabs !== undefined) url.searchParams.set(tabsParameter, tabs);
    try {
      await window.loadURL(url.href);
    } catch (cause) {
      // A window that is closed while it loads is no failure, nor one that loads again: by a key, or after a crash.
      if (window.isDestroyed() || errnoOf(cause) === 'ERR_ABORTED' || hasCrashed()) return;
      this.#putAside(placesOf([open]));
      window.destroy();
      throw cause;
    }
    // A kill brings them all back, too.
    if (!window.isDestroyed()) this.#savePlaces([...this.#open.values()]);
  }

  /** The page names other tabs in its address: the next start finds those, even after a kill. */
  #followTabs(open: OpenWindow): void {
    const tabs = tabsOf(open.window);
    if (tabs === undefined || tabs === open.tabs) return;
    open.tabs = tabs;
    this.#savePlaces([...this.#open.values()]);
  }

  #forget(windowId: string): void {
    const open = this.#open.get(windowId);
    if (!this.#open.delete(windowId)) return;
    if (this.#front === open?.window) this.#front = [...this.#open.values()].at(-1)?.window ?? null;
    this.#options.lifecycle.forgetWindow(windowId);
  }

  /** Keeps in mind what `reopenClosed` brings back. */
  #putAside(places: readonly WindowPlace[]): void {
    const named = places.filter(({ tabs }) => tabs !== undefined);
    const strips = named.map(({ tabs }) => tabs);
    const others = this.#closed.filter(({ tabs }) => !strips.includes(tabs));
    this.#closed = [...named, ...others].slice(0, maxWindows);
  }

  #savePlaces(windows: readonly OpenWindow[]): void {
    this.#places = placesOf(windows);
    // One that waits for its turn writes what is known by then.
    if (this.#isSaveDue) return;
    this.#isSaveDue = true;
    this.#saving = this.#saving.then(() => this.#write()).catch(this.#options.report);
  }

  #write(): Promise<void> {
    this.#isSaveDue = false;
    const places: Places = { windows: this.#places, closed: this.#closed };
    return writeDurably(this.#options.placesFile, JSON.stringify(places));
  }
}

function workAreaAt(place: Electron.Rectangle): Electron.Rectangle {
  const { x, y, width, height } = place;
  return screen.getDisplayMatching({ x, y, width, height }).workArea;
}

function placesOf(windows: readonly OpenWindow[]): WindowPlace[] {
  return windows
    .filter(({ window }) => !window.isDestroyed())
    .map(({ window, tabs }) => {
      const { x, y, width, height } = window.getNormalBounds();
      return { x, y, width, height, maximized: window.isMaximized(), ...(tabs !== undefined && { tabs }) };
    });
}

function tabsOf(window: BrowserWindow): string | undefined {
  const url = window.webContents.getURL();
  const tabs = URL.canParse(url) ? new URL(url).searchParams.get(tabsParameter) : null;
  return opaqueId.safeParse(tabs).data;
}
