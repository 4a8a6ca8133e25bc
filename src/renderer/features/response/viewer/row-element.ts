import type { Row } from '#router/contracts/body-view.ts';
import { type Mark, piecesOf } from './row-pieces.ts';
import type { Token } from './row-tokens.ts';
import { columnAfter } from './text-selection.ts';

/** All that decides what a row looks like. */
export interface RowLook {
  /** Undefined while it is on its way. */
  readonly row: Row | undefined;
  /** The columns that are drawn. */
  readonly from: number;
  readonly to: number;
  /** What `from` columns take, in pixels. */
  readonly indent: number;
  readonly tokens: readonly Token[];
  readonly marks: readonly Mark[];
  /** The selection goes on with the next row. */
  readonly isEndSelected: boolean;
  readonly caret: number | null;
}

interface Drawn extends RowLook {
  readonly marksKey: string;
}

const drawn = new WeakMap<HTMLElement, Drawn>();

/** An element for a row of text. Its line number is drawn by CSS: it is no part of the text. */
export function createRowElement(): HTMLElement {
  const element = document.createElement('div');
  element.className = 'text-row';
  element.setAttribute('role', 'row');
  const gutter = document.createElement('span');
  gutter.className = 'text-gutter';
  gutter.setAttribute('aria-hidden', 'true');
  const cell = document.createElement('span');
  cell.className = 'text-cell';
  cell.setAttribute('role', 'gridcell');
  element.append(gutter, cell);
  return element;
}

/** Draws a row into its element; nothing is touched where it looks as it did. */
export function drawRow(element: HTMLElement, index: number, look: RowLook): void {
  const marksKey = look.marks.map(({ start, end, look: name }) => `${start}-${end}${name}`).join();
  const before = drawn.get(element);
  if (element.dataset['row'] !== String(index)) {
    element.dataset['row'] = String(index);
    element.setAttribute('aria-rowindex', String(index + 1));
  }
  if (before && isSame(before, { ...look, marksKey })) return;
  drawn.set(element, { ...look, marksKey });

  const [gutter, cell] = element.children;
  if (!(gutter instanceof HTMLElement) || !(cell instanceof HTMLElement)) return;
  const { row, from, to, caret } = look;
  gutter.dataset['line'] = row && !row.continues ? String(row.line + 1) : '';
  element.toggleAttribute('data-pending', row === undefined);
  element.toggleAttribute('data-end-selected', look.isEndSelected);
  cell.style.paddingInlineStart = look.indent > 0 ? `${look.indent}px` : '';
  const text = row?.text ?? '';
  if (caret === null) {
    cell.replaceChildren(...nodesOf(text, from, to, look));
    return;
  }
  // It encloses the character behind it, and so is where that is: at a wrapped line's start, not at the end before.
  const sign = document.createElement('span');
  sign.className = 'text-caret';
  const at = Math.min(Math.max(caret, from), to);
  const behind = Math.min(columnAfter(text, at), to);
  sign.append(...nodesOf(text, at, behind, look));
  cell.replaceChildren(...nodesOf(text, from, at, look), sign, ...nodesOf(text, behind, to, look));
}

function isSame(a: Drawn, b: Drawn): boolean {
  return (
    a.row === b.row &&
    a.from === b.from &&
    a.to === b.to &&
    a.indent === b.indent &&
    a.tokens === b.tokens &&
    a.marksKey === b.marksKey &&
    a.isEndSelected === b.isEndSelected &&
    a.caret === b.caret
  );
}

function nodesOf(
  text: string,
  from: number,
  to: number,
  { tokens, marks }: RowLook,
): (string | HTMLElement)[] {
  return piecesOf(text, from, to, tokens, marks).map((piece) => {
    if (piece.look === '') return piece.text;
    const span = document.createElement('span');
    span.className = piece.look;
    span.textContent = piece.text;
    return span;
  });
}

/** The column that a place in the page stands for; null where it is in no row. `x` decides beside the text. */
export function columnAtPoint(element: HTMLElement, x: number, y: number): number | null {
  const look = drawn.get(element);
  const cell = element.lastElementChild;
  if (!look || !cell) return null;
  const caret = document.caretPositionFromPoint(x, y);
  if (!caret || !cell.contains(caret.offsetNode)) {
    return x < cell.getBoundingClientRect().left + look.indent ? look.from : look.to;
  }
  const before = document.createRange();
  before.setStart(cell, 0);
  before.setEnd(caret.offsetNode, caret.offset);
  return look.from + before.toString().length;
}
