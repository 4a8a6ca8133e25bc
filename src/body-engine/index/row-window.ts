import {
  maxRowBytes,
  type Place,
  type PlaceInput,
  type Row,
  type Rows,
} from '#router/contracts/body-view.ts';
import type { ByteReader } from '../byte-reader.ts';
import type { TextDecoding } from './decoding.ts';
import type { RowIndex, RowStart } from './row-index.ts';
import { cutRow } from './text-layout.ts';

/** The file has lost bytes that were there when it was indexed: somebody else has cut it. */
export class FileCutShortError extends Error {
  override readonly name = 'FileCutShortError';
  readonly code = 'ENODATA';

  constructor() {
    super('The file is shorter than it was');
  }
}

/** A row as it lies in the file. */
interface FoundRow extends RowStart {
  /** Its text, without the line's end. */
  readonly bytes: Uint8Array;
  /** Where the next row begins; the end of the index for the last one. */
  readonly next: number;
}

/** Rows and places of a body, read from its file where its index says that they are. */
export class RowWindow {
  readonly #index: RowIndex;
  readonly #decoding: TextDecoding;
  readonly #reader: ByteReader;

  constructor(index: RowIndex, decoding: TextDecoding, reader: ByteReader) {
    this.#index = index;
    this.#decoding = decoding;
    this.#reader = reader;
  }

  /** Fewer than `count` where the index ends, and none behind it. Throws `FileCutShortError`, and what reading throws. */
  rows(first: number, count: number): Rows {
    const total = this.#index.rowCount;
    const rows: Row[] = [];
    if (first < total) {
      for (const row of this.#walk(this.#index.beforeRow(first))) {
        if (row.row < first) continue;
        rows.push(this.#shown(row));
        if (rows.length === count) break;
      }
    }
    return { rows, total };
  }

  /** What lies behind the end is the end. Throws as `rows` does. */
  place(at: PlaceInput['at']): Place {
    const index = this.#index;
    if ('line' in at) {
      if (at.line >= index.lineCount) return this.#end();
      const row = this.#find(
        index.beforeLine(at.line),
        ({ line, continues }) => line === at.line && !continues,
      );
      return placeIn(row, 0, 0);
    }
    if ('offset' in at) {
      const row = this.#find(index.beforeOffset(at.offset), ({ next }) => at.offset < next);
      const column = this.#decoding.columnAt(row.bytes, at.offset - row.offset);
      return placeIn(row, column, this.#decoding.offsetAt(row.bytes, column));
    }
    if (at.row >= index.rowCount) return this.#end();
    const row = this.#find(index.beforeRow(at.row), (candidate) => candidate.row === at.row);
    const offset = this.#decoding.offsetAt(row.bytes, at.column);
    return placeIn(row, this.#decoding.columnAt(row.bytes, offset), offset);
  }

  #end(): Place {
    const row = this.#find(this.#index.beforeRow(this.#index.rowCount - 1), () => false);
    const bytes = row.bytes.byteLength;
    return placeIn(row, this.#decoding.columnAt(row.bytes, bytes), bytes);
  }

  #shown({ line, offset, continues, bytes }: FoundRow): Row {
    return { line, offset, bytes: bytes.byteLength, continues, text: this.#decoding.decode(bytes) };
  }

  /** The first row that will do, or the last one. */
  #find(start: RowStart, isWanted: (row: FoundRow) => boolean): FoundRow {
    let last: FoundRow | undefined;
    for (const row of this.#walk(start)) {
      last = row;
      if (isWanted(row)) break;
    }
    if (last === undefined) throw new Error('a block of the index has no row');
    return last;
  }

  /** The rows from one on, to the end of the index. */
  *#walk(start: RowStart): Generator<FoundRow> {
    const { layout, indexedBytes, rowCount } = this.#index;
    const bytes = new Piece(this.#reader, start.offset, indexedBytes);
    const byteAt = (offset: number) => bytes.at(offset);
    let { row, line, offset, continues } = start;
    for (; row < rowCount; row += 1) {
      bytes.load(offset);
      const lineFeed = bytes.find(offset, (part, from) => layout.findLineFeed(part, from));
      const lineEnd = lineFeed ?? indexedBytes;
      const isCut = offset + maxRowBytes < lineEnd;
      const next = isCut
        ? cutRow(layout, byteAt, offset)
        : lineFeed === undefined
          ? indexedBytes
          : lineFeed + layout.unitBytes;
      const hasReturn =
        !isCut &&
        lineFeed !== undefined &&
        lineFeed > offset &&
        layout.isCarriageReturn(byteAt, lineFeed - layout.unitBytes);
      const end = isCut ? next : hasReturn ? lineEnd - layout.unitBytes : lineEnd;
      yield { row, line, offset, continues, bytes: bytes.slice(offset, end), next };
      offset = next;
      continues = isCut;
      if (!isCut) line += 1;
    }
  }
}

function placeIn({ row, line, offset }: FoundRow, column: number, bytes: number): Place {
  return { row, column, line, offset: offset + bytes };
}

/** Enough for the longest row, its line's end and the unit behind it. */
const lookAheadBytes = maxRowBytes + 8;
const pieceBytes = 64 * 1024;

/** The part of a file that is in memory, moved along as rows are read. */
class Piece {
  readonly #reader: ByteReader;
  readonly #end: number;
  #bytes = Buffer.alloc(0);
  #start: number;

  /** @param end of what is indexed: what came later is not looked at. */
  constructor(reader: ByteReader, start: number, end: number) {
    this.#reader = reader;
    this.#start = start;
    this.#end = end;
  }

  /** Has what a row that begins at `offset` may need in memory. */
  load(offset: number): void {
    const needed = Math.min(offset + lookAheadBytes, this.#end);
    if (needed <= this.#start + this.#bytes.byteLength) return;
    const bytes = Buffer.allocUnsafe(Math.min(pieceBytes, this.#end - offset));
    if (this.#reader.read(bytes, offset) < bytes.byteLength) throw new FileCutShortError();
    this.#bytes = bytes;
    this.#start = offset;
  }

  at(offset: number): number {
    return this.#bytes[offset - this.#start] ?? 0;
  }

  slice(from: number, to: number): Uint8Array {
    return this.#bytes.subarray(from - this.#start, to - this.#start);
  }

  /** Where `search` finds something from `offset` on, within what a row may need; undefined where it doesn't. */
  find(offset: number, search: (part: Buffer, from: number) => number): number | undefined {
    const from = offset - this.#start;
    const found = search(this.#bytes.subarray(0, from + lookAheadBytes), from);
    return found === -1 ? undefined : this.#start + found;
  }
}
