import type { CdpSession } from '../chromium/connection.ts';
import type { Protocol } from '../chromium/protocol.ts';
import type { FrameTree } from './frame-tree.ts';
import { LoadError } from './net-errors.ts';
import { eventWith, PreventableEvent } from './preventable-event.ts';
import type { SchemeMap } from './scheme-map.ts';

export interface NavigationHost {
  readonly frames: FrameTree;
  readonly schemes: SchemeMap;
  emit(event: string, ...args: unknown[]): boolean;
  /** Has Chromium go to an address, in Chromium's own words for it. */
  navigate(chromiumUrl: string): Promise<void>;
}

interface PendingLoad {
  readonly url: string;
  resolve(): void;
  reject(error: Error): void;
}

interface Navigating {
  readonly url: string;
  readonly loaderId: string;
  readonly isMainFrame: boolean;
  readonly frameId: string;
}

/** Turns what Chromium tells of a page's loading into the events of `webContents`, and `loadURL` into a promise. */
export class Navigation {
  /** Where the page is, as the main process calls it. */
  url = '';
  isLoading = false;
  /** A document has been there. */
  hasCommitted = false;
  #load: PendingLoad | null = null;
  /** Addresses that the page itself has asked for and that Chromium has not begun to load. */
  readonly #askedByPage = new Set<string>();
  readonly #prevented = new Set<string>();
  /** Addresses to which a navigation that has been told of goes on. */
  readonly #redirected = new Set<string>();
  readonly #failures = new Map<string, string>();
  readonly #statuses = new Map<string, { code: number; text: string }>();
  /** The newest navigation of the main frame. */
  #current = '';
  /** What the current document is an error page for. */
  #failure: string | null = null;

  constructor(private readonly host: NavigationHost) {}

  follow(session: CdpSession): void {
    const { frames } = this.host;
    session.on('Page.frameRequestedNavigation', ({ url, disposition }) => {
      if (disposition === 'currentTab') this.#askedByPage.add(url);
    });
    session.on('Page.frameStartedNavigating', ({ navigationType, frameId, url, loaderId }) => {
      // Told of below, when it has happened.
      if (navigationType === 'sameDocument' || navigationType === 'historySameDocument') return;
      this.#start({ url, loaderId, frameId, isMainFrame: frames.isMain(frameId) });
    });
    session.on('Page.navigatedWithinDocument', ({ frameId, url }) => this.#withinDocument(frameId, url));
    session.on('Page.frameNavigated', ({ frame }) => this.#commit(frame));
    session.on('Page.domContentEventFired', () => {
      if (this.hasCommitted) this.host.emit('dom-ready', new PreventableEvent());
    });
    session.on('Page.loadEventFired', () => this.#finish());
    session.on('Network.responseReceived', ({ type, requestId, response }) => {
      if (type !== 'Document') return;
      this.#statuses.set(requestId, { code: response.status, text: response.statusText });
    });
    session.on('Network.loadingFailed', ({ type, requestId, errorText }) => {
      if (type !== 'Document') return;
      this.#failures.set(requestId, errorText);
      // An aborted navigation brings no error page that would tell of its end.
      if (errorText === 'net::ERR_ABORTED' && requestId === this.#current) this.#abort(errorText);
    });
  }

  /**
   * A load that the main process asks for.
   * @param navigate has Chromium begin it; where that fails, the load does.
   * @returns resolves at `did-finish-load`, rejects with a {@link LoadError} at `did-fail-load` or when another load
   *   takes this one's place
   */
  load(url: string, navigate: () => Promise<void>): Promise<void> {
    this.#load?.reject(new LoadError('net::ERR_ABORTED', this.#load.url));
    const finished = new Promise<void>((resolve, reject) => {
      const load = { url, resolve, reject };
      this.#load = load;
      navigate().catch((cause: unknown) => {
        if (this.#load !== load) return;
        console.error(`The Electron double could not open ${url}:`, cause);
        this.#fail('net::ERR_FAILED', url);
      });
    });
    // Whoever does not ask how it went is not told either, and the process does not end of it.
    finished.catch(() => undefined);
    return finished;
  }

  /** Whether the app's listener has prevented this navigation; asked once, by whoever holds its request back. */
  takePrevented(loaderId: string): boolean {
    return this.#prevented.delete(loaderId);
  }

  /** A server sends a navigation elsewhere: whether the app's listeners let it go there. */
  mayBeRedirected(chromiumUrl: string, frameId: string): boolean {
    const url = this.host.schemes.toElectron(chromiumUrl);
    const isMainFrame = this.host.frames.isMain(frameId);
    const details = this.#details({ url, frameId, isMainFrame, loaderId: '' }, url, false);
    const event = eventWith({ ...details });
    this.host.emit('will-redirect', event, ...legacy(details));
    if (event.defaultPrevented) return false;
    this.host.emit('did-redirect-navigation', eventWith({ ...details }), ...legacy(details));
    return true;
  }

  /** The page is gone for good. */
  end(): void {
    this.#load?.reject(new LoadError('net::ERR_FAILED', this.#load.url));
    this.#load = null;
  }

  crash(): void {
    this.end();
    this.#stop();
  }

  #start(navigating: Navigating): void {
    const { isMainFrame, loaderId } = navigating;
    const url = this.host.schemes.toElectron(navigating.url);
    const isByPage = this.#askedByPage.delete(navigating.url);
    const details = this.#details(navigating, url, false);
    if (isMainFrame) this.#current = loaderId;
    if (isMainFrame && !this.isLoading) {
      this.isLoading = true;
      this.host.emit('did-start-loading', new PreventableEvent());
    }
    if (this.#redirected.delete(navigating.url)) return;
    this.host.emit('did-start-navigation', eventWith({ ...details }), ...legacy(details));
    if (!isByPage) return;
    if (!this.#isAllowed(details, isMainFrame)) {
      this.#prevented.add(loaderId);
      return;
    }
    // The page asks for the scheme by its own name, which Chromium does not know: it is sent to where that is.
    const known = this.host.schemes.toChromium(navigating.url);
    if (!isMainFrame || known === navigating.url) return;
    this.#redirected.add(known);
    this.host.navigate(known).catch((cause: unknown) => {
      console.error(`The Electron double could not go to ${url}:`, cause);
    });
  }

  #isAllowed(details: Details, isMainFrame: boolean): boolean {
    const event = eventWith({ ...details });
    this.host.emit('will-frame-navigate', event);
    if (isMainFrame && !event.defaultPrevented) this.host.emit('will-navigate', event, ...legacy(details));
    return !event.defaultPrevented;
  }

  #withinDocument(frameId: string, chromiumUrl: string): void {
    const url = this.host.schemes.toElectron(chromiumUrl);
    const isMainFrame = this.host.frames.isMain(frameId);
    this.#askedByPage.delete(chromiumUrl);
    const details = this.#details({ url, frameId, isMainFrame, loaderId: '' }, url, true);
    this.host.emit('did-start-navigation', eventWith({ ...details }), ...legacy(details));
    this.host.frames.byId(frameId)?.state({ url });
    if (isMainFrame) this.url = url;
    const { frameProcessId, frameRoutingId } = details;
    this.host.emit(
      'did-navigate-in-page',
      new PreventableEvent(),
      url,
      isMainFrame,
      frameProcessId,
      frameRoutingId,
    );
  }

  #commit(frame: Protocol.Page.Frame): void {
    const isMainFrame = frame.parentId === undefined;
    const committed = this.host.frames.commit(frame);
    const { url, processId, routingId } = committed;
    const status = this.#statuses.get(frame.loaderId);
    const failure = frame.unreachableUrl === undefined ? null : this.#failureOf(frame);
    this.#statuses.delete(frame.loaderId);
    this.#failures.delete(frame.loaderId);
    if (isMainFrame) {
      this.hasCommitted = true;
      this.url = url;
      this.#failure = failure;
    }
    if (failure !== null) {
      this.#tellFailure(new LoadError(failure, url), isMainFrame, [processId, routingId]);
      return;
    }
    // A document that came from no server has no status of its own.
    const { code, text } = status ?? { code: 200, text: 'OK' };
    this.host.emit(
      'did-frame-navigate',
      new PreventableEvent(),
      url,
      code,
      text,
      isMainFrame,
      processId,
      routingId,
    );
    if (isMainFrame) this.host.emit('did-navigate', new PreventableEvent(), url, code, text);
  }

  #failureOf({ loaderId, unreachableUrl = '' }: Protocol.Page.Frame): string {
    // How the double's own server fails says nothing.
    const isOfScheme = this.host.schemes.toElectron(unreachableUrl) !== unreachableUrl;
    return (isOfScheme ? undefined : this.#failures.get(loaderId)) ?? 'net::ERR_FAILED';
  }

  #finish(): void {
    if (!this.hasCommitted) return;
    const { processId, routingId } = this.host.frames.main;
    if (this.#failure === null) {
      this.host.emit('did-frame-finish-load', new PreventableEvent(), true, processId, routingId);
      this.host.emit('did-finish-load', new PreventableEvent());
      this.#load?.resolve();
      this.#load = null;
    } else {
      this.#load?.reject(new LoadError(this.#failure, this.url));
      this.#load = null;
    }
    this.#stop();
  }

  #abort(text: string): void {
    this.#load?.reject(new LoadError(text, this.#load.url));
    this.#load = null;
    this.#stop();
  }

  #stop(): void {
    if (!this.isLoading) return;
    this.isLoading = false;
    this.host.emit('did-stop-loading', new PreventableEvent());
  }

  /** Nothing came of a navigation, not even an error page. */
  #fail(text: string, url: string): void {
    const error = new LoadError(text, url);
    const { main } = this.host.frames;
    this.#tellFailure(error, true, main.isDestroyed() ? [0, 0] : [main.processId, main.routingId]);
    this.#load?.reject(error);
    this.#load = null;
  }

  /** Told of when the error page is there; the load itself ends with that page. */
  #tellFailure({ errno, code, url }: LoadError, isMainFrame: boolean, place: readonly number[]): void {
    for (const event of ['did-fail-provisional-load', 'did-fail-load'])
      this.host.emit(event, new PreventableEvent(), errno, code, url, isMainFrame, ...place);
  }

  #details({ frameId, isMainFrame }: Navigating, url: string, isSameDocument: boolean): Details {
    const frame = this.host.frames.byId(frameId);
    const living = frame === null || frame.isDestroyed() ? null : frame;
    return {
      url,
      isSameDocument,
      isMainFrame,
      frame: living,
      initiator: null,
      frameProcessId: living?.processId ?? 0,
      frameRoutingId: living?.routingId ?? 0,
    };
  }
}

interface Details {
  readonly url: string;
  readonly isSameDocument: boolean;
  readonly isMainFrame: boolean;
  readonly frame: object | null;
  readonly initiator: null;
  readonly frameProcessId: number;
  readonly frameRoutingId: number;
}

/** The arguments by which Electron told of a navigation before its events carried details. */
function legacy({ url, isSameDocument, isMainFrame, frameProcessId, frameRoutingId }: Details): unknown[] {
  return [url, isSameDocument, isMainFrame, frameProcessId, frameRoutingId];
}
