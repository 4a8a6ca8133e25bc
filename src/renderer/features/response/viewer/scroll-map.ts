/**
 * Chromium draws nothing of an element beyond some 33 million pixels, others stop earlier. A text that is higher gets
 * a scroll bar of this many pixels, and its bar tells proportions.
 */
export const maxScrollHeight = 8_000_000;

/** What is at the upper edge of the view: a row, and how many pixels of it are above that edge. */
export interface ScrollPosition {
  readonly row: number;
  readonly offset: number;
}

export const topOfText: ScrollPosition = { row: 0, offset: 0 };

/** Rows and the view they are looked at through; heights in CSS pixels. */
export interface Geometry {
  readonly rows: number;
  /** What a row is high, where `wrapped` knows nothing else. */
  readonly rowHeight: number;
  readonly viewportHeight: number;
  /** Rows that are not all of one height, because their lines are wrapped. */
  readonly wrapped?: {
    /** A row's measured height; undefined where it has not been drawn yet. */
    readonly heightOf: (row: number) => number | undefined;
    /** By how much the measured rows together are higher than rows of `rowHeight` would be. */
    readonly excess: number;
  };
}

/**
 * Where the scroll bar stands for a position in the text, and the other way round. The position is the truth: it moves
 * by exact pixels however many rows there are, and the bar follows it. Both ends of the bar are both ends of the text.
 */
export class ScrollMap {
  /** The furthest one can scroll: the last row stands at the lower edge. */
  readonly end: ScrollPosition;
  /** The scrolled element's height. */
  readonly height: number;

  constructor(private readonly geometry: Geometry) {
    const { rows, rowHeight, wrapped } = geometry;
    this.end = this.#findEnd();
    this.height = Math.min(rows * rowHeight + Math.max(wrapped?.excess ?? 0, 0), maxScrollHeight);
  }

  /** A pixel of the bar is a pixel of the text: the browser's own scrolling is right. */
  get isExact(): boolean {
    const { rows, rowHeight, wrapped } = this.geometry;
    return !wrapped && rows * rowHeight <= maxScrollHeight;
  }

  /** There are more pixels of text than the bar has: its smallest step is many rows. */
  get isCoarse(): boolean {
    return this.height === maxScrollHeight;
  }

  /** Where the bar stands, in pixels, for a position. */
  scrollTopOf(position: ScrollPosition): number {
    if (this.isExact) return this.#pixelsTo(position);
    const last = this.#rowsTo(this.end);
    return last === 0 ? 0 : (this.#rowsTo(position) / last) * this.#range;
  }

  /** What is shown where the bar stands at `scrollTop`. */
  positionAt(scrollTop: number): ScrollPosition {
    if (this.isExact) return this.#positionAtPixel(scrollTop);
    if (scrollTop >= this.#range) return this.end;
    const rows = (Math.max(scrollTop, 0) / this.#range) * this.#rowsTo(this.end);
    const row = Math.floor(rows);
    return this.clamp({ row, offset: (rows - row) * this.heightOf(row) });
  }

  /** The position `pixels` further down (up, where negative), no further than the ends. */
  move({ row, offset }: ScrollPosition, pixels: number): ScrollPosition {
    if (!this.geometry.wrapped) return this.#positionAtPixel(this.#pixelsTo({ row, offset }) + pixels);
    let [at, rest] = [row, offset + pixels];
    while (rest < 0 && at > 0) rest += this.heightOf(--at);
    while (at < this.geometry.rows - 1 && rest >= this.heightOf(at)) rest -= this.heightOf(at++);
    return this.clamp({ row: at, offset: Math.max(rest, 0) });
  }

  /** The nearest position that there is. */
  clamp(position: ScrollPosition): ScrollPosition {
    if (isBefore(this.end, position)) return this.end;
    return position.row < 0 ? topOfText : position;
  }

  /** The position that has the row in view, whole where it fits, with as little movement as that takes. */
  reveal(position: ScrollPosition, row: number): ScrollPosition {
    if (row < position.row || (row === position.row && position.offset > 0))
      return this.clamp({ row, offset: 0 });
    const atLowerEdge = this.move({ row, offset: 0 }, this.heightOf(row) - this.geometry.viewportHeight);
    return isBefore(position, atLowerEdge) ? atLowerEdge : position;
  }

  /** The row that is `pixels` below the upper edge; the last one where the text ends before. */
  rowBelow({ row, offset }: ScrollPosition, pixels: number): number {
    let at = row;
    let lowerEdge = this.heightOf(row) - offset;
    while (lowerEdge <= pixels && at < this.geometry.rows - 1) lowerEdge += this.heightOf(++at);
    return at;
  }

  heightOf(row: number): number {
    return this.geometry.wrapped?.heightOf(row) ?? this.geometry.rowHeight;
  }

  get #range(): number {
    return Math.max(this.height - this.geometry.viewportHeight, 0);
  }

  #findEnd(): ScrollPosition {
    const { rows, rowHeight, viewportHeight, wrapped } = this.geometry;
    if (!wrapped) {
      const pixels = Math.max(rows * rowHeight - viewportHeight, 0);
      const row = Math.floor(pixels / rowHeight);
      return { row, offset: pixels - row * rowHeight };
    }
    let row = rows;
    let room = viewportHeight;
    while (row > 0 && room > 0) room -= this.heightOf(--row);
    return { row, offset: Math.max(-room, 0) };
  }

  #positionAtPixel(pixels: number): ScrollPosition {
    const row = Math.floor(Math.max(pixels, 0) / this.geometry.rowHeight);
    return this.clamp({ row, offset: Math.max(pixels, 0) - row * this.geometry.rowHeight });
  }

  #pixelsTo({ row, offset }: ScrollPosition): number {
    return row * this.geometry.rowHeight + offset;
  }

  #rowsTo({ row, offset }: ScrollPosition): number {
    return row + offset / this.heightOf(row);
  }
}

function isBefore(a: ScrollPosition, b: ScrollPosition): boolean {
  return a.row < b.row || (a.row === b.row && a.offset < b.offset);
}
