import type { SearchRange, SearchStep } from './search-range.ts';

/** Searches a range of a body, here or in a worker. Ends soon after the signal aborts. */
export type SearchRangeFunction = (range: SearchRange, signal: AbortSignal) => AsyncIterable<SearchStep>;

/** The search of one range under way. Its steps are taken as they come, and kept until they are asked for. */
export class RangeRun implements AsyncDisposable {
  readonly range: SearchRange;
  readonly #disposed = new AbortController();
  readonly #ended: Promise<void>;
  #steps: SearchStep[] = [];
  #searchedTo: number;
  #firstHit: number | undefined;
  #state: 'running' | 'ended' | { readonly error: unknown } = 'running';
  #wake: (() => void) | undefined;

  constructor(range: SearchRange, search: SearchRangeFunction, signal: AbortSignal) {
    this.range = range;
    this.#searchedTo = range.start;
    this.#ended = this.#take(search(range, AbortSignal.any([signal, this.#disposed.signal])));
  }

  get isRunning(): boolean {
    return this.#state === 'running';
  }

  /**
   * Whether its hits are right although the search before it came to `place`, within this range: they are unless the
   * first of them begins before it.
   */
  holdsFrom(place: number): boolean {
    if (place === this.range.start) return true;
    return this.#searchedTo >= place && (this.#firstHit === undefined || this.#firstHit >= place);
  }

  /**
   * The steps that came since the last call; waits for one where there is none.
   * @returns undefined at the end. Throws what the search has thrown.
   */
  async next(): Promise<SearchStep[] | undefined> {
    while (this.#steps.length === 0) {
      if (this.#state === 'ended') return undefined;
      if (this.#state !== 'running') throw this.#state.error;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const steps = this.#steps;
    this.#steps = [];
    return steps;
  }

  /** Aborts it, and waits until it has ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed.abort();
    await this.#ended;
  }

  async #take(steps: AsyncIterable<SearchStep>): Promise<void> {
    try {
      for await (const step of steps) {
        this.#steps.push(step);
        this.#firstHit ??= step.hits[0]?.[0];
        this.#searchedTo = step.searchedTo;
        this.#wake?.();
      }
      this.#state = 'ended';
    } catch (error) {
      this.#state = { error };
    } finally {
      this.#wake?.();
    }
  }
}
