/**
 * How many values a subscription may send. The client grants credit as it consumes; a subscription that has none
 * left is not asked for its next value, so that a slow reader stops the source and nothing piles up between.
 */
export class Credit {
  #available: number;
  #waiting: (() => void) | null = null;

  /** @param limit what a client can have outstanding at most; grants beyond it are lost. */
  constructor(
    initial: number,
    private readonly limit: number,
  ) {
    this.#available = Math.min(initial, limit);
  }

  grant(count: number): void {
    this.#available = Math.min(this.#available + count, this.limit);
    this.wake();
  }

  /** Takes one credit, if there is one. */
  tryTake(): boolean {
    if (this.#available === 0) return false;
    this.#available -= 1;
    return true;
  }

  /** Resolves at the next grant or `wake`. One waiter at a time: a subscription has one loop. */
  changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.();
  }
}
