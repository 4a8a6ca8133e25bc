import type { Frame, Pipe, PipeReceiver } from '../protocol/pipe.ts';

export interface PipeSource {
  /** Carries a frame. What it throws ends the pipe. */
  send(frame: Frame): void;
  /**
   * Lets go of whatever the transport holds: listeners, a socket, a port. Called once, when the pipe ends.
   * @param isClosed whether this end was closed by its owner: then the other end doesn't know yet.
   */
  release(isClosed: boolean): void;
}

/** Frames that wait for `start`. A pipe that nobody starts would otherwise gather them for ever. */
const maxEarly = 1024;

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
    const early = this.#early;
    this.#early = [];
    if (this.#ended) {
      // What had come before the end is delivered before it.
      for (const frame of early) receiver.frame(frame);
      receiver.end(this.#cause);
      return;
    }
    this.#receiver = receiver;
    for (const frame of early) this.deliver(frame);
  }

  close(): void {
    this.#finish(true, undefined);
  }

  /** For the transport: a frame has come. */
  deliver(frame: unknown): void {
    if (this.#ended) return;
    if (this.#receiver) this.#receiver.frame(frame);
    else if (this.#early.push(frame) > maxEarly)
      this.end(new Error('Nobody has taken what came over the pipe'));
  }

  /** For the transport: the other end is gone. Twice is harmless. */
  end(cause?: Error): void {
    this.#finish(false, cause);
  }

  #finish(isClosed: boolean, cause: Error | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cause = cause;
    this.source.release(isClosed);
    this.#receiver?.end(cause);
  }
}
