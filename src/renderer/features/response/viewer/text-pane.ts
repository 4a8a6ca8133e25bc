import type { ContentKind, PlaceInput, Row } from '#router/contracts/body-view.ts';
import { commandOf } from './caret-keys.ts';
import { CaretOnScreen } from './caret-on-screen.ts';
import { selectByPointer } from './pointer-selection.ts';
import { columnAtPoint, createRowElement, drawRow } from './row-element.ts';
import { RowList } from './row-list.ts';
import type { Mark } from './row-pieces.ts';
import { TextRows } from './text-rows.ts';
import { TextSelecting } from './text-selecting.ts';
import {
  boundsOf,
  caretAt,
  columnsIn,
  comparePoints,
  isEmpty,
  type TextPoint,
  type TextSelection,
} from './text-selection.ts';
import type { TextSource } from './text-source.ts';

/** Stretches of a row that something was found in: `[startColumn, endColumn]`, in order. */
export type Highlights = (row: Row) => readonly (readonly [start: number, end: number])[];

/** What is shown and how. */
export interface TextLook {
  readonly rows: number;
  readonly lines: number;
  /** Bytes that these rows are of: where they grow, so may the last row. */
  readonly indexedBytes: number;
  readonly longestLineBytes: number;
  readonly kind: ContentKind;
  readonly wrap: boolean;
  readonly follow: boolean;
  readonly highlights: Highlights;
}

export interface TextPaneOptions {
  readonly source: TextSource;
  readonly onCommand: (command: 'copy' | 'goTo') => void;
  readonly onMenu: (x: number, y: number) => void;
  readonly onFailure: (cause: unknown) => void;
  readonly onLeaveEnd: () => void;
}

/** A row that is longer is drawn for the columns in view only, where its columns can be told from pixels. */
const wholeRowLength = 512;
/** Columns beyond the view that are drawn too, and the step in which what is drawn moves. */
const columnStep = 64;
/** Main cuts rows at this many bytes. */
const maxRowColumns = 4096;
const gutterPadding = 26;

/**
 * A text of any size that is read and not written: draws what is in view, and has a selection of its own that reaches
 * as far as the text does.
 */
export class TextPane implements Disposable {
  readonly #list: RowList;
  readonly #rows: TextRows;
  readonly #caret: CaretOnScreen;
  readonly #selecting: TextSelecting;
  readonly #stop = new AbortController();
  readonly #id = `text-${crypto.randomUUID()}`;
  #look: TextLook;
  /** The caret's row is on its way: only then it is known how far to the right the caret is. */
  #isRevealDue = false;
  #columns: readonly [from: number, to: number] = [0, 0];

  constructor(
    private readonly host: HTMLElement,
    private readonly options: TextPaneOptions,
    look: TextLook,
  ) {
    this.#look = look;
    this.#rows = new TextRows(options.source, look.kind, {
      onArrival: () => {
        this.#list.redraw();
        if (this.#isRevealDue) this.#revealFocus();
      },
      onFailure: options.onFailure,
    });
    this.#list = new RowList(host, {
      create: createRowElement,
      draw: (element, row) => this.#draw(element, row),
      isThere: (row) => this.#rows.get(row) !== undefined,
      onWindow: (first, last) => this.#rows.want(first, last, this.#look.rows),
      onScroll: () => this.#onScroll(),
      onLeaveEnd: options.onLeaveEnd,
    });
    this.#caret = new CaretOnScreen(host, this.#list, (x, y) => this.#pointAt(x, y));
    const { signal } = this.#stop;
    this.#selecting = new TextSelecting({
      host,
      list: this.#list,
      rows: this.#rows,
      caret: this.#caret,
      source: options.source,
      look: () => this.#look,
      signal,
      onChange: (selection) => this.#onSelect(selection),
      onFailure: options.onFailure,
    });
    this.#apply();
    this.#onScroll();
    selectByPointer<TextPoint>(
      host,
      {
        pointAt: (x, y) => this.#pointAt(x, y),
        begin: (point, how) => this.#selecting.begin(point, how),
        drag: (point) => this.#selecting.drag(point),
        scrollBy: (pixels) => this.#list.scrollBy(pixels),
      },
      signal,
    );
    host.addEventListener('keydown', (event) => this.#onKeyDown(event), { signal });
    host.addEventListener('contextmenu', (event) => this.#onContextMenu(event), { signal });
  }

  get selection(): TextSelection {
    return this.#selecting.selection;
  }

  update(look: TextLook): void {
    const before = this.#look;
    this.#look = look;
    this.#rows.setKind(look.kind);
    if (look.indexedBytes !== before.indexedBytes) this.#rows.grow(before.rows - 1);
    this.#apply();
  }

  /** Puts the caret, or a selection, somewhere and has it in view. */
  select(selection: TextSelection): void {
    this.#selecting.set(selection);
    this.#revealFocus();
  }

  /** Puts the caret at a line or an offset, once main has told where that is. */
  async goTo(at: PlaceInput['at']): Promise<void> {
    const { signal } = this.#stop;
    try {
      this.select(caretAt(await this.options.source.place(at, signal)));
      this.focus();
    } catch (cause) {
      if (!signal.aborted) this.options.onFailure(cause);
    }
  }

  selectAll(): void {
    this.#selecting.all();
  }

  focus(): void {
    this.host.focus({ preventScroll: true });
  }

  /** Asks again for rows that could not be had. */
  retry(): void {
    this.#rows.retry();
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
    this.#list[Symbol.dispose]();
    this.#rows[Symbol.dispose]();
  }

  #apply(): void {
    const { rows, lines, longestLineBytes, wrap, follow } = this.#look;
    this.host.setAttribute('aria-rowcount', String(rows));
    this.host.style.setProperty('--gutter-width', `${this.#gutterWidth(lines)}px`);
    const columns = Math.min(longestLineBytes, maxRowColumns) + 2;
    this.#list.setWrap(wrap);
    this.#list.setRows(rows, this.#gutterWidth(lines) + columns * this.#list.charWidth);
    this.#list.setFollow(follow);
    this.#list.redraw();
  }

  #gutterWidth(lines: number): number {
    return Math.max(String(lines).length, 2) * this.#list.charWidth + gutterPadding;
  }

  #onScroll(): void {
    const { left, right } = this.#list.sides;
    const from = Math.floor(left / this.#list.charWidth / columnStep) - 1;
    const to = Math.ceil(right / this.#list.charWidth / columnStep) + 1;
    const [before, after] = this.#columns;
    this.#columns = [Math.max(from, 0) * columnStep, to * columnStep];
    if (before !== this.#columns[0] || after !== this.#columns[1]) this.#list.redraw();
  }

  #draw(element: HTMLElement, index: number): boolean {
    const row = this.#rows.get(index);
    const text = row?.text ?? '';
    const shape = row && this.#rows.shapeOf(row);
    const isCut = !this.#look.wrap && text.length > wholeRowLength && shape?.isPlain === true;
    const from = isCut ? Math.min(this.#columns[0], text.length) : 0;
    const to = isCut ? Math.min(this.#columns[1], text.length) : text.length;
    const { focus } = this.selection;
    const selected = columnsIn(this.selection, index, text.length);
    const found = row ? this.#look.highlights(row) : [];
    const marks: Mark[] = found.map(([start, end]) => ({ start, end, look: 'match' }));
    if (selected) marks.push({ start: selected.start, end: selected.end, look: 'selected' });
    element.id = `${this.#id}-${index}`;
    drawRow(element, index, {
      row,
      from,
      to,
      indent: from * this.#list.charWidth,
      tokens: shape?.tokens ?? [],
      marks,
      isEndSelected: selected?.goesOn ?? false,
      caret: focus.row === index ? Math.min(focus.column, text.length) : null,
    });
    return row !== undefined;
  }

  #onSelect({ focus }: TextSelection): void {
    this.host.setAttribute('aria-activedescendant', `${this.#id}-${focus.row}`);
    this.#list.redraw();
  }

  #pointAt(x: number, y: number): TextPoint | null {
    this.#list.flush();
    const box = this.host.getBoundingClientRect();
    const row = this.#list.rowAt(y);
    const element = this.#list.elementOf(row);
    if (!element) return null;
    const left = box.left + this.#gutterWidth(this.#look.lines);
    const rowBox = element.getBoundingClientRect();
    const inText = [
      clamp(x, left + 1, box.left + this.host.clientWidth - 1),
      clamp(
        y,
        Math.max(box.top, rowBox.top) + 1,
        Math.min(box.top + this.host.clientHeight, rowBox.bottom) - 1,
      ),
    ] as const;
    const column = columnAtPoint(element, ...inText);
    return column === null ? null : { row, column };
  }

  #onContextMenu(event: MouseEvent): void {
    event.preventDefault();
    const point = this.#pointAt(event.clientX, event.clientY);
    const { start, end } = boundsOf(this.selection);
    const isInside = point && comparePoints(start, point) <= 0 && comparePoints(point, end) <= 0;
    if (point && !isInside && event.button === 2) this.#selecting.set(caretAt(point));
    this.options.onMenu(event.clientX, event.clientY);
  }

  #onKeyDown(event: KeyboardEvent): void {
    const command = event.isComposing ? null : commandOf(event);
    if (!command) return;
    event.preventDefault();
    switch (command.type) {
      case 'move':
        this.#selecting.move(command);
        this.#revealFocus();
        break;
      case 'scroll':
        this.#list.scrollBy(command.direction * this.#list.rowHeight);
        break;
      case 'selectAll':
        this.selectAll();
        break;
      case 'copy':
        if (!isEmpty(this.selection)) this.options.onCommand('copy');
        break;
      case 'goTo':
        this.options.onCommand('goTo');
        break;
    }
  }

  #revealFocus(): void {
    const { row, column } = this.selection.focus;
    if (this.#look.wrap) {
      // A row that is not there yet is as high as one line, and may become higher than the view.
      this.#isRevealDue = this.#rows.get(row) === undefined;
      this.#caret.reveal(row);
      return;
    }
    this.#list.reveal(row);
    const known = this.#rows.get(row);
    this.#isRevealDue = known === undefined;
    if (!known) return;
    const gutter = this.#gutterWidth(this.#look.lines);
    const drawn = this.#rows.shapeOf(known).isPlain ? null : this.#caret.box(row);
    const left = drawn
      ? drawn.left - this.host.getBoundingClientRect().left + this.#list.sides.left
      : gutter + Math.min(column, known.text.length) * this.#list.charWidth;
    this.#list.revealSideways(left, left + 2 * this.#list.charWidth, gutter);
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
