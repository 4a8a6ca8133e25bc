/** Quiet for so long, and what was hinted at is looked at. */
const quietMs = 40;
/** It is looked at after so long however busy the folder is. */
const longestMs = 400;
/** So many paths are no longer looked at one by one: then all is, by version alone. */
const manyPaths = 500;

/** Gathers paths at which something may have happened, and has them looked at, all together and never twice at once. */
export class Hints implements AsyncDisposable {
  readonly #look: (paths: readonly string[] | 'all') => Promise<void>;
  #paths = new Set<string>();
  #isAll = false;
  #since = 0;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #isOver = false;

  /** @param look never rejects. */
  constructor(look: (paths: readonly string[] | 'all') => Promise<void>) {
    this.#look = look;
  }

  /** @param path or `all` that there is. */
  add(path: string, reach: 'path' | 'all' = 'path'): void {
    if (this.#isOver) return;
    if (this.#paths.size === 0) this.#since = performance.now();
    if (this.#paths.size === manyPaths || reach === 'all') this.#isAll = true;
    if (this.#paths.size < manyPaths) this.#paths.add(path);
    if (!this.#looking) this.#wait();
  }

  /** Nothing is looked at any more. Resolves when the last look is over. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    clearTimeout(this.#timer);
    await this.#looking;
  }

  #wait(): void {
    clearTimeout(this.#timer);
    const leftMs = this.#since + longestMs - performance.now();
    this.#timer = setTimeout(() => this.#begin(), Math.max(0, Math.min(quietMs, leftMs)));
  }

  #begin(): void {
    const paths = this.#isAll ? 'all' : [...this.#paths];
    this.#paths = new Set();
    this.#isAll = false;
    this.#looking = this.#look(paths).finally(() => {
      this.#looking = undefined;
      if (!this.#isOver && this.#paths.size > 0) this.#wait();
    });
  }
}
