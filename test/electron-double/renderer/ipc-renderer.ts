import { EventEmitter } from './event-emitter.ts';
import { loud } from './loud.ts';
import { type MessageFromMain, readMessage, writeMessage } from './main-link.ts';
import { Ports } from './ports.ts';

interface Outcome {
  readonly error?: string;
  readonly result?: unknown;
}

/** A preload's `ipcRenderer`, as docs/api/ipc-renderer.md has it. What it sends leaves by `post`. */
export class IpcRenderer extends EventEmitter {
  readonly #post: (text: string) => void;
  readonly #ports: Ports;
  readonly #calls = new Map<number, (outcome: unknown) => void>();
  #callCount = 0;

  constructor(post: (text: string) => void) {
    super();
    this.#post = post;
    this.#ports = new Ports(post);
  }

  send(channel: string, ...args: unknown[]): void {
    this.#post(writeMessage(['send', checkedChannel(channel)], args));
  }

  async invoke(channel: string, ...args: unknown[]): Promise<unknown> {
    this.#callCount += 1;
    const id = this.#callCount;
    const text = writeMessage(['invoke', checkedChannel(channel), id], args);
    const outcome = await new Promise((resolve) => {
      this.#calls.set(id, resolve);
      this.#post(text);
    });
    if (!isOutcome(outcome)) throw new Error(`Main answered '${channel}' with neither a result nor an error`);
    if (outcome.error !== undefined) {
      throw new Error(`Error invoking remote method '${channel}': ${outcome.error}`);
    }
    return outcome.result;
  }

  postMessage(channel: string, message: unknown, transfer: readonly unknown[] = []): void {
    const ports = transfer.map((item) => {
      if (item instanceof MessagePort) return item;
      throw new TypeError('Invalid value for transfer');
    });
    // Tried first: a message that can't be cloned leaves its ports where they are.
    writeMessage(['post-message', checkedChannel(channel), []], message);
    const portIds = ports.map((port) => this.#ports.giveAway(structuredClone(port, { transfer: [port] })));
    this.#post(writeMessage(['post-message', channel, portIds], message));
  }

  sendSync(): never {
    throw new Error('ipcRenderer.sendSync is not in the Electron double');
  }

  sendToHost(): never {
    throw new Error('ipcRenderer.sendToHost is not in the Electron double');
  }

  /** Takes a message from main. What a listener throws is reported as any uncaught error of the document. */
  receive(text: string): void {
    try {
      this.#receive(readMessage(text));
    } catch (error) {
      reportError(error);
    }
  }

  #receive(message: MessageFromMain): void {
    const { head, payload } = message;
    switch (head[0]) {
      case 'message':
        this.emit(head[1], this.#event([]), ...(Array.isArray(payload) ? payload : []));
        return;
      case 'port-carrying': {
        const ports = head[2].map((id) => this.#ports.accept(id));
        this.emit(head[1], this.#event(ports), payload);
        return;
      }
      case 'result':
        this.#calls.get(head[1])?.(payload);
        this.#calls.delete(head[1]);
        return;
      case 'port-message':
        this.#ports.deliver(head[1], payload, head[2]);
        return;
      case 'port-close':
        this.#ports.close(head[1]);
        return;
    }
  }

  #event(ports: readonly MessagePort[]) {
    return loud('IpcRendererEvent', { sender: this, ports, preventDefault: () => undefined });
  }
}

function isOutcome(value: unknown): value is Outcome {
  return typeof value === 'object' && value !== null && ('error' in value || 'result' in value);
}

/** Electron's own check, which is native code's and says so. */
function checkedChannel(channel: unknown): string {
  if (typeof channel === 'string') return channel;
  throw new TypeError(`Error processing argument at index 1, conversion failure from ${String(channel)}`);
}
