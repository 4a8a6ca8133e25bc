import { setImmediate } from 'node:timers/promises';
import { IndexedBody } from './indexed-body.ts';
import { Source, type SourceState, UnknownSourceError } from './source.ts';

/** The bodies that a worker knows of; in the viewer worker, with their indexes. */
export class Bodies {
  readonly #sources = new Map<string, Source>();
  readonly #indexed = new Map<string, IndexedBody>();
  readonly #isViewer: boolean;
  /** Those with something to index; each has one slice and goes behind the others. */
  readonly #waiting = new Set<IndexedBody>();
  #isIndexing = false;

  /** @param isViewer whether it indexes what it is told of. */
  constructor(isViewer: boolean, known: readonly SourceState[]) {
    this.#isViewer = isViewer;
    for (const state of known) this.put(state);
  }

  /** Takes in a body, or what is new about it. */
  put(state: SourceState): void {
    const known = this.#sources.get(state.id);
    if (known && !known.update(state)) return;
    if (!known) this.#sources.set(state.id, new Source(state));
    if (this.#isViewer) this.#toIndex(this.#indexedOf(state.id));
  }

  remove(id: string): void {
    const indexed = this.#indexed.get(id);
    if (indexed) this.#waiting.delete(indexed);
    this.#indexed.delete(id);
    this.#sources.delete(id);
  }

  /** @throws {UnknownSourceError} */
  source(id: string): Source {
    const source = this.#sources.get(id);
    if (!source) throw new UnknownSourceError();
    return source;
  }

  /**
   * A body with its index, as it stands now or later. Indexing that a failed read has ended goes on: whoever asks pays for
   * one more try, so that an error that lasts keeps nothing busy.
   */
  view(state: SourceState): IndexedBody {
    this.put(state);
    const view = this.#indexedOf(state.id);
    if (view.isBehind) this.#toIndex(view);
    return view;
  }

  #indexedOf(id: string): IndexedBody {
    const known = this.#indexed.get(id);
    if (known) return known;
    const view = new IndexedBody(this.source(id));
    this.#indexed.set(id, view);
    return view;
  }

  #toIndex(view: IndexedBody): void {
    this.#waiting.add(view);
    if (!this.#isIndexing) void this.#indexAll();
  }

  async #indexAll(): Promise<void> {
    this.#isIndexing = true;
    for (const view of this.#waiting) {
      // Who asks for rows meanwhile is answered first.
      await setImmediate();
      if (!this.#waiting.delete(view)) continue;
      if (view.indexSlice()) this.#waiting.add(view);
    }
    this.#isIndexing = false;
  }
}
