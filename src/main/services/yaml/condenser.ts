import { createHash, type Hash } from 'node:crypto';
import { TooLargeError } from '../files/text-files.ts';
import { type LargeLiteral, literalIdFrom, literalMark } from './large-literals.ts';
import { lengthOf, QuotedText } from './quoted-text.ts';

export interface CondenserOptions {
  /** Literals of up to so many bytes stay. */
  readonly literalBytes: number;
  /** What is left of the text may have so many bytes. */
  readonly textBytes: number;
}

/**
 * `data: |`, also as the first key of an item of a list; the other keys are those of long texts that Parley does not show. One that
 * says itself how far it is indented stays.
 */
const literalHeader = /^((?: |- )*)(?:data|docs|code):[ \t]+\|([+-]?)[ \t]*(?:#.*)?$/;
/** Of any scalar that goes on in the lines below. */
const blockHeader = /^((?: |- )*).*?(?:^|[ \t])[|>][0-9+-]*[ \t]*(?:#.*)?$/;

/** `data: '`, up to the first byte of what is between the quotes: a blank there would be lost in a literal. */
const quotedHeader = /^(?: |- )*(?:data|docs|code):[ \t]+'(?=[^ ])/;
/** A line that has not told by then that it begins so does not. */
const mostHeader = 4096;

const [lineFeed, carriageReturn, space] = [0x0a, 0x0d, 0x20];
/** What a person indents by is less. */
const mostIndent = 4096;

type LineEnd = '\n' | '\r\n' | '';

/** The lines below a header. */
interface Block {
  /** Its lines are indented by more than that. */
  readonly above: number;
  /** Undefined for one that stays where it is. */
  chomping: string | undefined;
  /** Undefined until the first line that is not empty. */
  indent: number | undefined;
  /** Of its header, and so of all its lines. */
  readonly lineEnd: LineEnd;
  /** Of its last line. */
  lastEnd: LineEnd;
  /** Its bytes as they stand in the file, for as long as it may stay there. */
  raw: Buffer[];
  content: Buffer[];
  /** Bytes of the content so far. */
  size: number;
  /** Empty lines that belong to it only if another follows. */
  emptyLines: number;
  readonly hash: Hash;
  isTakenOut: boolean;
}

/**
 * Takes the large literals, and what is large between single quotes on one line, out of a YAML text, however large it is, and leaves a mark in the place of each. The file's bytes come piece by piece, and nothing is held but what is left. A literal stays where putting it back would
 * not bring back every byte.
 */
export class Condenser {
  readonly #options: CondenserOptions;
  readonly #text: Buffer[] = [];
  #textBytes = 0;
  /** The bytes of a line that it is not known of yet whose it is, or that is no literal's. */
  #line: Buffer = Buffer.alloc(0);
  #lineParts: Buffer[] = [];
  #isContent = false;
  /** A carriage return that the next byte decides about. */
  #isReturnHeld = false;
  #block: Block | undefined;
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
    const block = this.#block;
    const { length } = this.#line;
    // Blanks alone: what goes beyond the indentation is part of the literal.
    const isOpen = block?.chomping !== undefined && block.indent !== undefined && !this.#isContent;
    if (isOpen && length > (block.indent ?? 0) && this.#line.every((byte) => byte === space)) {
      this.#beginContentLine(block, length, Buffer.alloc(0), false);
    }
    if (this.#isContent) this.#endContentLine('');
    this.#endBlock();
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
    if (this.#isContent) {
      this.#contentPart(bytes, isEnd);
      return;
    }
    const block = this.#block;
    if (block && this.#lineParts.length === 0) {
      this.#line = Buffer.concat([this.#line, bytes]);
      if (!this.#decide(block, isEnd)) return;
      if (this.#isContent || this.#line.length === 0) return;
      bytes = this.#line;
      this.#line = Buffer.alloc(0);
    }
    this.#textPart(bytes, isEnd);
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
        this.#quoted = new QuotedText(this.#options.literalBytes, {
          keep: (kept) => this.#lineParts.push(...kept),
          out: (piece) => this.#out.push(piece),
          grow: (by) => this.#grow(by),
        });
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

  /** Whose the line is. @returns false where its next bytes have to tell */
  #decide(block: Block, isEnd: boolean): boolean {
    const line = this.#line;
    let lead = 0;
    while (line[lead] === space) lead += 1;
    const rest = line.subarray(lead);
    if (lead > mostIndent) {
      this.#leave(block);
      return true;
    }
    if (!isEnd && (rest.length === 0 || (rest.length === 1 && rest[0] === carriageReturn))) return false;
    const lineEnd =
      rest[0] === lineFeed ? '\n' : rest[0] === carriageReturn && rest[1] === lineFeed ? '\r\n' : '';
    if (lineEnd !== '') this.#emptyLine(block, lead, lineEnd);
    else if (lead <= block.above) this.#endBlock();
    else if (block.chomping !== undefined) this.#beginContentLine(block, lead, rest, isEnd);
    return true;
  }

  #emptyLine(block: Block, lead: number, lineEnd: LineEnd): void {
    if (block.chomping === undefined) return;
    const isContent = block.indent !== undefined && lead > block.indent;
    if (isContent) {
      const rest = this.#line.subarray(lead);
      this.#beginContentLine(block, lead, rest, true);
      return;
    }
    if (lead > 0 || block.lineEnd !== lineEnd) {
      this.#leave(block);
      return;
    }
    block.emptyLines += 1;
    this.#keepRaw(block, this.#line);
    this.#line = Buffer.alloc(0);
  }

  #beginContentLine(block: Block, lead: number, rest: Buffer, isEnd: boolean): void {
    block.indent ??= lead;
    if (lead < block.indent) {
      this.#leave(block);
      return;
    }
    const breaks = block.emptyLines + (block.size > 0 || block.lastEnd !== '' ? 1 : 0);
    block.emptyLines = 0;
    this.#isContent = true;
    this.#keepRaw(block, this.#line.subarray(0, lead));
    this.#line = Buffer.alloc(0);
    this.#add(block, Buffer.from('\n'.repeat(breaks) + ' '.repeat(lead - block.indent)));
    this.#contentPart(rest, isEnd);
  }

  #contentPart(bytes: Buffer, isEnd: boolean): void {
    const block = this.#block;
    if (!block) throw new Error('a line of no literal');
    if (this.#isReturnHeld) bytes = Buffer.concat([Buffer.from('\r'), bytes]);
    const before = isEnd ? bytes.at(-2) : bytes.at(-1);
    this.#isReturnHeld = !isEnd && before === carriageReturn;
    const endBytes = isEnd ? (before === carriageReturn ? 2 : 1) : this.#isReturnHeld ? 1 : 0;
    const content = bytes.subarray(0, bytes.length - endBytes);
    const lineEnd = !isEnd ? undefined : endBytes === 2 ? '\r\n' : '\n';
    // A line feed is what brings a line's end back: any other one would be lost.
    if (content.includes(carriageReturn) || (lineEnd !== undefined && block.lineEnd !== lineEnd)) {
      this.#isContent = false;
      this.#isReturnHeld = false;
      this.#leave(block);
      this.#lineParts.push(bytes);
      this.#grow(bytes.length);
      if (isEnd) this.#endTextLine();
      return;
    }
    this.#keepRaw(block, bytes.subarray(0, bytes.length - (this.#isReturnHeld ? 1 : 0)));
    this.#add(block, content);
    if (lineEnd !== undefined) this.#endContentLine(lineEnd);
  }

  #endContentLine(lineEnd: LineEnd): void {
    const block = this.#block;
    this.#isContent = false;
    if (!block) return;
    block.lastEnd = lineEnd;
    if (!this.#isReturnHeld) return;
    // At the end of the file.
    this.#isReturnHeld = false;
    this.#keepRaw(block, Buffer.from('\r'));
    this.#leave(block);
  }

  #add(block: Block, bytes: Buffer): void {
    if (bytes.length === 0) return;
    block.hash.update(bytes);
    block.size += bytes.length;
    if (block.isTakenOut) {
      this.#out.push(bytes);
      return;
    }
    block.content.push(bytes);
    if (block.size <= this.#options.literalBytes) return;
    block.isTakenOut = true;
    this.#out.push(...block.content);
    this.#grow(-lengthOf(block.raw));
    block.raw = [];
    block.content = [];
  }

  #keepRaw(block: Block, bytes: Buffer): void {
    if (block.isTakenOut) return;
    block.raw.push(bytes);
    this.#grow(bytes.length);
  }

  /** It stays where it is. */
  #leave(block: Block): void {
    if (block.isTakenOut) throw new TooLargeError('a large literal can’t be put back as it is');
    block.chomping = undefined;
    this.#text.push(...block.raw);
    block.raw = [];
    block.content = [];
  }

  #endBlock(): void {
    const block = this.#block;
    this.#block = undefined;
    if (!block) return;
    if (!block.isTakenOut) {
      this.#text.push(...block.raw);
      return;
    }
    const { chomping, emptyLines, lastEnd, lineEnd, indent = 0, size } = block;
    // The parser takes the end of the file for that of a line, where nothing else ends it.
    const tail = chomping === '-' ? 0 : chomping === '+' ? 1 + emptyLines : 1;
    if (tail > 0) {
      const bytes = Buffer.from('\n'.repeat(tail));
      block.hash.update(bytes);
      this.#out.push(bytes);
    }
    const literal = { id: literalIdFrom(block.hash), size, tail };
    this.#out.push(literal);
    const line = `${' '.repeat(indent)}${literalMark({ ...literal, tail: 0 })}${lastEnd}`;
    const left = Buffer.from(line + lineEnd.repeat(emptyLines));
    this.#text.push(left);
    this.#grow(left.length);
  }

  #endTextLine(): void {
    this.#head = Buffer.alloc(0);
    if (this.#line.length > 0) {
      this.#lineParts.push(this.#line);
      this.#line = Buffer.alloc(0);
    }
    if (this.#lineParts.length === 0) return;
    const line = Buffer.concat(this.#lineParts);
    this.#lineParts = [];
    this.#text.push(line);
    if (this.#block) return;
    const text = line.toString().replace(/\r?\n$/, '');
    if (text.trimStart().startsWith('#')) return;
    const literal = literalHeader.exec(text);
    const header = literal ?? blockHeader.exec(text);
    if (!header) return;
    this.#block = {
      above: header[1]?.length ?? 0,
      chomping: literal?.[2],
      indent: undefined,
      lineEnd: line.at(-2) === carriageReturn ? '\r\n' : '\n',
      lastEnd: '',
      raw: [],
      content: [],
      size: 0,
      emptyLines: 0,
      hash: createHash('sha256'),
      isTakenOut: false,
    };
  }

  #grow(bytes: number): void {
    this.#textBytes += bytes;
    if (this.#textBytes > this.#options.textBytes) throw new TooLargeError('what is left is too large');
  }
}
