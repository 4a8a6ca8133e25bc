import type { EventPlace, Framer } from './body-events.ts';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Finds lines as their bytes come, each of them an event. They end with a line feed, and a carriage return before it is
 * part of the line's end. It works in any encoding where a line feed is the byte 10, and no other character has that byte.
 */
export class LineFramer implements Framer {
  readonly #onLine: (place: EventPlace) => void;
  #offset: number;
  #lineStart: number;
  #lastByte = 0;

  /** @param offset where the first byte stands in the body. */
  constructor(onLine: (place: EventPlace) => void, offset: number) {
    this.#onLine = onLine;
    this.#offset = offset;
    this.#lineStart = offset;
  }

  get offset(): number {
    return this.#offset;
  }

  push(bytes: Uint8Array): void {
    for (let at = bytes.indexOf(lineFeed); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) {
      const end = this.#offset + at;
      const before = at > 0 ? bytes[at - 1] : this.#lastByte;
      this.#tell(before === carriageReturn ? end - 1 : end);
      this.#lineStart = end + 1;
    }
    this.#offset += bytes.byteLength;
    this.#lastByte = bytes.at(-1) ?? this.#lastByte;
  }

  finish(): void {
    if (this.#offset > this.#lineStart) this.#tell(this.#offset);
  }

  #tell(end: number): void {
    this.#onLine({ offset: this.#lineStart, bytes: end - this.#lineStart, idLineBefore: -1 });
  }
}
