import type { ByteReader } from '../byte-reader.ts';
import { type BodyEvents, type EventReading, type IndexedPlace, placesBy } from './body-events.ts';
import { SseFramer } from './sse-framer.ts';
import { SseReading } from './sse-reading.ts';

/** So far apart are the places that the index knows, at least: 20 bytes each make 2.5 a KiB when it has just grown. */
const placeEveryBytes = 16 * 1024;

/** Where to begin to read for a certain event. */
interface IndexedEvent {
  readonly index: number;
  readonly offset: number;
  readonly idLineBefore: number;
}

/** Counts server-sent events as they arrive, and remembers where some of them begin: one each 16 KiB at most. */
export class SseIndex implements BodyEvents {
  readonly encoding = 'utf-8';
  readonly #start: number;
  readonly #framer: SseFramer;
  #count = 0;
  #places = 0;
  #nextPlaceAt = 0;
  #offsets = new Float64Array(16);
  #idLines = new Float64Array(16);
  #indexes = new Uint32Array(16);

  /** @param start where the stream begins in its body: after a byte order mark. */
  constructor(start = 0) {
    this.#start = start;
    this.#framer = new SseFramer(({ offset, idLineBefore }) => {
      if (offset >= this.#nextPlaceAt) this.#remember(offset, idLineBefore);
      this.#count++;
    }, start);
  }

  push(bytes: Uint8Array): void {
    this.#framer.push(bytes);
  }

  /** Those that an empty line has ended. */
  get count(): number {
    return this.#count;
  }

  get indexedBytes(): number {
    return this.#framer.offset;
  }

  get memoryBytes(): number {
    return this.#offsets.byteLength + this.#idLines.byteLength + this.#indexes.byteLength;
  }

  places(reader: ByteReader, first: number): Generator<IndexedPlace | undefined> {
    const { index, offset, idLineBefore } = this.#before(first);
    return placesBy(
      (onEvent) => new SseFramer(onEvent, offset, idLineBefore),
      index,
      reader,
      this.indexedBytes,
    );
  }

  reading(maxDataBytes: number): EventReading {
    return new SseReading(maxDataBytes);
  }

  marksOf(type: string): readonly string[] {
    return type === '' || type === 'message' ? [] : [type];
  }

  /** The nearest event that is known at or before `index`; the begin of the stream where there is none. */
  #before(index: number): IndexedEvent {
    let low = 0;
    let high = this.#places;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#indexes[middle] ?? 0) <= index) low = middle + 1;
      else high = middle;
    }
    const place = low - 1;
    if (place < 0) return { index: 0, offset: this.#start, idLineBefore: -1 };
    return {
      index: this.#indexes[place] ?? 0,
      offset: this.#offsets[place] ?? 0,
      idLineBefore: this.#idLines[place] ?? -1,
    };
  }

  #remember(offset: number, idLineBefore: number): void {
    if (this.#places === this.#offsets.length) {
      this.#offsets = grown(this.#offsets, new Float64Array(this.#places * 2));
      this.#idLines = grown(this.#idLines, new Float64Array(this.#places * 2));
      this.#indexes = grown(this.#indexes, new Uint32Array(this.#places * 2));
    }
    this.#offsets[this.#places] = offset;
    this.#idLines[this.#places] = idLineBefore;
    this.#indexes[this.#places] = this.#count;
    this.#places++;
    this.#nextPlaceAt = offset + placeEveryBytes;
  }
}

function grown<TArray extends Float64Array | Uint32Array>(from: TArray, into: TArray): TArray {
  into.set(from);
  return into;
}
