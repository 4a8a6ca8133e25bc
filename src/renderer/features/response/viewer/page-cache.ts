export interface PageCacheOptions<TPage> {
  /** Gets a page, or what there is of it by now. */
  readonly fetch: (page: number, signal: AbortSignal) => Promise<TPage>;
  /** What a page takes, in a unit of the caller's. */
  readonly sizeOf: (page: TPage) => number;
  /** Pages that were not looked at for the longest time are let go of beyond this. */
  readonly maxSize: number;
  readonly onArrival: (page: number) => void;
  /** A page could not be had. Nothing is asked again by itself: see `retry`. */
  readonly onFailure: (cause: unknown) => void;
}

/** The pages of something long that are looked at, and those that were lately. */
export class PageCache<TPage> implements Disposable {
  /** In the order in which they were last asked for. */
  readonly #pages = new Map<number, TPage>();
  readonly #stale = new Set<number>();
  readonly #failed = new Set<number>();
  readonly #fetches = new Map<number, AbortController>();
  #size = 0;
  #wanted: readonly [first: number, last: number] = [0, -1];

  constructor(private readonly options: PageCacheOptions<TPage>) {}

  get(page: number): TPage | undefined {
    return this.#pages.get(page);
  }

  /** Says which pages are looked at: what is missing of them is fetched, other fetches are given up. */
  want(first: number, last: number): void {
    this.#wanted = [first, last];
    for (const [page, fetching] of this.#fetches) {
      if (page >= first && page <= last) continue;
      this.#fetches.delete(page);
      fetching.abort(new DOMException('Scrolled past', 'AbortError'));
    }
    for (let page = first; page <= last; page++) {
      const known = this.#pages.get(page);
      if (known !== undefined) {
        this.#pages.delete(page);
        this.#pages.set(page, known);
      }
      if (known === undefined || this.#stale.has(page)) this.#fetch(page);
    }
  }

  /** A page has more in it by now: what is known of it is shown until the rest is there. */
  markStale(page: number): void {
    if (this.#pages.has(page) || this.#fetches.has(page)) this.#stale.add(page);
  }

  /** Asks again for what could not be had. */
  retry(): void {
    this.#failed.clear();
    this.want(...this.#wanted);
  }

  [Symbol.dispose](): void {
    for (const fetching of this.#fetches.values()) fetching.abort(new DOMException('Closed', 'AbortError'));
    this.#fetches.clear();
    this.#pages.clear();
  }

  #fetch(page: number): void {
    if (this.#fetches.has(page) || this.#failed.has(page)) return;
    const controller = new AbortController();
    this.#fetches.set(page, controller);
    this.#stale.delete(page);
    this.options.fetch(page, controller.signal).then(
      (value) => {
        if (this.#fetches.get(page) !== controller) return;
        this.#fetches.delete(page);
        this.#keep(page, value);
        this.options.onArrival(page);
        // It may have grown while it was on its way.
        this.want(...this.#wanted);
      },
      (cause: unknown) => {
        if (this.#fetches.get(page) !== controller) return;
        this.#fetches.delete(page);
        this.#failed.add(page);
        this.options.onFailure(cause);
      },
    );
  }

  #keep(page: number, value: TPage): void {
    this.#drop(page);
    this.#pages.set(page, value);
    this.#size += this.options.sizeOf(value);
    const [first, last] = this.#wanted;
    for (const oldest of this.#pages.keys()) {
      if (this.#size <= this.options.maxSize) break;
      if (oldest < first || oldest > last) this.#drop(oldest);
    }
  }

  #drop(page: number): void {
    const known = this.#pages.get(page);
    if (known === undefined) return;
    this.#size -= this.options.sizeOf(known);
    this.#pages.delete(page);
  }
}
