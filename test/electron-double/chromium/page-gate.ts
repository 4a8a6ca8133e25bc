/**
 * Holds each new page back until everybody who puts scripts into it has done so. Chromium itself would let it go as
 * soon as the first of its clients asks for that.
 */
export class PageGate {
  readonly #pages = new Map<string, Page>();

  /** The double's own scripts for this page are sent. */
  ready(targetId: string): void {
    this.#page(targetId).own.resolve();
  }

  /** Resolves when the double's own scripts are sent: only then may the other client let the page go. */
  whenReady(targetId: string): Promise<void> {
    return this.#page(targetId).own.promise;
  }

  /** The other client wants to let this page go: it has sent what it had to send. */
  otherIsReady(targetId: string): void {
    this.#page(targetId).other.resolve();
  }

  /** Resolves when the other client is done, or has not come within `limitMs` milliseconds (it may be on its way out). */
  whenOtherIsReady(targetId: string, limitMs: number): Promise<void> {
    const { other } = this.#page(targetId);
    const limit = setTimeout(other.resolve, limitMs);
    return other.promise.finally(() => clearTimeout(limit));
  }

  /** The page is gone: nobody waits for it any more. */
  forget(targetId: string): void {
    const page = this.#page(targetId);
    page.own.resolve();
    page.other.resolve();
    this.#pages.delete(targetId);
  }

  #page(targetId: string): Page {
    const known = this.#pages.get(targetId);
    if (known) return known;
    const page = { own: signal(), other: signal() };
    this.#pages.set(targetId, page);
    return page;
  }
}

interface Signal {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
}

interface Page {
  readonly own: Signal;
  readonly other: Signal;
}

function signal(): Signal {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
