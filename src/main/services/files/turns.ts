/** Lets work that has the same key run one after the other, in the order in which it asked. */
export class Turns {
  /** The end of each line. */
  readonly #ends = new Map<string, Promise<void>>();

  /**
   * Waits until all who asked before are done.
   * @returns the turn; disposing of it lets the next one in. Throws the signal's reason where that comes first.
   */
  async take(key: string, signal: AbortSignal): Promise<Disposable> {
    const before = this.#ends.get(key) ?? Promise.resolve();
    let done = (): void => undefined;
    const own = new Promise<void>((resolve) => {
      done = resolve;
    });
    const end = before.then(() => own);
    this.#ends.set(key, end);
    void end.then(() => {
      if (this.#ends.get(key) === end) this.#ends.delete(key);
    });
    try {
      await beforeAbort(before, signal);
    } catch (cause) {
      // Who gives up leaves the line as it is: the next one still waits for those before.
      done();
      throw cause;
    }
    return { [Symbol.dispose]: done };
  }
}

async function beforeAbort(wait: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let stop = (): void => undefined;
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
    signal.addEventListener('abort', stop, { once: true });
  });
  await Promise.race([wait, aborted]);
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
}
