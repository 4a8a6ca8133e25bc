import { EventEmitter } from 'node:events';
import { makeLoud } from './loud.ts';

export type InvokeHandler = (event: object, ...args: unknown[]) => unknown;

/** `ipcMain`, and the `ipc` of a window's contents and of a frame. */
export class IpcMain extends EventEmitter {
  readonly #handlers = new Map<string, InvokeHandler>();

  constructor() {
    super();
    // A channel may be called `error`, which an emitter would throw.
    this.on('error', () => undefined);
  }

  /** @throws where the channel has a handler already. */
  handle(channel: string, handler: InvokeHandler): void {
    if (this.#handlers.has(channel)) {
      throw new Error(`Attempted to register a second handler for '${channel}'`);
    }
    if (typeof handler !== 'function') {
      throw new TypeError(`Expected handler to be a function, but found type '${typeof handler}'`);
    }
    this.#handlers.set(channel, handler);
  }

  handleOnce(channel: string, handler: InvokeHandler): void {
    this.handle(channel, (event, ...args) => {
      this.removeHandler(channel);
      return handler(event, ...args);
    });
  }

  removeHandler(channel: string): void {
    this.#handlers.delete(channel);
  }

  handlerOf(channel: string): InvokeHandler | undefined {
    return this.#handlers.get(channel);
  }
}
makeLoud('ipcMain', IpcMain);

export const ipcMain = new IpcMain();
