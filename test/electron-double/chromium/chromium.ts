import { EventEmitter } from 'node:events';
import type { CdpConnection, CdpSession, TargetInfo } from './connection.ts';
import { DevToolsEndpoint } from './devtools-endpoint.ts';
import { launchChromium } from './launch.ts';
import { PageGate } from './page-gate.ts';
import type { Protocol } from './protocol.ts';

/** How long a page may wait for Playwright's scripts, in milliseconds. */
const otherClientMs = 5000;
const pagesOnly = [{ type: 'page', exclude: false }, { exclude: true }];

export interface PageOptions {
  readonly url: string;
  readonly width: number;
  readonly height: number;
}

export interface ChromiumOptions {
  readonly switches: readonly string[];
  /** Where Playwright is to find it, in the way of `--remote-debugging-port`; 0 for any free port. */
  readonly debuggingPort: number | undefined;
}

type RequestPaused = Protocol.Fetch.requestPausedPayload;

interface ChromiumEvents {
  /** A page has opened another one, which is held back until `letGo`. */
  popup: [session: CdpSession, opener: string];
  'target-destroyed': [targetId: string];
  'target-crashed': [Protocol.Target.targetCrashedPayload];
  /** A document is asked for, of any frame; it is held back until the browser's session is told what to do. */
  document: [RequestPaused];
  'download-begins': [Protocol.Browser.downloadWillBeginPayload];
  'download-progress': [Protocol.Browser.downloadProgressPayload];
  /** It has ended, or crashed. */
  gone: [];
}

/** The Chromium behind the double's windows. */
export class Chromium extends EventEmitter<ChromiumEvents> {
  readonly #gate = new PageGate();
  #endpoint: DevToolsEndpoint | null = null;
  #creating: Promise<unknown> = Promise.resolve();
  #awaited: ((session: CdpSession) => void) | null = null;

  private constructor(
    private readonly connection: CdpConnection,
    readonly downloadFolder: string,
  ) {
    super();
    connection.onAttached((session, target) => this.#onAttached(session, target));
    connection.onClose(() => this.emit('gone'));
    const { browser } = connection;
    browser.on('Fetch.requestPaused', (request) => this.emit('document', request));
    browser.on('Target.targetCrashed', (crash) => this.emit('target-crashed', crash));
    browser.on('Target.targetDestroyed', ({ targetId }) => {
      this.#gate.forget(targetId);
      this.emit('target-destroyed', targetId);
    });
    browser.on('Browser.downloadWillBegin', (download) => this.emit('download-begins', download));
    browser.on('Browser.downloadProgress', (download) => this.emit('download-progress', download));
  }

  /** Starts it without a window. Rejects where it does not start. */
  static async start({ switches, debuggingPort }: ChromiumOptions): Promise<Chromium> {
    const { connection, downloadFolder } = launchChromium(switches);
    const chromium = new Chromium(connection, downloadFolder);
    const { browser } = connection;
    await Promise.all([
      browser.send('Fetch.enable', { patterns: [{ resourceType: 'Document' }] }),
      browser.send('Target.setDiscoverTargets', { discover: true, filter: pagesOnly }),
      browser.send('Target.setAutoAttach', {
        autoAttach: true,
        waitForDebuggerOnStart: true,
        flatten: true,
        filter: pagesOnly,
      }),
    ]);
    if (debuggingPort !== undefined) await chromium.#openEndpoint(debuggingPort);
    return chromium;
  }

  get browser(): CdpSession {
    return this.connection.browser;
  }

  /**
   * Opens a page with its final address: one that began as about:blank would show Playwright two documents.
   * @param onAttached is called while the page is still held back, and has to let it go.
   */
  createPage({ url, width, height }: PageOptions, onAttached: (session: CdpSession) => void): Promise<void> {
    // One at a time: the next page that comes without an opener is then this one.
    const created = this.#creating.then(async () => {
      this.#awaited = onAttached;
      await this.browser.send('Target.createTarget', { url, width, height, newWindow: true });
    });
    this.#creating = created.catch(() => {
      this.#awaited = null;
    });
    return created;
  }

  closePage(targetId: string): void {
    this.browser.post('Target.closeTarget', { targetId });
  }

  /** Lets a new page run, once Playwright, where it is there, is done with it too. */
  async letGo(session: CdpSession): Promise<void> {
    const targetId = session.target?.targetId ?? '';
    this.#gate.ready(targetId);
    if (this.#endpoint?.hasClient) await this.#gate.whenOtherIsReady(targetId, otherClientMs);
    session.post('Runtime.runIfWaitingForDebugger');
  }

  /** Closes a new page that has not run yet. Held back, it would hold its opener too: it is let go, for a moment. */
  dismiss(session: CdpSession): void {
    const targetId = session.target?.targetId ?? '';
    this.#gate.ready(targetId);
    session.post('Runtime.runIfWaitingForDebugger');
    this.closePage(targetId);
  }

  async #openEndpoint(port: number): Promise<void> {
    this.#endpoint = new DevToolsEndpoint(this.connection, this.#gate);
    const url = await this.#endpoint.listen(port);
    // Playwright waits for this line.
    process.stderr.write(`\nDevTools listening on ${url}\n`);
  }

  #onAttached(session: CdpSession, { type, openerId }: TargetInfo): void {
    if (type === 'page' && openerId !== undefined) {
      this.emit('popup', session, openerId);
    } else if (type === 'page' && this.#awaited) {
      const onAttached = this.#awaited;
      this.#awaited = null;
      onAttached(session);
    } else {
      void this.letGo(session);
    }
  }
}
