/** The parts of one message's long lists, until that message comes. See long-lists.ts. */
export class WaitingParts {
  /** Of the message. */
  #id: unknown = null;
  #parts: unknown[][] = [];
  #taken = 0;

  get areThere(): boolean {
    return this.#parts.length > 0;
  }

  /**
   * Keeps a part. A message's first makes those before it forgotten: their sender has given them up.
   * @throws {TypeError} where it is not the next one.
   */
  add(id: unknown, part: unknown, items: unknown): void {
    if (part === 0) {
      this.forget();
      this.#id = id;
    }
    if (!Array.isArray(items) || part !== this.#parts.length || id !== this.#id) {
      throw new TypeError('a part out of place');
    }
    this.#parts.push(items);
  }

  /**
   * The next parts, in their order.
   * @throws {TypeError} where they are not all there, or another message's.
   */
  take(id: unknown, count: number): readonly (readonly unknown[])[] {
    const from = this.#taken;
    if (id !== this.#id || from + count > this.#parts.length) throw new TypeError('a list without its parts');
    this.#taken = from + count;
    return this.#parts.slice(from, this.#taken);
  }

  forget(): void {
    this.#id = null;
    if (this.#parts.length > 0) this.#parts = [];
    this.#taken = 0;
  }
}
