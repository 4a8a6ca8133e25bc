import type { Connect } from '../client/connection.ts';
import { byeFrame, helloFrame } from '../protocol/frame.ts';
import { sessionIdOf } from '../protocol/session-id.ts';
import { PipeBase } from './pipe-base.ts';

/** What `exposeElectronTRPC()` of `electron-trpc/preload` puts into a window, and all that this side needs of it. */
export interface ElectronTRPCBridge {
  sendMessage(message: unknown): void;
  onMessage(callback: (message: unknown) => void): void;
}

export interface ElectronConnectOptions {
  /** Where `pagehide` and `pageshow` are told; the document's own window, unless it is another's bridge. */
  readonly page?: Pick<EventTarget, 'addEventListener'>;
}

/** One a document: the bridge has one channel and no way to stop listening. */
class Hub {
  readonly #pipes = new Map<string, PipeBase>();

  constructor(
    private readonly bridge: ElectronTRPCBridge,
    page: Pick<EventTarget, 'addEventListener'>,
  ) {
    bridge.onMessage((frame) => {
      // Replies to a document that is gone, or to a session that has ended, reach nobody.
      this.#pipes.get(sessionIdOf(frame) ?? '')?.deliver(frame);
    });
    page.addEventListener('pagehide', () => this.#sayGoodbye());
    // Shown again out of the back-forward cache: main has let go of its sessions, and the clients must know.
    page.addEventListener('pageshow', (event) => {
      if (!('persisted' in event && event.persisted)) return;
      // Once more, for those that have been opened in between.
      this.#sayGoodbye();
      for (const pipe of [...this.#pipes.values()]) pipe.end(new Error('The page was put away for a while'));
    });
  }

  #sayGoodbye(): void {
    for (const id of this.#pipes.keys()) this.bridge.sendMessage(byeFrame(id));
  }

  open(id: string): PipeBase {
    const pipe = new PipeBase({
      send: (frame) => this.bridge.sendMessage(frame),
      release: () => this.#pipes.delete(id),
    });
    this.#pipes.set(id, pipe);
    pipe.send(helloFrame(id));
    return pipe;
  }
}

const hubs = new WeakMap<ElectronTRPCBridge, Hub>();

/** Connects through electron-trpc's preload bridge. Any number of clients in a document share it. */
export function connectElectron(
  bridge: ElectronTRPCBridge,
  { page = globalThis }: ElectronConnectOptions = {},
): Connect {
  return ({ id }) => {
    let hub = hubs.get(bridge);
    if (!hub) {
      hub = new Hub(bridge, page);
      hubs.set(bridge, hub);
    }
    return hub.open(id);
  };
}
