import { createHash } from 'node:crypto';
import { TooLargeError } from '../files/text-files.ts';
import { type LargeLiteral, literalMark } from './large-literals.ts';

/** Where the bytes of a quoted text go. */
export interface QuotedTextSink {
  /** What stays in its line, counted already. */
  readonly keep: (bytes: readonly Buffer[]) => void;
  /** What is taken out; behind its last piece, the literal. */
  readonly out: (piece: Buffer | LargeLiteral) => void;
  /** So many bytes more, or fewer, are held. Throws `TooLargeError`. */
  readonly grow: (bytes: number) => void;
}

const [carriageReturn, quote] = [0x0d, 0x27];

/**
 * What stands behind a single quote, on one line: its bytes are those of what it says, but for the quotes, which are doubled. It
 * is taken out where it is large, and a mark stays; one that goes on in the next line stays where it is.
 */
export class QuotedText {
  readonly #literalBytes: number;
  readonly #sink: QuotedTextSink;
  readonly #hash = createHash('sha256');
  /** Its bytes as they stand in the file, for as long as it may stay there. */
  #raw: Buffer[] = [];
  #content: Buffer[] = [];
  /** Bytes of the content so far. */
  #size = 0;
  /** A quote came, and the next byte tells whether it ends it. */
  #isQuoteHeld = false;
  #isTakenOut = false;
  #isOver = false;

  /** @param literalBytes what has more is taken out */
  constructor(literalBytes: number, sink: QuotedTextSink) {
    this.#literalBytes = literalBytes;
    this.#sink = sink;
  }

  /** Nothing more of it can come. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * Takes the next bytes of its line. Throws `TooLargeError`.
   * @param isEnd of the line
   * @returns what of them is behind it, or stays with it
   */
  push(bytes: Buffer, isEnd: boolean): Buffer {
    for (let from = 0; from < bytes.length; ) {
      if (this.#isQuoteHeld) {
        const doubled = bytes.subarray(from, from + 1);
        if (doubled[0] !== quote) {
          this.#end();
          return bytes.subarray(from);
        }
        this.#isQuoteHeld = false;
        this.#add(doubled, [doubled, doubled]);
        from += 1;
        continue;
      }
      const next = bytes.indexOf(quote, from);
      const content = bytes.subarray(from, next === -1 ? bytes.length : next);
      // A line break is a blank there.
      if (content.includes(carriageReturn) || (isEnd && next === -1)) {
        this.#leave();
        return bytes.subarray(from);
      }
      this.#add(content);
      this.#isQuoteHeld = next !== -1;
      from += content.length + (next === -1 ? 0 : 1);
    }
    return Buffer.alloc(0);
  }

  /** To be called where the file ends. Throws `TooLargeError`. */
  end(): void {
    if (this.#isQuoteHeld) this.#end();
    else this.#leave();
  }

  #add(bytes: Buffer, raw: readonly Buffer[] = [bytes]): void {
    if (bytes.length === 0) return;
    this.#hash.update(bytes);
    this.#size += bytes.length;
    if (this.#isTakenOut) {
      this.#sink.out(bytes);
      return;
    }
    this.#content.push(bytes);
    this.#raw.push(...raw);
    this.#sink.grow(lengthOf(raw));
    if (this.#size <= this.#literalBytes) return;
    this.#isTakenOut = true;
    for (const piece of this.#content) this.#sink.out(piece);
    this.#sink.grow(-lengthOf(this.#raw));
    this.#raw = [];
    this.#content = [];
  }

  #end(): void {
    this.#isOver = true;
    let behind = "'";
    if (this.#isTakenOut) {
      const id = this.#hash.digest('base64url').slice(0, 22);
      const literal = { id, size: this.#size, tail: 0 };
      this.#sink.out(literal);
      behind = `${literalMark(literal)}'`;
    }
    this.#sink.grow(behind.length);
    this.#sink.keep([...this.#raw, Buffer.from(behind)]);
  }

  /** It goes on in the next line, or does not end: it stays where it is. */
  #leave(): void {
    if (this.#isTakenOut) throw new TooLargeError('what is between quotes can’t be put back as it is');
    this.#isOver = true;
    this.#sink.keep(this.#raw);
  }
}

export function lengthOf(buffers: readonly Buffer[]): number {
  return buffers.reduce((sum, { length }) => sum + length, 0);
}
