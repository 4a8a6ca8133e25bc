import { binaryFrame, byeFrame, encodeMessage, frameOverhead, textFrame } from './frame.ts';
import type { Pipe } from './pipe.ts';

/** Characters after which a batch is sent without waiting for the tick to end; fewer where a frame may hold fewer. */
const maxBatchSize = 256 * 1024;

export interface OutboxOptions {
  readonly maxFrameSize: number;
  /** When to send what has gathered: the messages of one tick share a frame. */
  readonly schedule: (flush: () => void) => void;
}

/** The sending half of a session: encodes messages at once, and sends those of one tick in one frame, in order. */
export class Outbox {
  #texts: string[] = [];
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
   * Encodes a message and sends it with the tick's others. Nothing is sent of a message that can't be encoded.
   * @throws {UnencodableError}
   */
  write(message: object): void {
    const encoded = encodeMessage(message, this.options.maxFrameSize);
    if (!('text' in encoded)) {
      this.flush();
      this.pipe.send(binaryFrame(this.sessionId, encoded.header, encoded.segments));
      return;
    }
    if (this.#size + encoded.text.length > this.#batchSize) this.flush();
    this.#texts.push(encoded.text);
    // And the comma.
    this.#size += encoded.text.length + 1;
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.options.schedule(() => {
      this.#scheduled = false;
      this.flush();
    });
  }

  flush(): void {
    if (this.#texts.length === 0) return;
    const texts = this.#texts;
    this.#texts = [];
    this.#size = 0;
    this.pipe.send(textFrame(this.sessionId, texts));
  }

  /** Sends what has gathered, and that the session is over. */
  bye(): void {
    this.flush();
    this.pipe.send(byeFrame(this.sessionId));
  }
}
