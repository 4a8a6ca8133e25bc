import { byteOrderMark } from './grammar.ts';

/** The byte order mark that may stand before a text, which comes in parts. */
export class ByteOrderMark {
  #seenBytes = 0;
  #isOver = false;

  /** A part of it was there, and so far, or for good, no more. */
  get isPartial(): boolean {
    return this.#seenBytes > 0 && this.#seenBytes < byteOrderMark.byteLength;
  }

  /** @returns how many of the next bytes are of the mark. */
  take(input: Uint8Array): number {
    let at = 0;
    while (!this.#isOver && at < input.byteLength) {
      if (input[at] === byteOrderMark[this.#seenBytes]) {
        this.#seenBytes++;
        at++;
      } else {
        this.#isOver = true;
      }
    }
    return at;
  }
}
