import type { Frame, Pipe, PipeReceiver } from '../protocol/pipe.ts';

export interface PipeSource {
  /** Carries a frame. What it throws ends the pipe. */
  send(frame: Frame): void;
  /** Lets go of whatever the transport holds: listeners, a socket, a port. Called once, when the pipe ends. */
  release(): void;
}

/** What every transport shares: nothing is delivered before `start` (but kept), nothing after the end. */
export class PipeBase implements Pipe {
  #receiver: PipeReceiver | null = null;
  #early: unknown[] = [];
  #ended = false;
  #cause: Error | undefined;

  constructor(private readonly source: PipeSource) {}

  send(frame: Frame): void {
    if (this.#ended) return;
    try {
      this.source.send(frame);
    } catch (cause) {
      this.end(cause instanceof Error ? cause : new Error(String(cause)));
    }
  }

  start(receiver: PipeReceiver): void {
    this.#receiver = receiver;
    const early = this.#early;
    this.#early = [];
    for (const frame of early) this.deliver(frame);
    if (this.#ended) receiver.end(this.#cause);
  }

  close(): void {
    this.end();
  }

  /** For the transport: a frame has come. */
  deliver(frame: unknown): void {
    if (this.#ended) return;
    if (this.#receiver) this.#receiver.frame(frame);
    else this.#early.push(frame);
  }

  /** For the transport: the other end is gone. Twice is harmless. */
  end(cause?: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cause = cause;
    this.source.release();
    this.#receiver?.end(cause);
  }
}
