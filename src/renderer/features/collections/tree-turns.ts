/**
 * Changes of the tree, one after the other. What a change is about was named when it was asked for; by its turn, those before it
 * may have given that another id.
 */
export class TreeTurns {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  readonly #later = new Map<string, string>();

  /**
   * Begins once all that came before has ended.
   * @param work must not reject. `idNow` gives the id that something has by then.
   */
  take<TResult>(work: (idNow: (id: string) => string) => Promise<TResult>): Promise<TResult> {
    this.#waiting += 1;
    const idNow = (id: string) => this.#later.get(id) ?? id;
    const result = this.#last
      .then(() => work(idNow))
      .finally(() => {
        this.#waiting -= 1;
      });
    this.#last = result;
    return result;
  }

  /**
   * To be called when what turns have done is shown, so that nobody asks for anything by an id of before. Ids are those of
   * places: something else may be there when the next one is asked for.
   */
  shown(): void {
    if (this.#waiting === 0) this.#later.clear();
  }

  /** Something may have another id from now on. */
  moved(before: string, after: string): void {
    for (const [id, later] of this.#later) if (later === before) this.#later.set(id, after);
    this.#later.set(before, after);
    this.#later.delete(after);
  }
}
