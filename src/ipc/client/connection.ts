import {
  type DecodedMessage,
  defaultMaxFrameSize,
  FrameReader,
  isByeFrame,
  isRefusalFrame,
} from '../protocol/frame.ts';
import { Outbox } from '../protocol/outbox.ts';
import type { Pipe } from '../protocol/pipe.ts';
import { createSessionId, sessionIdOf } from '../protocol/session-id.ts';
import { IpcRefusedError } from './errors.ts';

/** Makes a pipe. Given the id of the session that it will carry; aborted where the client is closed meanwhile. */
export type Connect = (session: {
  readonly id: string;
  readonly signal: AbortSignal;
}) => Pipe | Promise<Pipe>;

export interface ConnectionOptions {
  readonly connect: Connect;
  readonly maxFrameSize?: number;
  readonly schedule?: (flush: () => void) => void;
}

export interface ConnectionReceiver {
  /** The messages of a frame of this session. */
  messages(messages: readonly DecodedMessage[]): void;
  /** The connection has ended, or could not be made. Called once. */
  end(cause: Error | undefined): void;
}

/** One session over one pipe, from the moment it is asked for. A reconnect makes a new one. */
export class Connection {
  readonly id = createSessionId();
  readonly #controller = new AbortController();
  readonly #options: ConnectionOptions;
  readonly #receiver: ConnectionReceiver;
  readonly #reader: FrameReader;
  readonly #maxFrameSize: number;
  #pipe: Pipe | null = null;
  #outbox: Outbox | null = null;

  constructor(options: ConnectionOptions, receiver: ConnectionReceiver) {
    this.#options = options;
    this.#receiver = receiver;
    this.#maxFrameSize = options.maxFrameSize ?? defaultMaxFrameSize;
    this.#reader = new FrameReader(this.#maxFrameSize);
  }

  /** Where messages go; null until the pipe stands, and after it has ended. */
  get outbox(): Outbox | null {
    return this.#outbox;
  }

  /** Resolves true when the pipe stands; false where the receiver's `end` has been called instead. */
  async open(): Promise<boolean> {
    const { signal } = this.#controller;
    if (signal.aborted) return false;
    try {
      const pipe = await this.#options.connect({ id: this.id, signal });
      if (signal.aborted) {
        pipe.close();
        return false;
      }
      this.#pipe = pipe;
      this.#outbox = new Outbox(this.id, pipe, {
        maxFrameSize: this.#maxFrameSize,
        // Not the function itself: a browser refuses it as a method of another object.
        schedule: this.#options.schedule ?? ((flush) => queueMicrotask(flush)),
      });
      pipe.start({ frame: (frame) => this.#receive(frame), end: (cause) => this.#end(cause) });
      return true;
    } catch (cause) {
      this.#end(cause instanceof Error ? cause : new Error(String(cause)));
      return false;
    }
  }

  /** Says goodbye and ends; the receiver is not told. */
  close(): void {
    if (this.#controller.signal.aborted) return;
    this.#controller.abort();
    this.#outbox?.bye();
    this.#outbox = null;
    this.#pipe?.close();
  }

  #receive(frame: unknown): void {
    if (this.#controller.signal.aborted || sessionIdOf(frame) !== this.id) return;
    if (isByeFrame(frame) || isRefusalFrame(frame)) {
      this.#end(
        isByeFrame(frame) ? new Error('The other end has closed the session') : new IpcRefusedError(),
      );
      this.#pipe?.close();
      return;
    }
    let messages: readonly DecodedMessage[];
    try {
      messages = this.#reader.read(frame);
    } catch {
      // Junk names no call. What was meant to be in it, if anything, ends with the connection.
      return;
    }
    this.#receiver.messages(messages);
  }

  #end(cause: Error | undefined): void {
    if (this.#controller.signal.aborted) return;
    this.#controller.abort();
    this.#outbox = null;
    this.#receiver.end(cause);
  }
}
