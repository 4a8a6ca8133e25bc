import type { EventPlace, Framer } from './body-events.ts';
import { type LineSink, SseLines } from './sse-lines.ts';

const longestName = 5;
const zero = 0;

/**
 * Finds the events of a stream as its bytes come, in chunks of any size. An event is some lines with `data` among them
 * that an empty line ends (https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation).
 */
export class SseFramer implements Framer, LineSink {
  readonly #onEvent: (place: EventPlace) => void;
  readonly #lines: SseLines;
  /** The line under way: its first bytes, and how many it has. */
  readonly #head = new Uint8Array(longestName);
  #lineBytes = 0;
  #lineHasZero = false;
  /** The lines since the last empty one. */
  #blockStart: number | undefined;
  #blockEnd = 0;
  #hasData = false;
  #lastIdLine: number;
  #idLineBefore: number;

  /**
   * @param offset where the first byte stands in the stream: its begin, or that of an event
   * @param idLineBefore the line that set the last id before it, or -1
   */
  constructor(onEvent: (place: EventPlace) => void, offset = 0, idLineBefore = -1) {
    this.#onEvent = onEvent;
    this.#lines = new SseLines(offset, this);
    this.#lastIdLine = idLineBefore;
    this.#idLineBefore = idLineBefore;
  }

  get offset(): number {
    return this.#lines.offset;
  }

  push(bytes: Uint8Array): void {
    this.#lines.push(bytes);
  }

  finish(): void {
    // What no empty line has ended is no event.
  }

  part(bytes: Uint8Array, from: number, to: number): void {
    for (let at = from; at < to && this.#lineBytes + at - from < longestName; at++) {
      this.#head[this.#lineBytes + at - from] = bytes[at] ?? 0;
    }
    this.#lineBytes += to - from;
    if (this.#isField('id') && bytes.subarray(from, to).includes(zero)) this.#lineHasZero = true;
  }

  end(end: number): void {
    const start = end - this.#lineBytes;
    if (this.#lineBytes === 0) this.#endBlock();
    else {
      if (this.#blockStart === undefined) {
        this.#blockStart = start;
        this.#idLineBefore = this.#lastIdLine;
      }
      this.#blockEnd = end;
      if (this.#isField('data')) this.#hasData = true;
      // An id with U+0000 is ignored.
      else if (this.#isField('id') && !this.#lineHasZero) this.#lastIdLine = start;
    }
    this.#lineBytes = 0;
    this.#lineHasZero = false;
  }

  #endBlock(): void {
    if (this.#blockStart !== undefined && this.#hasData) {
      const offset = this.#blockStart;
      this.#onEvent({ offset, bytes: this.#blockEnd - offset, idLineBefore: this.#idLineBefore });
    }
    this.#blockStart = undefined;
    this.#hasData = false;
  }

  /** A line is a field by its name alone, or with a colon behind it. */
  #isField(name: 'data' | 'id'): boolean {
    const { length } = name;
    if (this.#lineBytes < length) return false;
    for (let at = 0; at < length; at++) if (this.#head[at] !== name.charCodeAt(at)) return false;
    return this.#lineBytes === length || this.#head[length] === 0x3a;
  }
}
