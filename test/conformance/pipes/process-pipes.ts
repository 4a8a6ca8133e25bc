import type { Pipe } from '#ipc/protocol/pipe.ts';
import { PipeBase } from '#ipc/transports/pipe-base.ts';

/** What a `ChildProcess` and the `process` of a child have in common, where they were made with `fork`. */
export interface ProcessChannel {
  send?(message: unknown, sent: (cause: Error | null) => void): unknown;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
  off(event: 'message', listener: (message: unknown) => void): unknown;
  off(event: 'disconnect', listener: () => void): unknown;
}

/** A pipe's opening (with its label), a frame of it, or its end. */
type Envelope =
  | { readonly pipe: number; readonly open: string }
  | { readonly pipe: number; readonly frame: unknown }
  | { readonly pipe: number };

/** Any number of pipes over the one channel between two processes. */
export class ProcessPipes {
  readonly #pipes = new Map<number, PipeBase>();
  #lastId = 0;

  /** @param onPipe given the pipes that the other end opens. */
  constructor(
    private readonly channel: ProcessChannel,
    private readonly onPipe: (pipe: Pipe, label: string) => void,
  ) {
    channel.on('message', this.#receive);
    channel.on('disconnect', this.#endAll);
  }

  /** Opens a pipe. Only one of the two ends opens any, so that their numbers are its own. */
  open(label: string): Pipe {
    this.#lastId += 1;
    this.#send({ pipe: this.#lastId, open: label });
    return this.#create(this.#lastId);
  }

  [Symbol.dispose](): void {
    this.#endAll();
    this.channel.off('message', this.#receive);
    this.channel.off('disconnect', this.#endAll);
  }

  #create(id: number): PipeBase {
    const pipe = new PipeBase({
      send: (frame) => this.#send({ pipe: id, frame }),
      release: () => {
        this.#pipes.delete(id);
        this.#send({ pipe: id });
      },
    });
    this.#pipes.set(id, pipe);
    return pipe;
  }

  #send(envelope: Envelope): void {
    // Once the channel is closed there is nobody to tell; `disconnect` ends the pipes.
    if (!('connected' in this.channel) || !this.channel.connected) return;
    // A process can be gone before its `disconnect` is heard of. Node tells who sends then, or has the channel emit an error.
    this.channel.send?.(envelope, (cause) => {
      if (cause) this.#endAll();
    });
  }

  readonly #endAll = (): void => {
    for (const pipe of [...this.#pipes.values()]) pipe.end(new Error('The other process is gone'));
  };

  readonly #receive = (message: unknown): void => {
    if (typeof message !== 'object' || message === null || !('pipe' in message)) return;
    if (typeof message.pipe !== 'number') return;
    if ('open' in message && typeof message.open === 'string') {
      this.onPipe(this.#create(message.pipe), message.open);
    } else if ('frame' in message) {
      this.#pipes.get(message.pipe)?.deliver(message.frame);
    } else {
      this.#pipes.get(message.pipe)?.end();
    }
  };
}
