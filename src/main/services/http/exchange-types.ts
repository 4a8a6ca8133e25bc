import type { BodyId, UploadId } from '#router/contracts/ids.ts';
import type { PhaseTiming, SendEvent } from '#router/contracts/send.ts';
import type { Deadline } from './deadline.ts';

/** Where the bytes of a response's body go. */
export interface BodySink {
  readonly id: BodyId;
  /**
   * Takes the bytes, which nobody may change any more; resolves when there is room for the next ones. Rejects with a `Failure` of
   * phase `store` where one of the pieces so far could not be stored.
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Keeps bytes as they were sent, likewise; left out where what was sent and the body are the same. */
  writeAsSent?(bytes: Uint8Array): Promise<void>;
}

/** What is known of a body before it comes. */
export interface BodyHead {
  /** The Content-Type field as it came, '' where there was none. */
  readonly contentType: string;
  /** A name to offer when it is saved. */
  readonly fileName: string;
  /** What that name gets where the bytes are saved as they were sent, such as `.gz`; left out where they are the body. */
  readonly asSentSuffix?: string;
}

/** A stored file that a request sends. It can be read again, for a redirect that repeats the body. */
export interface UploadSource {
  /** Bytes. */
  readonly size: number;
  read(signal: AbortSignal): AsyncIterable<Uint8Array>;
}

export interface ExchangeHooks {
  /** Every event of the exchange itself, in order. */
  onEvent(event: Exclude<SendEvent, { type: 'done' | 'held' | 'wentOn' }>): void;
  /** Asked once, when the final response's headers are in. A sink that waits for a person pauses the deadline meanwhile. */
  openBody(head: BodyHead, deadline: Deadline): Promise<BodySink>;
  /** Takes secrets out of a URL before it gives the body its name. Left out: there are none. */
  hide?(text: string): string;
  /** Throws a `Failure` that names the file where it is no longer stored. */
  openUpload(id: UploadId): Promise<UploadSource>;
}

/** Bytes and milliseconds. Kept up to date while the exchange runs, so that a failure has its figures too. */
export interface ExchangeFigures {
  sent: number;
  wireBytes: number;
  bodyBytes: number;
  elapsedMs: number;
  phases: PhaseTiming[];
}
