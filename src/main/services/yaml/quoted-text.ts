import { TooLargeError } from '../files/text-files.ts';
import { literalMark } from './large-literals.ts';
import { LiteralContent, type LiteralSink } from './literal-content.ts';

const [carriageReturn, quote] = [0x0d, 0x27];

/**
 * What stands behind a single quote, on one line: its bytes are those of what it says, but for the quotes, which are doubled. It
 * is taken out where it is large, and a mark stays; one that goes on in the next line stays where it is.
 */
export class QuotedText {
  readonly #sink: LiteralSink;
  readonly #content: LiteralContent;
  /** A quote came, and the next byte tells whether it ends it. */
  #isQuoteHeld = false;
  #isOver = false;

  /** @param literalBytes what has more is taken out */
  constructor(literalBytes: number, sink: LiteralSink) {
    this.#sink = sink;
    this.#content = new LiteralContent(literalBytes, sink);
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
        this.#content.keepRaw(Buffer.concat([doubled, doubled]));
        this.#content.add(doubled);
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
      this.#content.keepRaw(content);
      this.#content.add(content);
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

  #end(): void {
    this.#isOver = true;
    const literal = this.#content.end(0);
    const behind = Buffer.from(`${literal ? literalMark(literal) : ''}'`);
    this.#sink.grow(behind.length);
    this.#sink.keep([behind]);
  }

  /** It goes on in the next line, or does not end: it stays where it is. */
  #leave(): void {
    if (this.#content.isTakenOut)
      throw new TooLargeError('what is between quotes can’t be put back as it is');
    this.#isOver = true;
    this.#content.leave();
  }
}
