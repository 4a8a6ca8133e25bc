import type { ViewCommand } from './caret-keys.ts';
import { moveCaret } from './caret-moves.ts';
import type { CaretOnScreen } from './caret-on-screen.ts';
import type { RowList } from './row-list.ts';
import type { TextRows } from './text-rows.ts';
import {
  boundsOf,
  caretAt,
  comparePoints,
  rowEnd,
  startOfText,
  type TextPoint,
  type TextSelection,
  wordAt,
} from './text-selection.ts';
import type { TextSource } from './text-source.ts';

/** The text that is selected in, and the view of it. */
export interface TextSelectingOptions {
  readonly host: HTMLElement;
  readonly list: RowList;
  readonly rows: TextRows;
  readonly caret: CaretOnScreen;
  readonly source: Pick<TextSource, 'place'>;
  /** What is shown by now. */
  readonly look: () => { readonly rows: number; readonly wrap: boolean };
  /** Ends what is under way. */
  readonly signal: AbortSignal;
  readonly onChange: (selection: TextSelection) => void;
  readonly onFailure: (cause: unknown) => void;
}

/** The selection in a text of any size, and how the mouse and the keys change it. */
export class TextSelecting {
  #selection = caretAt(startOfText);
  /** What a double click took, which a drag then extends word by word. */
  #word: TextSelection | null = null;
  /** The column that moving up and down keeps to. */
  #goal: number | null = null;

  constructor(private readonly options: TextSelectingOptions) {}

  get selection(): TextSelection {
    return this.#selection;
  }

  set(selection: TextSelection): void {
    this.#selection = selection;
    this.#goal = null;
    this.options.onChange(selection);
  }

  all(): void {
    this.set({ anchor: startOfText, focus: { row: this.options.look().rows - 1, column: rowEnd } });
  }

  /** The mouse button went down there. */
  begin(point: TextPoint, { extend, clicks }: { extend: boolean; clicks: number }): void {
    this.#word = null;
    if (extend) this.set({ anchor: this.#selection.anchor, focus: point });
    else if (clicks === 2) {
      this.#word = this.#wordAt(point);
      this.set(this.#word);
    } else if (clicks >= 3) void this.#selectLine(point.row);
    else this.set(caretAt(point));
  }

  /** The mouse was moved there with its button down. */
  drag(point: TextPoint): void {
    if (!this.#word) {
      if (comparePoints(point, this.#selection.focus) !== 0) {
        this.set({ anchor: this.#selection.anchor, focus: point });
      }
      return;
    }
    const word = boundsOf(this.#word);
    const other = boundsOf(this.#wordAt(point));
    const isBefore = comparePoints(other.start, word.start) < 0;
    this.set(isBefore ? { anchor: word.end, focus: other.start } : { anchor: word.start, focus: other.end });
  }

  /** A key moves the caret. */
  move({ by, direction, extend }: ViewCommand & { type: 'move' }): void {
    const { list, rows, caret, look } = this.options;
    const { wrap, rows: count } = look();
    const { focus } = this.#selection;
    const goal = this.#goal ?? focus.column;
    const isVertical = by === 'row' || by === 'page';
    const inView = isVertical && !extend ? this.#inView(focus, direction) : focus;
    let next: TextPoint | null = null;
    if (wrap && by === 'row') next = caret.step(inView.row, direction);
    if (by === 'page') list.scrollBy(direction * (list.viewportHeight - list.rowHeight));
    if (wrap && by === 'page') next = caret.atEdge(direction);
    next ??= moveCaret(inView, {
      by,
      direction,
      goal,
      rows: count,
      rowsInView: list.rowsInView,
      textOf: (row) => rows.get(row)?.text,
    });
    this.set(extend ? { anchor: this.#selection.anchor, focus: next } : caretAt(next));
    if (isVertical) this.#goal = goal;
  }

  /** Where the view was scrolled away from the caret, moving goes on from what is in view. */
  #inView(point: TextPoint, direction: -1 | 1): TextPoint {
    const { host, list } = this.options;
    if (list.isInView(point.row)) return point;
    const edge = host.getBoundingClientRect().top + (direction > 0 ? 0 : list.viewportHeight);
    return { row: list.rowAt(edge), column: 0 };
  }

  #wordAt({ row, column }: TextPoint): TextSelection {
    const { start, end } = wordAt(this.options.rows.get(row)?.text ?? '', column);
    return { anchor: { row, column: start }, focus: { row, column: end } };
  }

  /** The whole line, which may be any number of rows, with its end. */
  async #selectLine(row: number): Promise<void> {
    const { rows, source, look, signal, onFailure } = this.options;
    const line = rows.get(row)?.line;
    if (line === undefined) return;
    try {
      const [start, next] = await Promise.all([
        source.place({ line }, signal),
        source.place({ line: line + 1 }, signal),
      ]);
      const isLast = next.line === line;
      const focus = isLast ? { row: look().rows - 1, column: rowEnd } : { row: next.row, column: 0 };
      this.set({ anchor: { row: start.row, column: 0 }, focus });
    } catch (cause) {
      if (!signal.aborted) onFailure(cause);
    }
  }
}
