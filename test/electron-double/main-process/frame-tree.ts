import type { CdpSession } from '../chromium/connection.ts';
import type { Protocol } from '../chromium/protocol.ts';
import { type FramePlace, WebFrameMain } from './web-frame-main.ts';

type MainPlace = Pick<FramePlace, 'send' | 'postMessage' | 'evaluate'>;

/** Processes are not told apart: each window's contents count as one, with a new number after a crash. */
let lastProcessId = 1000;
let lastNodeId = 0;

/** The frames of one window. Addresses are those of the main process. */
export class FrameTree {
  readonly #mainNodeId: number;
  readonly #frames = new Map<string, WebFrameMain>();
  #processId: number;
  #main: WebFrameMain;
  #mainId = '';

  constructor(
    private readonly place: MainPlace,
    private readonly toElectron: (url: string) => string,
  ) {
    lastProcessId += 1;
    lastNodeId += 1;
    this.#processId = lastProcessId;
    this.#mainNodeId = lastNodeId;
    this.#main = this.#createMain();
  }

  get main(): WebFrameMain {
    return this.#main;
  }

  isMain(frameId: string): boolean {
    return frameId === this.#mainId;
  }

  byId(frameId: string): WebFrameMain | null {
    return this.#frames.get(frameId) ?? null;
  }

  follow(session: CdpSession, mainId: string): void {
    this.#mainId = mainId;
    this.#frames.set(mainId, this.#main);
    session.on('Page.frameAttached', ({ frameId, parentFrameId }) => this.#attach(frameId, parentFrameId));
    session.on('Page.frameDetached', ({ frameId }) => this.#detach(frameId));
  }

  /** A frame has a new document. */
  commit(frame: Protocol.Page.Frame): WebFrameMain {
    const { id, parentId, securityOrigin, name = '' } = frame;
    // The protocol's word for an opaque origin.
    const origin = securityOrigin === '://' ? 'null' : this.toElectron(securityOrigin);
    const url = this.toElectron((frame.unreachableUrl ?? frame.url) + (frame.urlFragment ?? ''));
    if (parentId === undefined) this.#renewMain(origin);
    else if (!this.#frames.has(id)) this.#attach(id, parentId);
    const committed = this.byId(id) ?? this.#main;
    this.#forgetChildren(committed);
    committed.state({ url, origin, name });
    return committed;
  }

  /** The process behind the window is gone. */
  crash(): void {
    lastProcessId += 1;
    this.#processId = lastProcessId;
    this.dispose();
  }

  dispose(): void {
    this.#main.dispose();
    this.#frames.clear();
  }

  /** Another origin has another host in Chromium, and a crash leaves none. */
  #renewMain(origin: string): void {
    const isSame = !this.#main.isDestroyed() && (this.#main.origin === '' || this.#main.origin === origin);
    if (!isSame) {
      this.dispose();
      this.#main = this.#createMain();
    }
    this.#frames.set(this.#mainId, this.#main);
  }

  #createMain(): WebFrameMain {
    return new WebFrameMain({
      ...this.place,
      parent: null,
      frameTreeNodeId: this.#mainNodeId,
      processId: this.#processId,
    });
  }

  #forgetChildren(parent: WebFrameMain): void {
    for (const child of parent.frames) child.dispose();
    for (const [id, frame] of this.#frames) if (frame.isDestroyed()) this.#frames.delete(id);
  }

  #attach(frameId: string, parentId: string): void {
    const parent = this.#frames.get(parentId);
    if (!parent || this.#frames.has(frameId)) return;
    lastNodeId += 1;
    const silent = () => undefined;
    this.#frames.set(
      frameId,
      new WebFrameMain({
        parent,
        frameTreeNodeId: lastNodeId,
        processId: parent.processId,
        // No preload runs in a sub-frame, so that nothing there could listen.
        send: silent,
        postMessage: silent,
        evaluate: this.place.evaluate,
      }),
    );
  }

  #detach(frameId: string): void {
    this.#frames.get(frameId)?.dispose();
    this.#frames.delete(frameId);
  }
}
