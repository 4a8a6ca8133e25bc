import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { BrowserHost } from '../browser-host.ts';
import { ParleyPage } from '../parley-page.ts';
import { crashTab } from './crashed-tab.ts';
import type { CrashedWindow, Host } from './host.ts';
import { type Holdings, holdingsOf, leftoversSince } from './leftovers.ts';
import { steadyPort } from './steady-port.ts';
import { unknownTabs } from './unknown-tabs.ts';

interface Running {
  readonly main: BrowserHost;
  /** Holds the tabs. */
  readonly context: BrowserContext;
  readonly first: Holdings;
}

/** The browser host's process with tabs of one browser. */
export class WebHost implements Host {
  readonly kind = 'web';
  readonly dataFolder: string;
  readonly collectionsFolder: string;
  readonly #browser: Browser;
  readonly #env: Readonly<Record<string, string>>;
  #running: Running | null = null;

  /**
   * @param folder what the desktop app calls its user data.
   * @param env beside this process's own environment.
   */
  constructor(browser: Browser, folder: string, env: Readonly<Record<string, string>>) {
    this.#browser = browser;
    this.#env = env;
    this.dataFolder = join(folder, 'data');
    this.collectionsFolder = join(folder, 'collections');
  }

  get isRunning(): boolean {
    return this.#running?.main.isRunning ?? false;
  }

  get pid(): number {
    return this.#parts.main.pid;
  }

  /** `http://127.0.0.1:PORT/#TOKEN` */
  get address(): string {
    return this.#parts.main.address;
  }

  async start(): Promise<ParleyPage> {
    const main = await this.#startMain(['--port', String(await steadyPort())]);
    this.#running = { ...main, context: await this.#browser.newContext() };
    return this.#open(this.address);
  }

  newWindow(): Promise<ParleyPage> {
    const address = new URL(this.address);
    address.searchParams.set('tabs', unknownTabs());
    return this.#open(address.href);
  }

  async reopenAll(count: number): Promise<ParleyPage[]> {
    const { context } = this.#parts;
    while (context.pages().length < count) await this.#open(this.address);
    return context.pages().map((page) => new ParleyPage(page));
  }

  /** A tab that shows nothing yet. */
  newTab(): Promise<Page> {
    return this.#parts.context.newPage();
  }

  async closeWindow({ page }: ParleyPage): Promise<void> {
    await page.close({ runBeforeUnload: true });
  }

  async reopen(): Promise<ParleyPage> {
    const closing = this.#parts.context.pages().map((page) => page.waitForEvent('close'));
    await Promise.all(closing);
    return this.#open(this.address);
  }

  crashWindow(window: ParleyPage): Promise<CrashedWindow> {
    return crashTab(this.#browser, window.page);
  }

  async kill(): Promise<void> {
    const { main, context } = this.#parts;
    await main.kill();
    await context.close();
  }

  async quit(): Promise<number | null> {
    const { main, context } = this.#parts;
    const code = await main.stop();
    await context.close();
    return code;
  }

  /** Ends main as a power cut would where it runs on another machine. */
  async killBehindItsTabs(): Promise<void> {
    await this.#parts.main.kill();
  }

  async startBehindItsTabs(): Promise<void> {
    const { context } = this.#parts;
    const { address } = this;
    this.#running = { ...(await this.#startMain([])), context };
    if (this.address !== address)
      throw new Error(`The tabs wait for ${address}, the host is at ${this.address}`);
  }

  async saveFile({ page }: ParleyPage, act: () => Promise<void>): Promise<string> {
    const [download] = await Promise.all([page.waitForEvent('download'), act()]);
    return download.path();
  }

  clearWindows(): Promise<void> {
    return this.closeWindows();
  }

  async closeWindows(): Promise<void> {
    await Promise.all(this.#parts.context.pages().map((page) => page.close()));
  }

  freshWindow(): Promise<ParleyPage> {
    return this.newWindow();
  }

  leftovers(): Promise<string[]> {
    const { main, first } = this.#parts;
    return leftoversSince(first, (isQuick) => this.#holdings(main, isQuick));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#running) await this.kill();
  }

  async #open(address: string): Promise<ParleyPage> {
    const window = new ParleyPage(await this.newTab());
    await window.open(address);
    return window;
  }

  async #startMain(args: readonly string[]): Promise<Pick<Running, 'main' | 'first'>> {
    const main = await BrowserHost.start(
      this.dataFolder,
      ['--collections', this.collectionsFolder, ...args],
      { watched: true, env: this.#env },
    );
    return { main, first: await this.#holdings(main, false) };
  }

  #holdings(main: BrowserHost, isQuick: boolean): Promise<Holdings> {
    return holdingsOf({ pid: main.pid, dataFolder: this.dataFolder }, () => main.heldGenerators(isQuick));
  }

  get #parts(): Running {
    if (!this.#running) throw new Error('The host has not been started');
    return this.#running;
  }
}
