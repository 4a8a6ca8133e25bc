import type { ByteReader } from '../byte-reader.ts';
import type { RowIndex } from '../index/row-index.ts';
import { type BodyEvents, type EventReading, type IndexedPlace, placesBy } from './body-events.ts';
import { JsonLineReading } from './json-line-reading.ts';
import { LineFramer } from './line-framer.ts';

const lineFeed = 0x0a;

/**
 * JSON a line as events. Each line is one, a blank one too: so the index of lines, which there is anyway, leads to any of
 * them, and events have the numbers of their lines. The last line is none until its line feed is there or the body is whole;
 * and none if it is empty.
 */
export class LineEvents implements BodyEvents {
  readonly encoding: string;
  readonly #rows: RowIndex;
  readonly #isWhole: () => boolean;
  #lastByte = lineFeed;

  /**
   * @param rows takes the same bytes, each time before this does. Of an encoding where a line feed is one byte.
   * @param isWhole whether the body ends where the index does.
   */
  constructor(rows: RowIndex, encoding: string, isWhole: () => boolean) {
    this.#rows = rows;
    this.encoding = encoding;
    this.#isWhole = isWhole;
  }

  get count(): number {
    const hasLast = this.#lastByte !== lineFeed && this.#isWhole();
    return hasLast ? this.#rows.lineCount : this.#rows.lineCount - 1;
  }

  get indexedBytes(): number {
    return this.#rows.indexedBytes;
  }

  push(bytes: Uint8Array): void {
    this.#lastByte = bytes.at(-1) ?? this.#lastByte;
  }

  places(reader: ByteReader, first: number): Generator<IndexedPlace | undefined> {
    // Where this is within a line, it is one before `first`.
    const { line, offset } = this.#rows.beforeLine(first);
    return placesBy((onLine) => new LineFramer(onLine, offset), line, reader, this.indexedBytes);
  }

  reading(maxDataBytes: number): EventReading {
    return new JsonLineReading(this.encoding, maxDataBytes);
  }

  /** A string may be written with escapes: then there is a backslash. Numbers are told as they are written. */
  marksOf(type: string): readonly string[] {
    return type === '' ? [] : [type, '\\'];
  }
}
