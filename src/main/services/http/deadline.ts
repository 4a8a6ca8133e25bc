import type { Failure } from '#router/contracts/failure.ts';

/** The signal that ends one exchange: the caller's abort, or the time limit. */
export class Deadline implements Disposable {
  readonly #controller = new AbortController();
  readonly #caller: AbortSignal;
  readonly #onCallerAbort = () => this.#controller.abort(this.#caller.reason);
  readonly #timedOut: () => Failure;
  #leftMs: number;
  #startedAt = 0;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param timeoutMs 0 waits for ever.
   * @param timedOut says what was going on when the time ran out.
   */
  constructor(caller: AbortSignal, timeoutMs: number, timedOut: () => Failure) {
    this.#caller = caller;
    this.#timedOut = timedOut;
    if (caller.aborted) this.#onCallerAbort();
    else caller.addEventListener('abort', this.#onCallerAbort, { once: true });
    this.#leftMs = timeoutMs > 0 ? timeoutMs : Infinity;
    this.#start();
  }

  /** Its reason is the caller's, or the `Failure` of the time limit. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Stops the clock until what it gives is disposed of; from then on what was left of the time counts. One at a time. */
  pause(): Disposable {
    clearTimeout(this.#timer);
    this.#leftMs = Math.max(0, this.#leftMs - (performance.now() - this.#startedAt));
    return { [Symbol.dispose]: () => this.#start() };
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#caller.removeEventListener('abort', this.#onCallerAbort);
  }

  #start(): void {
    this.#startedAt = performance.now();
    if (this.#leftMs === Infinity) return;
    this.#timer = setTimeout(() => this.#controller.abort(this.#timedOut()), this.#leftMs);
  }
}
