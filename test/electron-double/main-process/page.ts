import type { CdpSession } from '../chromium/connection.ts';
import { installPageScripts, type PreloadOptions } from './page-scripts.ts';
import { state } from './process-state.ts';

export interface PageSize {
  readonly width: number;
  readonly height: number;
}

/** A page in Chromium, from the moment at which it is asked for. */
export class Page {
  #session: CdpSession | null = null;
  #isAskedFor = false;
  #isUnwanted = false;
  #attach: (session: CdpSession) => void = () => undefined;
  readonly #attached = new Promise<CdpSession>((resolve) => {
    this.#attach = resolve;
  });
  /** When its scripts are in Chromium, for a popup also run in its first document. */
  whenScripted: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly preload: PreloadOptions,
    private size: PageSize,
    /** Called before the page runs, to listen to it. */
    private readonly onSession: (session: CdpSession, targetId: string) => void,
  ) {}

  get session(): CdpSession | null {
    return this.#session;
  }

  get targetId(): string | null {
    return this.#session?.target?.targetId ?? null;
  }

  /**
   * Goes to an address; the first one brings the page into being. How that goes is told by the session's events.
   * @throws where Chromium does not take it for an address.
   */
  async open(url: string): Promise<void> {
    if (this.#isAskedFor) {
      const session = await this.#attached;
      await session.send('Page.navigate', { url });
      return;
    }
    this.#isAskedFor = true;
    // Where no request can be held back, the page waits for its scripts in an empty document.
    const canBeHeld = /^(?:https?|file):/.test(url);
    await state.chromium.createPage({ url: canBeHeld ? url : 'about:blank', ...this.size }, (session) =>
      this.adopt(session, false),
    );
    if (!canBeHeld) await this.open(url);
  }

  /** Takes a page that is there and held back, gives it its scripts, and lets it go. */
  adopt(session: CdpSession, isPopup: boolean, whenBridged?: Promise<void>): void {
    this.#isAskedFor = true;
    this.#session = session;
    if (this.#isUnwanted) {
      return state.chromium.dismiss(session);
    }
    // A page that is held back may not answer: nothing is awaited before it is let go.
    this.onSession(session, session.target?.targetId ?? '');
    session.post('Page.enable');
    session.post('Page.setLifecycleEventsEnabled', { enabled: true });
    session.post('Network.enable', { maxTotalBufferSize: 0, maxResourceBufferSize: 0 });
    session.post('Runtime.enable');
    this.resize(this.size);
    const installed = installPageScripts(session, this.preload, isPopup);
    // A page that goes while it is set up needs no scripts.
    this.whenScripted = Promise.allSettled([installed, whenBridged]);
    void state.chromium.letGo(session);
    this.#attach(session);
  }

  /** Without asking it; one that is still to come is closed when it does. */
  close(): void {
    this.#isUnwanted = true;
    if (this.targetId !== null) state.chromium.closePage(this.targetId);
  }

  resize(size: PageSize): void {
    this.size = size;
    // The browser's own frame would take a part of the window's height.
    this.#session?.post('Emulation.setDeviceMetricsOverride', {
      ...size,
      deviceScaleFactor: 0,
      mobile: false,
    });
  }

  /** @throws Error what the script has thrown. */
  async evaluate(code: string): Promise<unknown> {
    const session = await this.#attached;
    const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
      expression: code,
      awaitPromise: true,
      returnByValue: true,
    });
    if (!exceptionDetails) return result.value;
    const [line] = (exceptionDetails.exception?.description ?? exceptionDetails.text).split('\n');
    throw new Error(line);
  }

  /** One of Chromium's editing commands, at the page's focus. */
  edit(command: string): void {
    this.#session?.post('Input.dispatchKeyEvent', { type: 'rawKeyDown', commands: [command] });
    this.#session?.post('Input.dispatchKeyEvent', { type: 'keyUp' });
  }
}
