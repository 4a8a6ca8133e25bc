import { fileURLToPath } from 'node:url';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import { Failure } from '#router/contracts/failure.ts';
import { opaqueId } from '#router/contracts/ids.ts';
import { recoverFromCrashes } from './crash-recovery.ts';
import { askAboutLate } from './questions.ts';
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
  type WindowPlace,
} from './window-places.ts';

const preload = fileURLToPath(new URL('../preload/index.cjs', import.meta.url));

/** How long a window has to put away what is unsaved before it closes, in milliseconds. */
const graceMs = 3000;

/** The page's own surface, which the frame shows until the page has painted. */
const surface = { light: '#ffffff', dark: '#1a2023' };

/** Names the draft that a window opens first, in its address. The page keeps it up to date. */
const draftParameter = 'draft';

export interface WindowsOptions {
  readonly lifecycle: Lifecycle;
  /** Remembers where the windows stand. */
  readonly placesFile: string;
  /** Where they stood when Parley was last used; see `readPlaces`. */
  readonly places: readonly WindowPlace[];
  /** What a window shows; the only page that it will ever show. */
  readonly pageUrl: string;
  /** Told of what went wrong without anybody waiting for it. */
  readonly report: (error: unknown) => void;
}

/** The app's windows: each with a draft of its own, all on one data folder. */
export class Windows implements ClosingHost {
  /** The handshake that each of them closes by. */
  readonly closing: Closing;
  readonly #options: WindowsOptions;
  readonly #open = new Map<string, BrowserWindow>();
  /** The window that was in front last, or was opened last. */
  #front: BrowserWindow | null = null;
  #places: readonly WindowPlace[];
  #saving: Promise<void> = Promise.resolve();

  constructor(options: WindowsOptions) {
    this.#options = options;
    this.#places = options.places;
    this.closing = new Closing({ lifecycle: options.lifecycle, host: this, graceMs });
  }

  /**
   * Opens the windows that stood when Parley was last used, or a first one. Resolves when their pages have loaded;
   * rejects where one can't.
   */
  async openLast(): Promise<void> {
    if (this.#places.length === 0) return this.#openAt(firstPlacement, false);
    await Promise.all(
      this.#places.map((place) =>
        this.#openAt(placementAt(place, workAreaAt(place)), place.maximized, place.draft),
      ),
    );
  }

  /**
   * Opens one more window beside the one in front, with a new draft. Resolves when its page has loaded.
   * Throws a `Failure` where there are too many.
   */
  async openNew(): Promise<void> {
    if (this.#open.size >= maxWindows) {
      throw new Failure('CONFLICT', `${maxWindows} windows are open. Close one of them first.`);
    }
    const bounds = this.inFront?.getNormalBounds();
    const placement = bounds ? placementBeside(bounds, workAreaAt(bounds)) : firstPlacement;
    // A draft that nobody knows is a new one under that very id.
    await this.#openAt(placement, false, newId());
  }

  get inFront(): BrowserWindow | null {
    return this.#front;
  }

  /** Brings a window to the front for who starts the app again, or opens those of last time where there is none. */
  show(): void {
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

  askAboutLate(windowId: string, signal: AbortSignal): Promise<LateDecision> {
    const window = this.#open.get(windowId);
    return window ? askAboutLate(window, signal) : Promise.resolve('close-anyway');
  }

  /** The places of those that stay are what counts next time; when none stays, those of the last ones. */
  close(windowIds: readonly string[]): void {
    const closing = windowIds.flatMap((id) => this.#open.get(id) ?? []);
    const staying = [...this.#open.values()].filter((window) => !closing.includes(window));
    if (closing.length > 0) this.#savePlaces(staying.length > 0 ? staying : closing);
    for (const window of closing) window.destroy();
  }

  /** Resolves when it is on disk where the windows stand. */
  saved(): Promise<void> {
    return this.#saving;
  }

  async #openAt(placement: Placement, maximized: boolean, draft?: string): Promise<void> {
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
    this.#open.set(id, window);
    this.#front = window;
    window.on('focus', () => {
      this.#front = window;
    });
    window.on('close', (event) => {
      if (this.closing.isAgreed) return;
      event.preventDefault();
      this.closing.closeWindow(id).catch(report);
    });
    window.once('closed', () => {
      this.#open.delete(id);
      if (this.#front === window) this.#front = [...this.#open.values()].at(-1) ?? null;
      lifecycle.forgetWindow(id);
    });
    recoverFromCrashes(window, { lifecycle, report });

    const url = new URL(pageUrl);
    if (draft !== undefined) url.searchParams.set(draftParameter, draft);
    try {
      await window.loadURL(url.href);
    } catch (cause) {
      // A window that is closed while it loads is no failure.
      if (window.isDestroyed()) return;
      window.destroy();
      throw cause;
    }
    // A kill brings them all back, too.
    if (!window.isDestroyed()) this.#savePlaces([...this.#open.values()]);
  }

  #savePlaces(windows: readonly BrowserWindow[]): void {
    const { placesFile, report } = this.#options;
    this.#places = windows.map(placeOf);
    const text = JSON.stringify({ windows: this.#places });
    this.#saving = this.#saving.then(() => writeDurably(placesFile, text)).catch(report);
  }
}

function workAreaAt(place: Electron.Rectangle): Electron.Rectangle {
  const { x, y, width, height } = place;
  return screen.getDisplayMatching({ x, y, width, height }).workArea;
}

function placeOf(window: BrowserWindow): WindowPlace {
  const { x, y, width, height } = window.getNormalBounds();
  const url = window.webContents.getURL();
  const draft = URL.canParse(url) ? new URL(url).searchParams.get(draftParameter) : null;
  const known = opaqueId.safeParse(draft);
  return {
    x,
    y,
    width,
    height,
    maximized: window.isMaximized(),
    ...(known.success && { draft: known.data }),
  };
}
