import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { IpcMain } from './ipc-main.ts';
import { makeLoud } from './loud.ts';
import type { MessagePortMain } from './message-ports.ts';

/** What a frame is in its window. */
export interface FramePlace {
  readonly frameTreeNodeId: number;
  readonly processId: number;
  readonly parent: WebFrameMain | null;
  /** Sends to the frame's document; only a main frame has one that listens. */
  readonly send: (channel: string, args: readonly unknown[]) => void;
  readonly postMessage: (channel: string, message: unknown, transfer: readonly MessagePortMain[]) => void;
  readonly evaluate: (code: string) => Promise<unknown>;
}

type Stated = 'url' | 'origin' | 'name';

/** One frame as long as its host in Chromium lives: a navigation to another origin, or a crash, makes a new one. */
export class WebFrameMain
  extends EventEmitter
  implements
    Pick<
      Electron.WebFrameMain,
      | 'url'
      | 'origin'
      | 'name'
      | 'detached'
      | 'isDestroyed'
      | 'frameTreeNodeId'
      | 'processId'
      | 'routingId'
      | 'send'
    >
{
  static #lastRoutingId = 0;
  readonly ipc = new IpcMain();
  readonly #place: FramePlace;
  readonly #routingId: number;
  readonly #children = new Set<WebFrameMain>();
  #stated: Record<Stated, string> = { url: '', origin: '', name: '' };
  #isDisposed = false;

  constructor(place: FramePlace) {
    super();
    this.#place = place;
    WebFrameMain.#lastRoutingId += 1;
    this.#routingId = WebFrameMain.#lastRoutingId;
    place.parent?.addChild(this);
  }

  get url(): string {
    return this.#living.#stated.url;
  }
  get origin(): string {
    return this.#living.#stated.origin;
  }
  get name(): string {
    return this.#living.#stated.name;
  }
  get frameTreeNodeId(): number {
    return this.#living.#place.frameTreeNodeId;
  }
  get processId(): number {
    return this.#living.#place.processId;
  }
  get routingId(): number {
    return this.#living.#routingId;
  }
  get parent(): WebFrameMain | null {
    return this.#living.#place.parent;
  }
  get top(): WebFrameMain {
    return this.#living.#place.parent?.top ?? this;
  }
  get frames(): WebFrameMain[] {
    return [...this.#living.#children];
  }
  get framesInSubtree(): WebFrameMain[] {
    return [this, ...this.frames.flatMap((frame) => frame.framesInSubtree)];
  }
  get detached(): boolean {
    return this.#isDisposed;
  }
  isDestroyed(): boolean {
    return this.#isDisposed;
  }

  send(channel: string, ...args: unknown[]): void {
    if (typeof channel !== 'string') throw new TypeError('Missing required channel argument');
    try {
      this.#living.#place.send(channel, args);
    } catch (error) {
      console.error('Error sending from webFrameMain: ', error);
    }
  }

  postMessage(channel: string, message: unknown, transfer: readonly MessagePortMain[] = []): void {
    this.#living.#place.postMessage(channel, message, transfer);
  }

  executeJavaScript(code: string): Promise<unknown> {
    if (this.#place.parent) throw new Error('executeJavaScript of a sub-frame is not in the Electron double');
    return this.#living.#place.evaluate(code);
  }

  // For the double's own use.

  addChild(frame: WebFrameMain): void {
    this.#children.add(frame);
  }

  removeChild(frame: WebFrameMain): void {
    this.#children.delete(frame);
  }

  state(stated: Partial<Record<Stated, string>>): void {
    this.#stated = { ...this.#stated, ...stated };
  }

  /** The frame is gone, and all that is in it. */
  dispose(): void {
    if (this.#isDisposed) return;
    for (const child of this.#children) child.dispose();
    this.#place.parent?.removeChild(this);
    this.#isDisposed = true;
  }

  get #living(): this {
    if (this.#isDisposed) {
      throw new Error('Render frame was disposed before WebFrameMain could be accessed');
    }
    return this;
  }
}
makeLoud('WebFrameMain', WebFrameMain);
