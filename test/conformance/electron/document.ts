import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import type { ElectronTRPCBridge } from '#ipc/transports/index.ts';

/** Electron's own rule: `ipcRenderer` sent over the context bridge arrives as an empty object (since Electron 29). */
class IpcRenderer extends EventEmitter {
  constructor(readonly send: (channel: string, ...args: unknown[]) => void) {
    super();
  }
}

const preloadCode = readFileSync(createRequire(import.meta.url).resolve('electron-trpc/preload'), 'utf8');

/** The preload as the app ships it: electron-trpc's own code, told to expose its bridge. */
const defaultPreload = `${preloadCode}\nexports.exposeElectronTRPC();`;

/** One document in a frame: its `window`, what the preload has put there, and its end of IPC. */
export class PageDocument {
  /** Stands for the document's `window`, as far as events go. */
  readonly page = new EventTarget();
  /** The main world's globals. */
  readonly world: Record<string, unknown> = {};
  readonly ipcRenderer: IpcRenderer;
  /** Whether its code still runs. */
  #alive = true;

  /** @param post carries a message to main, asynchronously. */
  constructor(post: (channel: string, args: unknown[]) => void, preload = defaultPreload) {
    this.ipcRenderer = new IpcRenderer((channel, ...args) => {
      if (this.#alive) post(channel, structuredClone(args));
    });
    const electron = {
      ipcRenderer: this.ipcRenderer,
      contextBridge: {
        exposeInMainWorld: (key: string, api: unknown) => {
          this.world[key] = this.#cross(api);
        },
      },
    };
    const run = compileFunction(preload, ['require', 'exports', 'module']);
    const module = { exports: {} };
    run(
      (name: string) => {
        if (name !== 'electron') throw new Error(`A sandboxed preload can't require ${name}`);
        return electron;
      },
      module.exports,
      module,
    );
  }

  /** What `exposeElectronTRPC` has put into the window. */
  get bridge(): ElectronTRPCBridge {
    const api = this.world['electronTRPC'];
    if (!isBridge(api)) throw new TypeError('The preload has exposed no bridge');
    return api;
  }

  receive(channel: string, args: unknown[]): void {
    if (this.#alive) this.ipcRenderer.emit(channel, { sender: this.ipcRenderer }, ...args);
  }

  /** The last that its code sees. */
  hide(): void {
    this.page.dispatchEvent(new Event('pagehide'));
  }

  /** Its code runs no more; what it has sent is on its way. */
  end(): void {
    this.#alive = false;
  }

  /** A value as it arrives in the other world: functions as proxies, the rest rebuilt, prototypes dropped. */
  #cross(value: unknown): unknown {
    if (typeof value === 'function') {
      return (...args: unknown[]) => {
        const result: unknown = Reflect.apply(
          value,
          undefined,
          args.map((arg) => this.#cross(arg)),
        );
        return this.#cross(result);
      };
    }
    if (typeof value !== 'object' || value === null) return value;
    if (value === this.ipcRenderer) return {};
    if (ArrayBuffer.isView(value)) return structuredClone(value);
    if (Array.isArray(value)) return value.map((item) => this.#cross(item));
    return Object.freeze(
      Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.#cross(item)])),
    );
  }
}

function isBridge(api: unknown): api is ElectronTRPCBridge {
  return typeof api === 'object' && api !== null && 'sendMessage' in api && 'onMessage' in api;
}
