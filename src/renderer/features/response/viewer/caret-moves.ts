import type { ViewCommand } from './caret-keys.ts';
import { columnAfter, columnBefore, rowEnd, startOfText, type TextPoint } from './text-selection.ts';

export interface CaretMove {
  readonly by: (ViewCommand & { type: 'move' })['by'];
  readonly direction: -1 | 1;
  /** The column that moving up and down keeps to. */
  readonly goal: number;
  readonly rows: number;
  readonly rowsInView: number;
  /** A row's text; undefined where it is not known yet. */
  readonly textOf: (row: number) => string | undefined;
}

/** Where the caret stands after a key, no further than the ends of the text. */
export function moveCaret(from: TextPoint, move: CaretMove): TextPoint {
  const { by, direction, goal, rows, rowsInView } = move;
  switch (by) {
    case 'character':
      return direction > 0 ? oneRight(from, move) : oneLeft(from, move);
    case 'row':
      return vertically(from, direction, goal, rows);
    case 'page':
      return vertically(from, direction * Math.max(rowsInView - 1, 1), goal, rows);
    case 'rowEdge':
      return { row: from.row, column: direction < 0 ? 0 : lengthOf(from.row, move) };
    case 'textEdge':
      return direction < 0 ? startOfText : { row: rows - 1, column: rowEnd };
  }
}

/** Beyond the first and the last row is their start and their end, as everywhere where text is edited. */
function vertically(from: TextPoint, by: number, goal: number, rows: number): TextPoint {
  const row = from.row + by;
  if (row < 0) return startOfText;
  return row >= rows ? { row: rows - 1, column: rowEnd } : { row, column: goal };
}

function oneRight({ row, column }: TextPoint, move: CaretMove): TextPoint {
  const text = move.textOf(row);
  if (text === undefined) return { row, column };
  if (column < text.length) return { row, column: columnAfter(text, column) };
  return row < move.rows - 1 ? { row: row + 1, column: 0 } : { row, column: text.length };
}

function oneLeft({ row, column }: TextPoint, move: CaretMove): TextPoint {
  const text = move.textOf(row);
  if (text === undefined) return { row, column };
  const at = Math.min(column, text.length);
  if (at > 0) return { row, column: columnBefore(text, at) };
  return row > 0 ? { row: row - 1, column: lengthOf(row - 1, move) } : startOfText;
}

function lengthOf(row: number, { textOf }: CaretMove): number {
  return textOf(row)?.length ?? rowEnd;
}
