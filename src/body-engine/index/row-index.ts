import { type BodyFacts, maxRowBytes } from '#router/contracts/body-view.ts';
import { Counts } from './counts.ts';
import { cutRow, type TextLayout } from './text-layout.ts';

/** A part of the body for which the index says where its rows are. Reading one takes well under a millisecond. */
export const blockBytes = 16 * 1024;

/** The first row that begins in a block. */
export interface RowStart {
  readonly row: number;
  readonly line: number;
  /** Its first byte. */
  readonly offset: number;
  /** It goes on with the line of the row before. */
  readonly continues: boolean;
}

/** A cut looks back at the character before the newest one. */
const tailBytes = 8;

/** Behind the offset (0 to 16,383) of a block's first row: whether it goes on with the line of the row before. */
const continuesFlag = 0x8000;

/**
 * Where the rows and lines of a body are, as far as it has been read: for each block of 16 KiB, how many of them begin
 * there and where the first one does. 6.25 bytes a block; the rows themselves are found by reading the block again.
 */
export class RowIndex {
  readonly layout: TextLayout;
  /** Where the text begins: behind a byte order mark. */
  readonly textStart: number;
  readonly #rows = new Counts();
  readonly #lines = new Counts();
  #firstRows = new Uint16Array(64);
  #blocks = 0;
  #indexedBytes: number;
  #lineStart: number;
  #rowStart: number;
  #lfs = 0;
  #crlfs = 0;
  #longest = { line: 0, bytes: 0 };
  /** The last bytes that were indexed: a row's cut looks back at them. */
  #tail = Buffer.alloc(0);

  constructor(layout: TextLayout, textStart: number) {
    this.layout = layout;
    this.textStart = textStart;
    this.#indexedBytes = textStart;
    this.#lineStart = textStart;
    this.#rowStart = textStart;
    this.#begin(textStart, false);
  }

  /** What was taken of the body so far. The next `push` goes on there. */
  get indexedBytes(): number {
    return this.#indexedBytes;
  }

  get rowCount(): number {
    return this.#rows.total;
  }

  get lineCount(): number {
    return this.#lines.total;
  }

  get lineEnds(): BodyFacts['lineEnds'] {
    if (this.#lfs === 0 && this.#crlfs === 0) return 'none';
    if (this.#lfs === 0) return 'crlf';
    return this.#crlfs === 0 ? 'lf' : 'mixed';
  }

  /** The first of the longest lines. The last line counts as far as it has come. */
  get longestLine(): { readonly line: number; readonly bytes: number } {
    const bytes = this.#indexedBytes - this.#lineStart;
    return bytes > this.#longest.bytes ? { line: this.lineCount - 1, bytes } : this.#longest;
  }

  /** Bytes that the index itself takes. */
  get memoryBytes(): number {
    return this.#rows.memoryBytes + this.#lines.memoryBytes + this.#firstRows.byteLength;
  }

  /**
   * Takes what comes after `indexedBytes`: all of it, or (where a code unit has two bytes) all but a last odd byte.
   * @param isLast the body ends with these bytes: an odd one is taken too.
   */
  push(bytes: Uint8Array, isLast = false): void {
    const { layout } = this;
    const { unitBytes } = layout;
    const base = this.#indexedBytes;
    const taken = isLast ? bytes.byteLength : bytes.byteLength - (bytes.byteLength % unitBytes);
    const chunk = Buffer.from(bytes.buffer, bytes.byteOffset, taken);
    const tail = this.#tail;
    const tailBase = base - tail.byteLength;
    const byteAt = (offset: number) => (offset >= base ? chunk[offset - base] : tail[offset - tailBase]) ?? 0;

    for (let from = 0; ; ) {
      const found = layout.findLineFeed(chunk, from);
      const lineEnd = base + (found === -1 ? taken : found);
      while (this.#rowStart + maxRowBytes < lineEnd) {
        this.#rowStart = cutRow(layout, byteAt, this.#rowStart);
        this.#begin(this.#rowStart, true);
      }
      if (found === -1) break;
      this.#endLine(
        lineEnd,
        lineEnd > this.#lineStart && layout.isCarriageReturn(byteAt, lineEnd - unitBytes),
      );
      from = found + unitBytes;
    }

    this.#indexedBytes = base + taken;
    this.#tail = Buffer.concat([tail, chunk.subarray(-tailBytes)]).subarray(-tailBytes);
  }

  /** The first row of the block in which the row begins. */
  beforeRow(row: number): RowStart {
    return this.#startOf(this.#rows.blockOf(Math.min(row, this.rowCount - 1)));
  }

  /** The first row of the block in which the line begins. */
  beforeLine(line: number): RowStart {
    return this.#startOf(this.#lines.blockOf(Math.min(line, this.lineCount - 1)));
  }

  /** The first row of the block in which the row begins that holds the offset. */
  beforeOffset(offset: number): RowStart {
    const block = Math.min(Math.floor(offset / blockBytes), this.#blocks - 1);
    const start = this.#startOf(block);
    // The row that holds it may have begun in the block before; none is as long as a block.
    return start.offset > offset && block > 0 ? this.#startOf(block - 1) : start;
  }

  #endLine(lineEnd: number, hasReturn: boolean): void {
    const { unitBytes } = this.layout;
    if (hasReturn) this.#crlfs += 1;
    else this.#lfs += 1;
    const bytes = lineEnd - this.#lineStart - (hasReturn ? unitBytes : 0);
    if (bytes > this.#longest.bytes) this.#longest = { line: this.lineCount - 1, bytes };
    this.#lineStart = lineEnd + unitBytes;
    this.#rowStart = this.#lineStart;
    this.#begin(this.#rowStart, false);
  }

  /** A row begins. At most 4,100 bytes after the one before, so that no block is left out. */
  #begin(start: number, continues: boolean): void {
    const block = Math.floor(start / blockBytes);
    if (block === this.#blocks) this.#openBlock(start - block * blockBytes, continues);
    this.#rows.addToLast();
    if (!continues) this.#lines.addToLast();
  }

  #openBlock(firstRow: number, continues: boolean): void {
    if (this.#blocks === this.#firstRows.length) {
      const larger = new Uint16Array(this.#firstRows.length * 2);
      larger.set(this.#firstRows);
      this.#firstRows = larger;
    }
    this.#firstRows[this.#blocks] = continues ? firstRow | continuesFlag : firstRow;
    this.#blocks += 1;
    this.#rows.openBlock();
    this.#lines.openBlock();
  }

  #startOf(block: number): RowStart {
    const packed = this.#firstRows[block] ?? 0;
    const continues = (packed & continuesFlag) !== 0;
    const linesBefore = this.#lines.before(block);
    return {
      row: this.#rows.before(block),
      line: continues ? linesBefore - 1 : linesBefore,
      offset: block * blockBytes + (packed & ~continuesFlag),
      continues,
    };
  }
}
