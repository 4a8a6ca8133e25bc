import { maxNamedHits, type SearchEvent } from '#router/contracts/body-view.ts';
import type { BodyExtent } from './matcher.ts';
import { RangeRun, type SearchRangeFunction } from './range-run.ts';
import type { SearchStep } from './search-range.ts';

/** Enough to be worth a call, few enough for several workers to share a body of 1 GiB. */
const defaultRangeBytes = 64 * 1024 * 1024;

export interface SearchPlan {
  /** How much of the body there is by now. */
  extent(): BodyExtent;
  /** Resolves as soon as the body has more than `size` bytes, or is complete. Throws the signal's reason. */
  waitForMore(size: number, signal: AbortSignal): Promise<unknown>;
  readonly searchRange: SearchRangeFunction;
  /** Ranges that are searched at the same time. */
  readonly workers: number;
  readonly rangeBytes?: number;
  /** Hits that are named; `maxNamedHits` where left out. */
  readonly nameAtMost?: number;
}

/**
 * Searches a body with several workers, each in a range of its own, and goes on while the body grows.
 *
 * A range owns the hits that begin in it. Where one straddles its end, the next range is right unless a hit of its own
 * overlaps that one; then it is searched again from where that one ends. So the hits are those that one search from the
 * first byte to the last finds.
 * @yields hits in order, and after each lot how far the body is searched without a gap; the last event says `done`
 * @throws what `searchRange` throws, and the signal's reason; every range has been aborted and has ended by then
 */
export async function* searchBody(plan: SearchPlan, signal: AbortSignal): AsyncGenerator<SearchEvent> {
  await using search = new BodySearch(plan, signal);
  yield* search.run();
}

class BodySearch implements AsyncDisposable {
  readonly #plan: SearchPlan;
  readonly #signal: AbortSignal;
  /** One behind the other. The first of them is told of as it goes; the others wait for it. */
  #runs: RangeRun[] = [];
  /** What is before it was searched and told of. */
  #searchedTo = 0;
  #hitCount = 0;
  #mayName: number;

  constructor(plan: SearchPlan, signal: AbortSignal) {
    this.#plan = plan;
    this.#signal = signal;
    this.#mayName = plan.nameAtMost ?? maxNamedHits;
  }

  async *run(): AsyncGenerator<SearchEvent> {
    for (;;) {
      this.#signal.throwIfAborted();
      const extent = this.#plan.extent();
      yield* this.#searchAll(extent);
      yield this.#progress(extent.complete);
      if (extent.complete) return;
      await this.#plan.waitForMore(extent.size, this.#signal);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#runs.splice(0).map((run) => run[Symbol.asyncDispose]()));
  }

  /** Comes to the end of the extent, or to where bytes that are yet to come decide. */
  async *#searchAll(extent: BodyExtent): AsyncGenerator<SearchEvent> {
    const { workers, rangeBytes = defaultRangeBytes } = this.#plan;
    let planned = this.#searchedTo;
    for (;;) {
      while (planned < extent.size && this.#hasRoom(workers)) {
        const end = Math.min(planned + rangeBytes, extent.size);
        this.#runs.push(this.#start(planned, end, extent));
        planned = end;
      }
      const [head] = this.#runs;
      if (!head) return;
      const steps = await head.next();
      if (steps) {
        yield* this.#tell(steps);
        continue;
      }
      this.#runs.shift();
      if (this.#searchedTo < head.range.end) return this[Symbol.asyncDispose]();
      await this.#mendNext(extent);
      planned = Math.max(planned, this.#searchedTo);
    }
  }

  /** A range that was searched ahead of the others takes memory until its turn comes: there are not many of them. */
  #hasRoom(workers: number): boolean {
    return this.#runs.length < 2 * workers && this.#runs.filter((run) => run.isRunning).length < workers;
  }

  #start(start: number, end: number, extent: BodyExtent): RangeRun {
    // Its first hit has to be known, to see whether one that straddles its begin overlaps it.
    const nameAtMost = Math.max(1, this.#mayName);
    return new RangeRun({ start, end, ...extent, nameAtMost }, this.#plan.searchRange, this.#signal);
  }

  /** A hit may have reached into the next range, or beyond it. */
  async #mendNext(extent: BodyExtent): Promise<void> {
    for (;;) {
      const [next] = this.#runs;
      if (!next || next.holdsFrom(this.#searchedTo)) return;
      await next[Symbol.asyncDispose]();
      this.#runs.shift();
      if (this.#searchedTo >= next.range.end) continue;
      this.#runs.unshift(this.#start(this.#searchedTo, next.range.end, extent));
      return;
    }
  }

  *#tell(steps: readonly SearchStep[]): Generator<SearchEvent> {
    const hits = steps.flatMap((step) => step.hits).slice(0, this.#mayName);
    this.#mayName -= hits.length;
    for (const step of steps) {
      this.#hitCount += step.hitCount;
      this.#searchedTo = Math.max(this.#searchedTo, step.searchedTo);
    }
    if (hits.length > 0) yield { type: 'hits', hits };
    yield this.#progress(false);
  }

  #progress(done: boolean): SearchEvent {
    const totalBytes = this.#plan.extent().size;
    return { type: 'progress', searchedBytes: this.#searchedTo, totalBytes, hitCount: this.#hitCount, done };
  }
}
