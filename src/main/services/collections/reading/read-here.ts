import type { CollectionId } from '#router/contracts/ids.ts';
import { CollectionReader, type ReaderSettings } from './collection-reader.ts';
import type { Reading, ReadingSink, StartReading } from './reading.ts';

/** Reads in the thread that calls, slice by slice: for the thread that is there for that, and for tests. */
export function readHere(settings: ReaderSettings = {}): StartReading {
  return (sink) => new ReadingHere(sink, settings);
}

class ReadingHere implements Reading {
  readonly #sink: ReadingSink;
  readonly #settings: ReaderSettings;
  readonly #readers = new Map<CollectionId, CollectionReader>();
  #closing: Promise<void> = Promise.resolve();

  constructor(sink: ReadingSink, settings: ReaderSettings) {
    this.#sink = sink;
    this.#settings = settings;
  }

  open(id: CollectionId, root: string): void {
    if (this.#readers.has(id)) return;
    this.#readers.set(id, new CollectionReader(id, root, this.#sink, this.#settings));
  }

  async look(id: CollectionId, paths: readonly string[]): Promise<void> {
    await this.#readers.get(id)?.look(paths);
  }

  close(id: CollectionId): void {
    const closed = this.#readers.get(id)?.[Symbol.asyncDispose]();
    this.#readers.delete(id);
    if (closed) this.#closing = Promise.all([this.#closing, closed]).then(() => undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const id of this.#readers.keys()) this.close(id);
    await this.#closing;
  }
}
