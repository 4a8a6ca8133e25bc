import type { CdpSession } from '../chromium/connection.ts';
import { decode, encode } from '../codec.ts';
import { type MessagePortMain, MessagePortMain as Port, PortEnd } from './message-ports.ts';

/** The isolated world that preloads run in, and the function there by which its agent speaks to main. */
export const worldName = 'ElectronDoublePreload';
export const sendBinding = '__electronDoubleSend';

/** What a document says to main. */
export interface RendererListener {
  /** The document is there, before its preload. */
  onHello(): void;
  /** The document is there, and its context bridge works. */
  onBridged(): void;
  onSend(channel: string, args: unknown[]): void;
  onPostMessage(channel: string, message: unknown, ports: MessagePortMain[]): void;
  /** Resolves with the answer; what it rejects with is told to the page. */
  onInvoke(channel: string, args: unknown[]): Promise<unknown>;
  onPreloadError(path: string, error: unknown): void;
}

type HeadToMain =
  | readonly ['send' | 'preload-error' | 'port-close', name: string]
  | readonly ['invoke', channel: string, id: number]
  | readonly ['post-message' | 'port-message', name: string, portIds: readonly string[]];

type HeadToRenderer = readonly [kind: string, ...details: (string | number | readonly string[])[]];

/** Carries messages between main and the agent in a window's current document. A new document starts anew. */
export class RendererLink {
  readonly #ports = new Map<string, PortEnd>();
  #session: CdpSession | null = null;
  #contextId: number | null = null;
  #lastPort = 0;

  constructor(private readonly listener: RendererListener) {}

  follow(session: CdpSession): void {
    this.#session = session;
    session.on('Runtime.bindingCalled', ({ name, payload, executionContextId }) => {
      if (name === sendBinding) this.#receive(payload, executionContextId);
    });
    session.on('Runtime.executionContextDestroyed', ({ executionContextId }) => {
      if (executionContextId === this.#contextId) this.drop();
    });
    session.on('Runtime.executionContextsCleared', () => this.drop());
  }

  /** @throws Error('Failed to serialize arguments') */
  send(channel: string, args: readonly unknown[]): void {
    let payload: string;
    try {
      payload = encode(args);
    } catch (cause) {
      throw new Error('Failed to serialize arguments', { cause });
    }
    this.#post(['message', channel], payload);
  }

  /** @throws Error('An object could not be cloned.') */
  postMessage(channel: string, message: unknown, transfer: readonly MessagePortMain[]): void {
    const payload = encode(message);
    const portIds = Port.detach(transfer).map((end) => this.#export(end));
    this.#post(['port-carrying', channel, portIds], payload);
  }

  /** The document is gone, and its ports with it. */
  drop(): void {
    this.#contextId = null;
    const ends = [...this.#ports.values()];
    this.#ports.clear();
    for (const end of ends) end.close();
  }

  #post(head: HeadToRenderer, payload: string): void {
    // As in Electron, what is sent before there is a document reaches nobody.
    if (this.#contextId === null) return;
    this.#session?.post('Runtime.callFunctionOn', {
      functionDeclaration: 'function (text) { __electronDoubleReceive(text); }',
      executionContextId: this.#contextId,
      arguments: [{ value: `${JSON.stringify(head)}\n${payload}` }],
      silent: true,
    });
  }

  #receive(text: string, contextId: number): void {
    if (text === 'hello') {
      this.drop();
      this.#contextId = contextId;
      this.listener.onHello();
    } else if (text === 'bridged') {
      this.listener.onBridged();
    } else if (contextId === this.#contextId) {
      const end = text.indexOf('\n');
      const head: HeadToMain = JSON.parse(text.slice(0, end));
      this.#handle(head, decode(text.slice(end + 1)));
    }
  }

  #handle(head: HeadToMain, payload: unknown): void {
    const [kind, name] = head;
    switch (kind) {
      case 'send':
        return this.listener.onSend(name, listOf(payload));
      case 'invoke':
        return void this.#invoke(name, head[2], listOf(payload));
      case 'post-message': {
        const ports = head[2].map((id) => new Port(this.#import(id)));
        return this.listener.onPostMessage(name, payload, ports);
      }
      case 'port-message':
        return this.#ports.get(name)?.post(
          payload,
          head[2].map((id) => this.#import(id)),
        );
      case 'port-close': {
        const end = this.#ports.get(name);
        this.#ports.delete(name);
        return end?.close();
      }
      case 'preload-error':
        return this.listener.onPreloadError(name, payload);
    }
  }

  async #invoke(channel: string, id: number, args: unknown[]): Promise<void> {
    const contextId = this.#contextId;
    let answer: string;
    try {
      answer = encode({ result: await this.listener.onInvoke(channel, args) });
    } catch (error) {
      console.error(`Error occurred in handler for '${channel}':`, error);
      answer = encode({ error: String(error) });
    }
    // A document that came later did not ask.
    if (contextId === this.#contextId) this.#post(['result', id], answer);
  }

  /** A port that came from the document: its other end stays there. */
  #import(id: string): PortEnd {
    const [linked, end] = PortEnd.pair();
    this.#tie(id, linked);
    return end;
  }

  /** A port that goes to the document: this end of it stays here. */
  #export(end: PortEnd): string {
    this.#lastPort += 1;
    const id = `main-${this.#lastPort}`;
    this.#tie(id, end);
    return id;
  }

  #tie(id: string, end: PortEnd): void {
    this.#ports.set(id, end);
    end.listen((event) => {
      if (event.type === 'message') {
        const portIds = event.ends.map((other) => this.#export(other));
        this.#post(['port-message', id, portIds], encode(event.data));
      } else if (this.#ports.delete(id)) {
        this.#post(['port-close', id], encode(undefined));
      }
    });
  }
}

function listOf(payload: unknown): unknown[] {
  return Array.isArray(payload) ? payload : [];
}
