/**
 * What crosses a border: text, alone or with the bytes that it speaks of. Bytes stay apart from the text, so that a
 * border which clones structures (Electron's, a `MessagePort`'s) copies them no more often than it must.
 */
export type Frame = string | BytesFrame;

/** Each `Uint8Array` is the whole of its buffer: a structured clone would carry the rest along. */
export type BytesFrame = readonly [text: string, ...bytes: Uint8Array[]];

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
   * Hands a frame over; does nothing once the pipe has ended. Its bytes are the sender's again when this returns: a
   * transport that keeps them any longer copies them. One that finds its other end gone here ends the pipe rather
   * than throw.
   */
  send(frame: Frame): void;
  /** Starts delivery, what has come before included. Called once, by the pipe's owner. */
  start(receiver: PipeReceiver): void;
  /** Ends the pipe; its receiver's `end` is called. Twice is harmless. */
  close(): void;
}
