import { EventEmitter } from 'node:events';
import type { ElectronFrame, ElectronWebContents } from '#ipc/transports/index.ts';
import { PageDocument } from './document.ts';

/**
 * As much of Electron as the adapter touches, in one process: structured clone at the border, messages that arrive
 * in a later turn and in order, events in the order that Electron documents, and frames that throw once they are
 * disposed of.
 */
export class StandInElectron {
  readonly ipcMain = new EventEmitter();
  readonly windows: StandInContents[] = [];

  openWindow(url: string, options: WindowOptions = {}): StandInContents {
    const contents = new StandInContents(this.ipcMain, url, this.windows.length + 1, options);
    this.windows.push(contents);
    return contents;
  }
}

export interface WindowOptions {
  /** Of the main frame; others count on from it. */
  readonly frameTreeNodeId?: number;
  readonly preload?: string;
}

/** What every message and navigation waits for. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

let lastRoutingId = 0;
let lastNodeId = 0;

/** A `WebFrameMain`: one for each renderer-side frame, so that a navigation may bring a new one to the same node. */
export class StandInFrame implements ElectronFrame {
  readonly children: StandInFrame[] = [];
  document: PageDocument;
  readonly #routingId = (lastRoutingId += 1);
  #disposed = false;
  #detached = false;
  #url: string;

  constructor(
    readonly contents: StandInContents,
    readonly nodeId: number,
    readonly parentFrame: StandInFrame | null,
    private readonly process: number,
    url: string,
  ) {
    this.#url = url;
    this.document = this.load(url);
  }

  get frameTreeNodeId(): number {
    return this.#alive(this.nodeId);
  }
  get processId(): number {
    return this.#alive(this.process);
  }
  get routingId(): number {
    return this.#alive(this.#routingId);
  }
  get origin(): string {
    const { protocol, host } = new URL(this.#url);
    return this.#alive(`${protocol}//${host}`);
  }
  get url(): string {
    return this.#alive(this.#url);
  }
  get detached(): boolean {
    return this.#alive(this.#detached);
  }
  get framesInSubtree(): StandInFrame[] {
    return this.#alive([this, ...this.children.flatMap((child) => child.framesInSubtree)]);
  }

  isDestroyed(): boolean {
    return this.#disposed;
  }

  send(channel: string, ...args: unknown[]): void {
    this.#alive(null);
    const cloned = structuredClone(args);
    // Whichever document is in the frame by then gets it.
    setImmediate(() => {
      if (!this.#disposed) this.document.receive(channel, cloned);
    });
  }

  /** Puts a new document in. */
  load(url: string): PageDocument {
    this.#url = url;
    const document: PageDocument = new PageDocument((channel, args) => {
      setImmediate(() => this.contents.deliver(this, document, channel, args));
    }, this.contents.options.preload);
    this.document = document;
    return document;
  }

  setUrl(url: string): void {
    this.#url = url;
  }

  /** Out of the tree, and not yet disposed of: its document may be running its unload handlers. */
  detach(): void {
    this.#detached = true;
  }

  dispose(): void {
    for (const child of this.children.splice(0)) child.dispose();
    this.document.end();
    this.#disposed = true;
  }

  #alive<TValue>(value: TValue): TValue {
    if (this.#disposed) throw new Error('Render frame was disposed before WebFrameMain could be accessed');
    return value;
  }
}

/** How a navigation is carried out: into the same renderer-side frame, or into one of another process. */
export type Swap = 'same frame' | 'other process';

export class StandInContents extends EventEmitter implements ElectronWebContents {
  #main: StandInFrame;
  #destroyed = false;
  #processId: number;

  constructor(
    private readonly ipcMain: EventEmitter,
    url: string,
    readonly id: number,
    readonly options: WindowOptions,
  ) {
    super();
    this.#processId = 100 + id;
    this.#main = new StandInFrame(
      this,
      this.#nextNodeId(options.frameTreeNodeId),
      null,
      this.#processId,
      url,
    );
  }

  get mainFrame(): StandInFrame {
    if (this.#destroyed) throw new TypeError('Object has been destroyed');
    return this.#main;
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  /** A message of one of its documents has come to main. */
  deliver(frame: StandInFrame, document: PageDocument, channel: string, args: unknown[]): void {
    if (this.#destroyed) return;
    const isThere = !frame.isDestroyed() && frame.document === document;
    this.ipcMain.emit(channel, { sender: this, senderFrame: isThere ? frame : null }, ...args);
  }

  /** Goes to another document and resolves when it has been loaded. The old one says goodbye as it can. */
  async navigate(url: string, swap: Swap = 'other process', frame = this.#main): Promise<StandInFrame> {
    const isMainFrame = frame === this.#main;
    this.#emit('did-start-navigation', url, false, isMainFrame);
    await turn();
    const old = frame.document;
    for (const child of frame.children.splice(0)) {
      child.document.hide();
      child.dispose();
    }
    let current = frame;
    if (swap === 'same frame') {
      old.hide();
      old.end();
      frame.load(url);
    } else {
      this.#processId += 1000;
      current = this.#replace(frame, url);
      // The old process runs its handlers in the background: what they send comes from a frame that is gone.
      old.hide();
      frame.dispose();
    }
    this.emit('did-frame-navigate', {}, url, 200, 'OK', isMainFrame, current.processId, current.routingId);
    if (isMainFrame) this.emit('did-navigate', {}, url, 200, 'OK');
    await turn();
    this.emit('did-finish-load');
    return current;
  }

  reload(): Promise<StandInFrame> {
    return this.navigate(this.#main.url, 'same frame');
  }

  /** A navigation that the app prevents: it starts, and nothing comes of it. */
  async navigatePrevented(url: string): Promise<void> {
    this.emit('will-navigate', { preventDefault: () => undefined }, url);
    this.#emit('did-start-navigation', url, false, true);
    await turn();
    this.emit('did-stop-loading');
  }

  /** A navigation that turns out to be a download. */
  async download(url: string): Promise<void> {
    this.#emit('did-start-navigation', url, false, true);
    await turn();
    this.emit('did-fail-load', {}, -3, 'ERR_ABORTED', url, true);
    this.emit('did-stop-loading');
  }

  async pushState(url: string): Promise<void> {
    this.#emit('did-start-navigation', url, true, true);
    await turn();
    this.#main.setUrl(url);
    this.emit('did-navigate-in-page', {}, url, true, this.#main.processId, this.#main.routingId);
  }

  addFrame(url: string, parent = this.#main, frameTreeNodeId?: number): StandInFrame {
    const node = this.#nextNodeId(frameTreeNodeId);
    const frame = new StandInFrame(this, node, parent, this.#processId, url);
    parent.children.push(frame);
    this.emit('frame-created', {}, { frame });
    return frame;
  }

  /** Takes an iframe out of its page, in the middle of what it does. Electron has no event for it. */
  removeFrame(frame: StandInFrame, leave: 'detached' | 'disposed' = 'disposed'): void {
    const siblings = frame.parentFrame?.children ?? [];
    siblings.splice(siblings.indexOf(frame), 1);
    frame.document.end();
    if (leave === 'detached') frame.detach();
    else frame.dispose();
  }

  crash(): void {
    this.#main.dispose();
    this.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
  }

  /** Closes as a person does: the document hears of it first. */
  async close(): Promise<void> {
    this.#main.document.hide();
    await turn();
    this.destroy();
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#main.dispose();
    this.#destroyed = true;
    this.emit('destroyed');
  }

  #emit(event: string, url: string, isSameDocument: boolean, isMainFrame: boolean): void {
    this.emit(event, { url, isSameDocument, isMainFrame }, url, isSameDocument, isMainFrame);
  }

  #replace(frame: StandInFrame, url: string): StandInFrame {
    const current = new StandInFrame(this, frame.nodeId, frame.parentFrame, this.#processId, url);
    if (frame === this.#main) this.#main = current;
    else frame.parentFrame?.children.splice(frame.parentFrame.children.indexOf(frame), 1, current);
    return current;
  }

  #nextNodeId(wanted: number | undefined): number {
    lastNodeId = Math.max(lastNodeId, wanted ?? 0) + 1;
    return wanted ?? lastNodeId;
  }
}
