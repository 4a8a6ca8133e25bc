/** Runs an action again and again, though never two at once, and with some time between two of them. */
export class Coalesced {
  readonly #run: () => Promise<void>;
  readonly #everyMs: number;
  #running: Promise<void> | undefined;
  #isWanted = false;
  #lastAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  /** @param run never rejects. */
  constructor(run: () => Promise<void>, everyMs: number) {
    this.#run = run;
    this.#everyMs = everyMs;
  }

  /** Has the action run once more: now, or as soon as it may. @param urgent not to be put off for its interval. */
  ask(urgent = false): void {
    if (this.#isOver) return;
    this.#isWanted = true;
    if (this.#running) return;
    const waitMs = urgent ? 0 : this.#lastAt + this.#everyMs - performance.now();
    if (waitMs <= 0) this.#runWanted();
    else this.#timer ??= setTimeout(() => this.#runWanted(), waitMs);
  }

  /** It does not run any more. Resolves when the last run is over. */
  async end(): Promise<void> {
    this.#isOver = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #runWanted(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isWanted = false;
    this.#lastAt = performance.now();
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
      if (this.#isWanted) this.ask();
    });
  }
}
