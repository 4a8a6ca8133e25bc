/**
 * Wakes those who wait for something to change, without polling. Whoever waits looks at the state first and then
 * awaits `next()` in the same turn of the event loop: no change in between can be missed.
 */
export class Changes {
  readonly #waiting = new Set<() => void>();

  announce(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  /** Resolves at the next announcement; rejects with the signal's reason when it aborts. */
  next(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const leave = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', giveUp);
      };
      const wake = () => {
        leave();
        resolve();
      };
      const giveUp = () => {
        leave();
        reject(signal.reason);
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }
}
