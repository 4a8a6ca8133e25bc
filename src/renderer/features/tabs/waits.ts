import type { ProgressOf } from '#router/contracts/draft.ts';
import { randomId } from '../../ui/random-id.ts';

/** Something that main does with the file of a request: it takes long where that is large. */
export interface Wait {
  readonly key: string;
  readonly kind: 'opening' | 'saving';
  readonly of: ProgressOf;
  /** Gives it up: what waits for it is rejected, and main stops. Null where it goes on to its end. */
  readonly cancel: (() => void) | null;
}

/** What is waited for, and can be given up. */
export class Waits {
  readonly #listeners = new Set<() => void>();
  #waits: readonly Wait[] = [];

  /** The oldest first; a new list after each change and only then. */
  readonly snapshot = (): readonly Wait[] => this.#waits;

  /** @returns stops the calls. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Does as `work` does. Rejects at once with an `AbortError` where it is cancelled: `work` is to end with its signal. */
  async run<TResult>(
    kind: Wait['kind'],
    of: ProgressOf,
    work: (signal: AbortSignal) => Promise<TResult>,
  ): Promise<TResult> {
    const controller = new AbortController();
    const cancel = () => controller.abort(new DOMException('You cancelled it.', 'AbortError'));
    const { signal } = controller;
    const cancelled = new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    return await this.#during({ kind, of, cancel }, () => Promise.race([work(signal), cancelled]));
  }

  /** Does as `work` does, which goes on to its end: half of it would be worse than all or nothing. */
  runToEnd<TResult>(kind: Wait['kind'], of: ProgressOf, work: () => Promise<TResult>): Promise<TResult> {
    return this.#during({ kind, of, cancel: null }, work);
  }

  /** Gives up all openings; what is being saved goes on. */
  cancelOpening(): void {
    for (const { kind, cancel } of this.#waits) if (kind === 'opening') cancel?.();
  }

  async #during<TResult>(told: Omit<Wait, 'key'>, work: () => Promise<TResult>): Promise<TResult> {
    const wait = { key: randomId(), ...told };
    this.#set([...this.#waits, wait]);
    try {
      return await work();
    } finally {
      this.#set(this.#waits.filter((one) => one !== wait));
    }
  }

  #set(waits: readonly Wait[]): void {
    this.#waits = waits;
    for (const listener of this.#listeners) listener();
  }
}
