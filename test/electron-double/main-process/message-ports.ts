import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { decode, encode } from '../codec.ts';
import { makeLoud } from './loud.ts';

type PortEvent =
  | { readonly type: 'message'; readonly data: unknown; readonly ends: readonly PortEnd[] }
  | { readonly type: 'close' };

/** One end of a channel inside the main process. What arrives waits until somebody listens. */
export class PortEnd {
  private peer: PortEnd = this;
  #listener: ((event: PortEvent) => void) | null = null;
  #waiting: PortEvent[] = [];
  #isClosed = false;

  static pair(): [PortEnd, PortEnd] {
    const first = new PortEnd();
    const second = new PortEnd();
    first.peer = second;
    second.peer = first;
    return [first, second];
  }

  post(data: unknown, ends: readonly PortEnd[]): void {
    if (!this.#isClosed) setImmediate(() => this.peer.#receive({ type: 'message', data, ends }));
  }

  listen(listener: (event: PortEvent) => void): void {
    this.#listener = listener;
    for (const event of this.#waiting.splice(0)) this.#receive(event);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    setImmediate(() => this.peer.#receive({ type: 'close' }));
  }

  #receive(event: PortEvent): void {
    if (this.#isClosed) return;
    if (!this.#listener) {
      this.#waiting.push(event);
      return;
    }
    if (event.type === 'close') this.#isClosed = true;
    this.#listener(event);
  }
}

export class MessagePortMain
  extends EventEmitter
  implements Pick<Electron.MessagePortMain, 'close' | 'start'>
{
  /** Null once the port has been sent away. */
  #end: PortEnd | null;

  constructor(end: PortEnd) {
    super();
    this.#end = end;
  }

  /** @throws Error('An object could not be cloned.') */
  postMessage(message: unknown, transfer: readonly MessagePortMain[] = []): void {
    const data = decode(encode(message));
    this.#end?.post(data, MessagePortMain.detach(transfer));
  }

  start(): void {
    this.#end?.listen((event) => {
      if (event.type === 'close') this.emit('close');
      else
        this.emit('message', { data: event.data, ports: event.ends.map((end) => new MessagePortMain(end)) });
    });
  }

  close(): void {
    if (this.#end === null) return;
    this.#end.close();
    this.#end = null;
    setImmediate(() => this.emit('close'));
  }

  /** Takes the ends out of ports that are sent away. */
  static detach(ports: readonly MessagePortMain[]): PortEnd[] {
    return ports.map((port, index) => {
      if (!(port instanceof MessagePortMain))
        throw new TypeError(`Port at index ${index} is not a valid port`);
      const end = port.#end;
      if (end === null) throw new TypeError(`Port at index ${index} is already neutered`);
      port.#end = null;
      return end;
    });
  }
}
makeLoud('MessagePortMain', MessagePortMain);

export class MessageChannelMain {
  readonly port1: MessagePortMain;
  readonly port2: MessagePortMain;

  constructor() {
    const [first, second] = PortEnd.pair();
    this.port1 = new MessagePortMain(first);
    this.port2 = new MessagePortMain(second);
  }
}
makeLoud('MessageChannelMain', MessageChannelMain);
