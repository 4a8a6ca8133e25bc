import type { Failure } from '#router/contracts/failure.ts';

/** The signal that ends one exchange: the caller's abort, or the time limit. */
export class Deadline implements Disposable {
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal;
  readonly #timer: NodeJS.Timeout | undefined;
  readonly #onCallerAbort = () => this.#controller.abort(this.#caller.reason);

  /**
   * @param timeoutMs 0 waits for ever.
   * @param timedOut says what was going on when the time ran out.
   */
  constructor(caller: AbortSignal, timeoutMs: number, timedOut: () => Failure) {
    this.#caller = caller;
    if (caller.aborted) this.#onCallerAbort();
    else caller.addEventListener('abort', this.#onCallerAbort, { once: true });
    if (timeoutMs > 0) this.#timer = setTimeout(() => this.#controller.abort(timedOut()), timeoutMs);
  }

  /** Its reason is the caller's, or the `Failure` of the time limit. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#caller.removeEventListener('abort', this.#onCallerAbort);
  }
}
