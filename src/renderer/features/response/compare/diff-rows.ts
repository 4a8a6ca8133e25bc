import type { Hunk } from '#router/contracts/body-compare.ts';

/** Lines that are the same, shown around those that differ. */
const contextLines = 3;

/** A line of the diff: where it stands on the sides that have it. */
export type DiffRow =
  | { readonly type: 'gap' }
  | { readonly type: 'same'; readonly left: number; readonly right: number }
  | { readonly type: 'removed'; readonly left: number }
  | { readonly type: 'added'; readonly right: number };

interface Stretch {
  readonly type: DiffRow['type'];
  /** Its first row in the diff, and how many there are. */
  readonly row: number;
  readonly count: number;
  /** Its first line on each side. */
  readonly left: number;
  readonly right: number;
}

/** A unified diff, of which rows are told one by one: it takes memory for its hunks, not for its lines. */
export class DiffRows {
  readonly #stretches: Stretch[] = [];
  /** The first row of each difference. */
  readonly differences: readonly number[];
  #count = 0;

  /** @param lines lines of the right side */
  constructor(hunks: readonly Hunk[], lines: number) {
    const differences: number[] = [];
    let shownTo = { left: 0, right: 0 };
    for (const [at, { left, right }] of hunks.entries()) {
      const between = right.first - shownTo.right;
      const before = Math.min(between, contextLines);
      if (between > before) this.#add('gap', 1, left.first, right.first);
      this.#add('same', before, left.first - before, right.first - before);
      differences.push(this.#count);
      this.#add('removed', left.count, left.first, right.first);
      this.#add('added', right.count, left.first, right.first);
      const end = { left: left.first + left.count, right: right.first + right.count };
      const next = hunks[at + 1]?.right.first ?? lines;
      const after = Math.min(contextLines, Math.max(next - end.right, 0));
      this.#add('same', after, end.left, end.right);
      shownTo = { left: end.left + after, right: end.right + after };
    }
    if (hunks.length > 0 && shownTo.right < lines) this.#add('gap', 1, shownTo.left, shownTo.right);
    this.differences = differences;
  }

  get count(): number {
    return this.#count;
  }

  /** @throws {RangeError} where there is no such row */
  at(row: number): DiffRow {
    const stretch = this.#stretches.findLast((known) => known.row <= row);
    if (!stretch || row >= stretch.row + stretch.count) throw new RangeError(`The diff has no row ${row}.`);
    const within = row - stretch.row;
    const [left, right] = [stretch.left + within, stretch.right + within];
    switch (stretch.type) {
      case 'gap':
        return { type: 'gap' };
      case 'same':
        return { type: 'same', left, right };
      case 'removed':
        return { type: 'removed', left };
      case 'added':
        return { type: 'added', right };
    }
  }

  #add(type: Stretch['type'], count: number, left: number, right: number): void {
    if (count === 0) return;
    this.#stretches.push({ type, row: this.#count, count, left, right });
    this.#count += count;
  }
}
