import { Changes } from '../changes.ts';

/** The jobs that run in a worker, so that main can see whether those that it has aborted have stopped. */
export class Jobs {
  readonly #changes = new Changes();
  #running = 0;

  async during<TResult>(work: () => Promise<TResult>): Promise<TResult> {
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#end();
    }
  }

  /** A job's values: it runs from the moment that the first is asked for, to the last. */
  async *values<TItem>(source: AsyncIterable<TItem>): AsyncGenerator<TItem> {
    this.#running += 1;
    try {
      yield* source;
    } finally {
      this.#end();
    }
  }

  /** Resolves when none runs. */
  async idle(signal: AbortSignal): Promise<void> {
    while (this.#running > 0) await this.#changes.next(signal);
  }

  #end(): void {
    this.#running -= 1;
    this.#changes.announce();
  }
}
