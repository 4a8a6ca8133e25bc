/** What crosses a border: text as it is, or bytes as they are. Both are cheap to hand over everywhere. */
export type Frame = string | Uint8Array;

export interface PipeReceiver {
  /** A frame from the other end. Typed `unknown`: what comes over a border is anything until it is checked. */
  frame(frame: unknown): void;
  /** The pipe has ended; nothing follows. Called once. `cause` says why where it wasn't asked for. */
  end(cause?: Error): void;
}

/**
 * All that the adapter asks of a transport: carry frames, in order, between two ends. A pipe carries one session.
 * A transport is a function that makes one; see `transports/`.
 */
export interface Pipe {
  /**
   * Hands a frame over; does nothing once the pipe has ended. A transport that finds its other end gone here ends
   * the pipe rather than throw.
   */
  send(frame: Frame): void;
  /** Starts delivery, what has come before included. Called once, by the pipe's owner. */
  start(receiver: PipeReceiver): void;
  /** Ends the pipe; its receiver's `end` is called. Twice is harmless. */
  close(): void;
}
