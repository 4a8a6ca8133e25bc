/** Releases what a start has acquired so far, newest first. (Node 20 has no `AsyncDisposableStack`.) */
export class Cleanup implements AsyncDisposable {
  #releases: (() => unknown)[] = [];

  defer(release: () => unknown): void {
    this.#releases.push(release);
  }

  use<TResource extends Disposable>(resource: TResource): TResource {
    this.defer(() => resource[Symbol.dispose]());
    return resource;
  }

  /** Hands everything over to another owner: this one has nothing to release any more. */
  move(): Cleanup {
    const next = new Cleanup();
    next.#releases = this.#releases;
    this.#releases = [];
    return next;
  }

  /** Releases everything, whatever fails on the way; throws the first failure. */
  async [Symbol.asyncDispose](): Promise<void> {
    const failures: unknown[] = [];
    for (const release of this.#releases.splice(0).toReversed()) {
      try {
        await release();
      } catch (cause) {
        failures.push(cause);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
