import type { EventFilter, FoundEvents } from '#router/contracts/body-events.ts';
import {
  type BodyFacts,
  isSettled,
  type Place,
  type PlaceInput,
  type Rows,
} from '#router/contracts/body-view.ts';
import { Changes } from '../changes.ts';
import { ArrivalTimes } from '../events/arrival-times.ts';
import type { BodyEvents } from '../events/body-events.ts';
import { LineEvents } from '../events/line-events.ts';
import { findEvents } from '../events/read-events.ts';
import { SseIndex } from '../events/sse-index.ts';
import { TextDecoding } from '../index/decoding.ts';
import { RowIndex } from '../index/row-index.ts';
import { FileCutShortError, RowWindow } from '../index/row-window.ts';
import { type Sniffed, sniff, sniffedBytes } from '../index/sniff.ts';
import type { Source } from './source.ts';

/** How long a slice of indexing keeps whoever asks for rows waiting, in milliseconds. */
const sliceMs = 6;
/** What is read at once, in bytes: about a millisecond's work. */
const pieceBytes = 1024 * 1024;
/** Between two facts for a watcher, in milliseconds, unless they are the last. */
const factsEveryMs = 100;

/** One for all: indexing is synchronous. */
const piece = new Uint8Array(pieceBytes);

/** A body with its index, which follows the file as it grows. */
export class IndexedBody {
  readonly #source: Source;
  readonly #changes = new Changes();
  #sniffed: Sniffed;
  /** Bytes of the start that were looked at, and whether they were known to be all. */
  #looked = { bytes: 0, isWhole: false };
  #decoding: TextDecoding;
  #index: RowIndex;
  /** For what is a list of events. */
  #events: BodyEvents | undefined;
  /** From the begin, since what the body is may be known only when some of it has come. */
  readonly #arrivals = new ArrivalTimes();
  #failure: { readonly cause: unknown } | undefined;

  constructor(source: Source) {
    this.#source = source;
    this.#sniffed = sniff(new Uint8Array(), source.state.contentType, false);
    this.#decoding = new TextDecoding(this.#sniffed.encoding.label);
    this.#index = new RowIndex(this.#decoding.layout, this.#sniffed.textStart);
    this.#events = this.#newEvents();
  }

  get facts(): BodyFacts {
    const { id, size, state, derivation } = this.#source.state;
    const { rowCount, lineCount, indexedBytes, lineEnds, longestLine } = this.#index;
    return {
      id,
      kind: this.#sniffed.kind,
      encoding: this.#sniffed.encoding,
      lineEnds,
      size,
      indexedBytes,
      state,
      rows: rowCount,
      lines: lineCount,
      longestLine,
      ...(this.#events ? { events: this.#events.count } : {}),
      ...(derivation === undefined ? {} : { derivation }),
    };
  }

  /** There is more to index than is, or indexing has failed. */
  get isBehind(): boolean {
    return this.#failure !== undefined || this.#index.indexedBytes < this.#source.state.size;
  }

  /** The facts at once, then as they change, until they are settled. Throws why the file can't be indexed. */
  async *watch(signal: AbortSignal): AsyncGenerator<BodyFacts> {
    this.#begin();
    for (;;) {
      signal.throwIfAborted();
      if (this.#failure) throw this.#failure.cause;
      const facts = this.facts;
      yield facts;
      if (isSettled(facts)) return;
      await this.#changed(facts, signal);
    }
  }

  /** What it is, by what has come of it. Throws why the file can't be read. */
  get sniffed(): Sniffed {
    this.#begin();
    if (this.#failure) throw this.#failure.cause;
    return this.#sniffed;
  }

  rows(first: number, count: number): Rows {
    return this.#look((window) => window.rows(first, count));
  }

  place(at: PlaceInput['at']): Place {
    return this.#look((window) => window.place(at));
  }

  /**
   * Events that match, from `first` on, of server-sent events or lines of JSON; none of anything else. Throws why the file
   * can't be read, the signal's reason, and a Failure for a query that can't be searched for.
   */
  async events(filter: EventFilter, first: number, count: number, signal: AbortSignal): Promise<FoundEvents> {
    this.#begin();
    if (this.#failure) throw this.#failure.cause;
    if (!this.#events) return { events: [], next: 0, total: 0 };
    const stream = {
      events: this.#events,
      open: () => this.#source.open(),
      arrivedAt: (at: number) => this.#arrivals.at(at),
    };
    return findEvents(stream, filter, first, count, signal);
  }

  /**
   * Indexes for some milliseconds, where there is something to index.
   * @returns whether there is more.
   */
  indexSlice(): boolean {
    try {
      this.#failure = undefined;
      return this.#indexSlice();
    } catch (cause) {
      // Tried again when the source changes, or somebody asks for it.
      this.#failure = { cause };
      return false;
    } finally {
      this.#changes.announce();
    }
  }

  #indexSlice(): boolean {
    const { size, grewAt } = this.#source.state;
    const { isWhole } = this.#source;
    const until = performance.now() + sliceMs;
    using reader = this.#source.open();
    this.#sniff(size, isWhole, (into) => reader.read(into, 0));
    if (grewAt !== undefined) this.#arrivals.record(size, grewAt);
    let left = size - this.#index.indexedBytes;
    while (left > 0) {
      const position = this.#index.indexedBytes;
      const part = piece.subarray(0, Math.min(pieceBytes, left));
      if (reader.read(part, position) < part.byteLength) throw new FileCutShortError();
      this.#index.push(part, isWhole && part.byteLength === left);
      this.#events?.push(part.subarray(0, this.#index.indexedBytes - position));
      left = size - this.#index.indexedBytes;
      // Half a code unit, which waits for the other half.
      if (this.#index.indexedBytes === position) return false;
      if (performance.now() > until) break;
    }
    return left > 0;
  }

  /** Looks at the start again as long as there is more of it: what it is may then be told better. */
  #sniff(size: number, isWhole: boolean, read: (into: Uint8Array) => number): void {
    const bytes = Math.min(size, sniffedBytes);
    const looked = this.#looked;
    const knowsMore = bytes > looked.bytes || (isWhole !== looked.isWhole && bytes < sniffedBytes);
    if (!knowsMore) return;
    const start = piece.subarray(0, bytes);
    if (read(start) < bytes) throw new FileCutShortError();
    const before = this.#sniffed;
    this.#sniffed = sniff(start, this.#source.state.contentType, isWhole);
    this.#looked = { bytes, isWhole };
    const { encoding, textStart, kind } = this.#sniffed;
    const isSameText = encoding.label === before.encoding.label && textStart === before.textStart;
    if (isSameText && kind === before.kind) return;
    this.#decoding = new TextDecoding(encoding.label);
    this.#index = new RowIndex(this.#decoding.layout, textStart);
    this.#events = this.#newEvents();
  }

  #newEvents(): BodyEvents | undefined {
    const { kind, encoding, textStart } = this.#sniffed;
    if (kind === 'sse') return new SseIndex(textStart);
    const rows = this.#index;
    // JSON is UTF-8, whatever else it may be in: UTF-16 is not worth framers of its own.
    if (kind !== 'ndjson' || rows.layout.unitBytes > 1) return undefined;
    const isWhole = () => this.#source.isWhole && rows.indexedBytes === this.#source.state.size;
    return new LineEvents(rows, encoding.label, isWhole);
  }

  /** Whoever asks first finds the first rows indexed. */
  #begin(): void {
    if (this.#failure || this.#looked.bytes === 0) this.indexSlice();
  }

  #look<TResult>(look: (window: RowWindow) => TResult): TResult {
    this.#begin();
    if (this.#failure) throw this.#failure.cause;
    using reader = this.#source.open();
    return look(new RowWindow(this.#index, this.#decoding, reader));
  }

  /** Waits for other facts: `factsEveryMs` at least, but where they are the last. */
  async #changed(seen: BodyFacts, signal: AbortSignal): Promise<void> {
    const due = performance.now() + factsEveryMs;
    for (;;) {
      const leftMs = due - performance.now();
      const isOther = this.#failure !== undefined || !isSame(this.facts, seen);
      if (isOther && (leftMs <= 0 || this.#failure || isSettled(this.facts))) return;
      await this.#changes.next(signal, isOther ? leftMs : undefined);
    }
  }
}

/** What is not compared here changes only with these. */
function isSame(one: BodyFacts, other: BodyFacts): boolean {
  return (
    one.size === other.size &&
    one.indexedBytes === other.indexedBytes &&
    one.state === other.state &&
    one.derivation === other.derivation
  );
}
