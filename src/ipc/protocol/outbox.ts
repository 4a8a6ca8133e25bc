import {
  byeFrame,
  type EncodedMessage,
  encodeMessage,
  frameOf,
  frameOverhead,
  maxBatchSize,
} from './frame.ts';
import { encodeInParts, findLongLists } from './long-lists.ts';
import type { Pipe } from './pipe.ts';

export interface OutboxOptions {
  readonly maxFrameSize: number;
  /** When to send what has gathered: the messages of one tick share a frame. */
  readonly schedule: (flush: () => void) => void;
}

/** The sending half of a session: encodes messages at once, and sends those of one tick together, in order. */
export class Outbox {
  #batch: EncodedMessage[] = [];
  #size = 0;
  #scheduled = false;
  readonly #batchSize: number;

  constructor(
    readonly sessionId: string,
    private readonly pipe: Pipe,
    private readonly options: OutboxOptions,
  ) {
    this.#batchSize = Math.min(maxBatchSize, options.maxFrameSize - frameOverhead);
  }

  /**
   * Encodes a message and sends it with the tick's others. Nothing arrives of a message that can't be encoded.
   * @throws {UnencodableError}
   */
  write(message: object): void {
    const { maxFrameSize } = this.options;
    const lists = findLongLists(message);
    if (lists.length === 0) this.#put(encodeMessage(message, maxFrameSize));
    else for (const encoded of encodeInParts(message, lists, maxFrameSize)) this.#put(encoded);
  }

  #put(encoded: EncodedMessage): void {
    if (this.#size + encoded.size > this.#batchSize) this.flush();
    this.#batch.push(encoded);
    // And the comma.
    this.#size += encoded.size + 1;
    // Bytes are their owner's again once they are written; of what is full nothing is gained by waiting.
    if (encoded.bytes.length > 0 || this.#size > this.#batchSize) {
      this.flush();
      return;
    }
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.options.schedule(() => {
      this.#scheduled = false;
      this.flush();
    });
  }

  /** Sends what has gathered, if anything has. */
  flush(): void {
    if (this.#batch.length === 0) return;
    const batch = this.#batch;
    this.#batch = [];
    this.#size = 0;
    this.pipe.send(frameOf(this.sessionId, batch));
  }

  /** Sends what has gathered, and that the session is over. */
  bye(): void {
    this.flush();
    this.pipe.send(byeFrame(this.sessionId));
  }
}
