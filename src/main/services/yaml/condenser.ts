import { TooLargeError } from '../files/text-files.ts';
import type { LargeLiteral } from './large-literals.ts';
import { blockHeaderOf, LiteralBlock } from './literal-block.ts';
import type { LiteralSink } from './literal-content.ts';
import { QuotedText } from './quoted-text.ts';

export interface CondenserOptions {
  /** Literals of up to so many bytes stay. */
  readonly literalBytes: number;
  /** What is left of the text may have so many bytes. */
  readonly textBytes: number;
}

/** `data: '`, up to the first byte of what is between the quotes: a blank there would be lost in a literal. */
const quotedHeader = /^(?: |- )*(?:data|docs|code):[ \t]+'(?=[^ ])/;
/** A line that has not told by then that it begins so does not. */
const mostHeader = 4096;

const lineFeed = 0x0a;

/**
 * Takes the large literals, and what is large between single quotes on one line, out of a YAML text, however large it is, and
 * leaves a mark in the place of each. The file's bytes come piece by piece, and nothing is held but what is left. A literal stays
 * where putting it back would not bring back every byte.
 */
export class Condenser {
  readonly #options: CondenserOptions;
  readonly #text: Buffer[] = [];
  #textBytes = 0;
  /** The bytes so far of a line that is no literal's. */
  #lineParts: Buffer[] = [];
  #block: LiteralBlock | undefined;
  #quoted: QuotedText | undefined;
  /** The begin of a text line that may have such quotes. */
  #head: Buffer | undefined = Buffer.alloc(0);
  #out: Array<Buffer | LargeLiteral> = [];

  constructor(options: CondenserOptions) {
    this.#options = options;
  }

  /**
   * Takes the next bytes of the file, which nobody may change any more.
   * @returns pieces of literals; behind the last piece of each, the literal itself. Throws `TooLargeError`.
   */
  push(bytes: Buffer): Array<Buffer | LargeLiteral> {
    for (let from = 0; from < bytes.length; ) {
      const feed = bytes.indexOf(lineFeed, from);
      const end = feed === -1 ? bytes.length : feed + 1;
      this.#part(bytes.subarray(from, end), feed !== -1);
      from = end;
    }
    return this.#drained();
  }

  /** To be called once, behind the last bytes. @returns as `push` does */
  end(): Array<Buffer | LargeLiteral> {
    if (this.#block) this.#lineParts.push(this.#block.end());
    this.#block = undefined;
    this.#quoted?.end();
    this.#endTextLine();
    return this.#drained();
  }

  /** What is left, once it has ended: as it is in the file, but for the marks. */
  get text(): Buffer {
    return Buffer.concat(this.#text);
  }

  #drained(): Array<Buffer | LargeLiteral> {
    const out = this.#out;
    this.#out = [];
    return out;
  }

  /** Bytes of one line: up to its end, or to that of what has come. */
  #part(bytes: Buffer, isEnd: boolean): void {
    if (this.#block) {
      bytes = this.#block.push(bytes, isEnd);
      if (this.#block.isOver) this.#block = undefined;
    }
    if (bytes.length > 0) this.#textPart(bytes, isEnd);
  }

  /** Bytes of a line that is no literal's. */
  #textPart(bytes: Buffer, isEnd: boolean): void {
    if (this.#quoted) {
      bytes = this.#quoted.push(bytes, isEnd);
      if (this.#quoted.isOver) this.#quoted = undefined;
    } else if (this.#head && !this.#block) {
      const head = Buffer.concat([this.#head, bytes]);
      // Bytes, so that places are the same.
      const [header] = quotedHeader.exec(head.subarray(0, mostHeader).toString('latin1')) ?? [];
      if (header !== undefined) {
        const between = head.subarray(header.length);
        this.#addText(head.subarray(this.#head.length, header.length));
        this.#head = undefined;
        this.#quoted = new QuotedText(
          this.#options.literalBytes,
          this.#sinkInto((kept) => this.#lineParts.push(...kept)),
        );
        this.#textPart(between, isEnd);
        return;
      }
      this.#head = head.length < mostHeader ? head : undefined;
    }
    this.#addText(bytes);
    if (isEnd) this.#endTextLine();
  }

  #addText(bytes: Buffer): void {
    this.#lineParts.push(bytes);
    this.#grow(bytes.length);
  }

  #endTextLine(): void {
    this.#head = Buffer.alloc(0);
    if (this.#lineParts.length === 0) return;
    const line = Buffer.concat(this.#lineParts);
    this.#lineParts = [];
    this.#text.push(line);
    if (this.#block) return;
    const header = blockHeaderOf(line);
    if (!header) return;
    const sink = this.#sinkInto((kept) => this.#text.push(...kept));
    this.#block = new LiteralBlock(header, this.#options.literalBytes, sink);
  }

  #sinkInto(keep: LiteralSink['keep']): LiteralSink {
    return { keep, out: (piece) => this.#out.push(piece), grow: (by) => this.#grow(by) };
  }

  #grow(bytes: number): void {
    this.#textBytes += bytes;
    if (this.#textBytes > this.#options.textBytes) throw new TooLargeError('what is left is too large');
  }
}
