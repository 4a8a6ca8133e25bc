import type { Readable } from 'node:stream';

/**
 * Reads a Node stream with back pressure and loses nothing: a stream's own iterator drops what is still buffered when
 * the stream fails, while this one yields it and then ends, with the error in `failure`.
 */
export class ReadableTap implements AsyncIterable<Uint8Array> {
  readonly #stream: Readable;
  #wake = () => {};
  #isOver = false;
  #failure: Error | undefined;

  constructor(stream: Readable) {
    this.#stream = stream;
    stream.on('readable', () => this.#wake());
    stream.on('end', () => this.#finish(undefined));
    stream.on('error', (error) => this.#finish(error));
    stream.on('close', () => this.#finish(new Error('the stream was closed before its end')));
  }

  /** Why the stream ended too early; undefined where it ended well, or has not ended. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Has a look at the stream again, for whoever waits at `until`. */
  wake(): void {
    this.#wake();
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return this.until(() => false);
  }

  /** All there is until the stream ends, or until `isEnough` and nothing more is buffered. */
  async *until(isEnough: () => boolean): AsyncGenerator<Uint8Array> {
    for (;;) {
      const changed = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      const isLast = this.#isOver || isEnough();
      for (
        let bytes: unknown = this.#stream.read();
        bytes instanceof Uint8Array;
        bytes = this.#stream.read()
      ) {
        yield bytes;
      }
      if (isLast) return;
      await changed;
    }
  }

  #finish(failure: Error | undefined): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#failure = failure;
    this.#wake();
  }
}
