/**
 * Wakes those who wait for something to change. Whoever waits looks at the state first and then awaits `next()` in the
 * same turn of the event loop: no change in between can be missed.
 */
export class Changes {
  readonly #waiting = new Set<() => void>();

  announce(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  /**
   * Resolves at the next announcement, or after `withinMs` milliseconds without one; rejects with the signal's reason
   * when it aborts.
   */
  next(signal: AbortSignal, withinMs?: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(signal.reason);
        return;
      }
      const leave = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', giveUp);
        clearTimeout(timer);
      };
      const wake = () => {
        leave();
        resolve();
      };
      const giveUp = () => {
        leave();
        reject(signal.reason);
      };
      const timer = withinMs === undefined ? undefined : setTimeout(wake, withinMs);
      this.#waiting.add(wake);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }
}
