import type { ContentKind, Row } from '#router/contracts/body-view.ts';
import { PageCache } from './page-cache.ts';
import { isPlain } from './row-pieces.ts';
import { type Token, tokensOf } from './row-tokens.ts';
import type { TextSource } from './text-source.ts';

const rowsPerPage = 128;
/** Rows beyond the view that are fetched too. */
const aheadRows = 16;
/** UTF-16 code units of rows that are kept; about as many bytes. */
const keptLength = 8 * 1024 * 1024;
/** What a row takes beside its text, in the same unit. */
const rowOverhead = 100;

/** What drawing a row needs to know of its text. */
export interface RowShape {
  readonly tokens: readonly Token[];
  /** Each character takes one column of the screen. */
  readonly isPlain: boolean;
}

/** The rows of a text that are looked at, or were lately. */
export class TextRows implements Disposable {
  readonly #pages: PageCache<readonly Row[]>;
  #shapes = new WeakMap<Row, RowShape>();

  constructor(
    source: TextSource,
    private kind: ContentKind,
    told: { readonly onArrival: () => void; readonly onFailure: (cause: unknown) => void },
  ) {
    this.#pages = new PageCache<readonly Row[]>({
      fetch: async (page, signal) => (await source.rows(page * rowsPerPage, rowsPerPage, signal)).rows,
      sizeOf: (rows) => rows.reduce((sum, { text }) => sum + text.length + rowOverhead, 0),
      maxSize: keptLength,
      ...told,
    });
  }

  /** A row; undefined while it is not there. */
  get(row: number): Row | undefined {
    return this.#pages.get(pageOf(row))?.[row % rowsPerPage];
  }

  shapeOf(row: Row): RowShape {
    const known = this.#shapes.get(row);
    if (known) return known;
    const shape = { tokens: tokensOf(row.text, this.kind, row.continues), isPlain: isPlain(row.text) };
    this.#shapes.set(row, shape);
    return shape;
  }

  /** Says which rows are looked at, of how many. */
  want(first: number, last: number, rows: number): void {
    this.#pages.want(pageOf(Math.max(first - aheadRows, 0)), pageOf(Math.min(last + aheadRows, rows - 1)));
  }

  /** More has come behind what was the last row, and perhaps into it. */
  grow(lastRow: number): void {
    this.#pages.markStale(pageOf(lastRow));
  }

  setKind(kind: ContentKind): void {
    if (kind === this.kind) return;
    this.kind = kind;
    this.#shapes = new WeakMap();
  }

  /** Asks again for rows that could not be had. */
  retry(): void {
    this.#pages.retry();
  }

  [Symbol.dispose](): void {
    this.#pages[Symbol.dispose]();
  }
}

function pageOf(row: number): number {
  return Math.floor(row / rowsPerPage);
}
