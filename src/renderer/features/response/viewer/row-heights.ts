/** Heights that are kept; a text that is wrapped and scrolled through whole has no end of them. */
const maxHeights = 20_000;

/** What wrapped rows measure, as far as they have been drawn. */
export class RowHeights {
  readonly #heights = new Map<number, number>();
  #excess = 0;

  /** A row's height in pixels; undefined where it is not known. */
  heightOf(row: number): number | undefined {
    return this.#heights.get(row);
  }

  /** By how much the known rows together are higher than rows of one line would be. */
  get excess(): number {
    return this.#excess;
  }

  /** Keeps what a row measures, where one of one line has `rowHeight`. @returns whether that is news. */
  set(row: number, height: number, rowHeight: number): boolean {
    const known = this.#heights.get(row);
    if (known !== undefined && Math.abs(known - height) < 0.01) return false;
    if (this.#heights.size >= maxHeights) this.clear();
    this.#excess += height - (this.#heights.get(row) ?? rowHeight);
    this.#heights.set(row, height);
    return true;
  }

  clear(): void {
    this.#heights.clear();
    this.#excess = 0;
  }
}
