import { TooLargeError } from '../files/text-files.ts';
import { literalMark } from './large-literals.ts';
import { LiteralContent, type LiteralSink } from './literal-content.ts';

/**
 * `data: |`, also as the first key of an item of a list; the other keys are those of long texts that Parley does not show. One that
 * says itself how far it is indented stays.
 */
const literalHeader = /^((?: |- )*)(?:data|docs|code):[ \t]+\|([+-]?)[ \t]*(?:#.*)?$/;
/** Of any scalar that goes on in the lines below. */
const blockHeader = /^((?: |- )*).*?(?:^|[ \t])[|>][0-9+-]*[ \t]*(?:#.*)?$/;

const [lineFeed, carriageReturn, space] = [0x0a, 0x0d, 0x20];
/** What a person indents by is less. */
const mostIndent = 4096;

const nothing = Buffer.alloc(0);

type LineEnd = '\n' | '\r\n' | '';

/** What a header says of the lines below it. */
export interface BlockHeader {
  /** They are indented by more than that. */
  readonly above: number;
  /** `-`, `+` or none; undefined for a block that is no literal to be taken out. */
  readonly chomping: string | undefined;
  /** Of the header, and so of all its lines. */
  readonly lineEnd: LineEnd;
}

/** The header that a line is; undefined for one that is none. */
export function blockHeaderOf(line: Buffer): BlockHeader | undefined {
  const text = line.toString().replace(/\r?\n$/, '');
  if (text.trimStart().startsWith('#')) return undefined;
  const literal = literalHeader.exec(text);
  const header = literal ?? blockHeader.exec(text);
  if (!header) return undefined;
  const lineEnd = line.at(-2) === carriageReturn ? '\r\n' : '\n';
  return { above: header[1]?.length ?? 0, chomping: literal?.[2], lineEnd };
}

/** The lines below a header. A literal is taken out where it is large, and a mark stays. */
export class LiteralBlock {
  readonly #header: BlockHeader;
  readonly #sink: LiteralSink;
  readonly #content: LiteralContent;
  /** Undefined for one that stays where it is. */
  #chomping: string | undefined;
  /** Undefined until the first line that is not empty. */
  #indent: number | undefined;
  /** Of its last line. */
  #lastEnd: LineEnd = '';
  /** Empty lines that belong to it only if another follows. */
  #emptyLines = 0;
  /** The bytes of a line that it is not known of yet whose it is. */
  #line: Buffer = nothing;
  /** Of the line that comes: it is the literal's, or a text's. */
  #isContent = false;
  #isText = false;
  /** A carriage return that the next byte decides about. */
  #isReturnHeld = false;
  #isOver = false;

  /** @param literalBytes what has more is taken out */
  constructor(header: BlockHeader, literalBytes: number, sink: LiteralSink) {
    this.#header = header;
    this.#chomping = header.chomping;
    this.#sink = sink;
    this.#content = new LiteralContent(literalBytes, sink);
  }

  /** Nothing more of it can come. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * Takes the next bytes of a line. Throws `TooLargeError`.
   * @param isEnd of the line
   * @returns what of the line is no literal's
   */
  push(bytes: Buffer, isEnd: boolean): Buffer {
    if (this.#isText) {
      this.#isText = !isEnd;
      return bytes;
    }
    if (this.#isContent) return this.#contentPart(bytes, isEnd);
    this.#line = Buffer.concat([this.#line, bytes]);
    return this.#decide(isEnd);
  }

  /** To be called where the file ends. Throws `TooLargeError`. @returns as `push` does */
  end(): Buffer {
    const { length } = this.#line;
    // Blanks alone: what goes beyond the indentation is part of the literal.
    const isOpen = this.#chomping !== undefined && this.#indent !== undefined && !this.#isContent;
    if (isOpen && length > (this.#indent ?? 0) && this.#line.every((byte) => byte === space)) {
      this.#beginContentLine(length, nothing, false);
    }
    if (this.#isContent) this.#endContentLine('');
    this.#end();
    return this.#line;
  }

  /** Whose the line is, unless its next bytes have to tell. */
  #decide(isEnd: boolean): Buffer {
    const line = this.#line;
    let lead = 0;
    while (line[lead] === space) lead += 1;
    const rest = line.subarray(lead);
    if (lead > mostIndent) {
      this.#leave();
      return this.#lineAsText(isEnd);
    }
    if (!isEnd && (rest.length === 0 || (rest.length === 1 && rest[0] === carriageReturn))) return nothing;
    const lineEnd =
      rest[0] === lineFeed ? '\n' : rest[0] === carriageReturn && rest[1] === lineFeed ? '\r\n' : '';
    if (lineEnd !== '') return this.#emptyLine(lead, rest, lineEnd);
    if (lead <= this.#header.above) this.#end();
    else if (this.#chomping !== undefined) return this.#beginContentLine(lead, rest, isEnd);
    return this.#lineAsText(isEnd);
  }

  #lineAsText(isEnd: boolean): Buffer {
    const line = this.#line;
    this.#line = nothing;
    this.#isText = !isEnd;
    return line;
  }

  #emptyLine(lead: number, rest: Buffer, lineEnd: LineEnd): Buffer {
    if (this.#chomping === undefined) return this.#lineAsText(true);
    if (this.#indent !== undefined && lead > this.#indent) return this.#beginContentLine(lead, rest, true);
    if (lead > 0 || this.#header.lineEnd !== lineEnd) {
      this.#leave();
      return this.#lineAsText(true);
    }
    this.#emptyLines += 1;
    this.#content.keepRaw(this.#line);
    this.#line = nothing;
    return nothing;
  }

  #beginContentLine(lead: number, rest: Buffer, isEnd: boolean): Buffer {
    this.#indent ??= lead;
    if (lead < this.#indent) {
      this.#leave();
      return this.#lineAsText(isEnd);
    }
    const breaks = this.#emptyLines + (this.#content.size > 0 || this.#lastEnd !== '' ? 1 : 0);
    this.#emptyLines = 0;
    this.#isContent = true;
    this.#content.keepRaw(this.#line.subarray(0, lead));
    this.#line = nothing;
    this.#content.add(Buffer.from('\n'.repeat(breaks) + ' '.repeat(lead - this.#indent)));
    return this.#contentPart(rest, isEnd);
  }

  #contentPart(bytes: Buffer, isEnd: boolean): Buffer {
    if (this.#isReturnHeld) bytes = Buffer.concat([Buffer.from('\r'), bytes]);
    const before = isEnd ? bytes.at(-2) : bytes.at(-1);
    this.#isReturnHeld = !isEnd && before === carriageReturn;
    const endBytes = isEnd ? (before === carriageReturn ? 2 : 1) : this.#isReturnHeld ? 1 : 0;
    const content = bytes.subarray(0, bytes.length - endBytes);
    const lineEnd = !isEnd ? undefined : endBytes === 2 ? '\r\n' : '\n';
    // A line feed is what brings a line's end back: any other one would be lost.
    if (content.includes(carriageReturn) || (lineEnd !== undefined && this.#header.lineEnd !== lineEnd)) {
      this.#isContent = false;
      this.#isReturnHeld = false;
      this.#leave();
      this.#isText = !isEnd;
      return bytes;
    }
    this.#content.keepRaw(bytes.subarray(0, bytes.length - (this.#isReturnHeld ? 1 : 0)));
    this.#content.add(content);
    if (lineEnd !== undefined) this.#endContentLine(lineEnd);
    return nothing;
  }

  #endContentLine(lineEnd: LineEnd): void {
    this.#isContent = false;
    this.#lastEnd = lineEnd;
    if (!this.#isReturnHeld) return;
    // At the end of the file.
    this.#isReturnHeld = false;
    this.#content.keepRaw(Buffer.from('\r'));
    this.#leave();
  }

  /** It stays where it is. */
  #leave(): void {
    if (this.#content.isTakenOut) throw new TooLargeError('a large literal can’t be put back as it is');
    this.#chomping = undefined;
    this.#content.leave();
  }

  #end(): void {
    this.#isOver = true;
    // The parser takes the end of the file for that of a line, where nothing else ends it.
    const tail = this.#chomping === '-' ? 0 : this.#chomping === '+' ? 1 + this.#emptyLines : 1;
    const literal = this.#content.end(tail);
    if (!literal) return;
    const line = `${' '.repeat(this.#indent ?? 0)}${literalMark({ ...literal, tail: 0 })}${this.#lastEnd}`;
    const left = Buffer.from(line + this.#header.lineEnd.repeat(this.#emptyLines));
    this.#sink.keep([left]);
    this.#sink.grow(left.length);
  }
}
