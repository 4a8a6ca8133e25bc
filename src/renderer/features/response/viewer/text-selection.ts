/** A place between two characters: a row, and a column in UTF-16 code units of its text. */
export interface TextPoint {
  readonly row: number;
  readonly column: number;
}

/** What is selected, from where it was begun to where the caret is. */
export interface TextSelection {
  readonly anchor: TextPoint;
  readonly focus: TextPoint;
}

/** A column behind the end of any row: the end of the row, whose text need not be known. */
export const rowEnd = Number.MAX_SAFE_INTEGER;

export const startOfText: TextPoint = { row: 0, column: 0 };

export function caretAt(point: TextPoint): TextSelection {
  return { anchor: point, focus: point };
}

/** Negative where `a` comes first, 0 where they are the same. */
export function comparePoints(a: TextPoint, b: TextPoint): number {
  return a.row - b.row || a.column - b.column;
}

export function isEmpty({ anchor, focus }: TextSelection): boolean {
  return comparePoints(anchor, focus) === 0;
}

/** A selection's ends in the order in which they are in the text. */
export function boundsOf({ anchor, focus }: TextSelection): { start: TextPoint; end: TextPoint } {
  return comparePoints(anchor, focus) <= 0 ? { start: anchor, end: focus } : { start: focus, end: anchor };
}

export interface SelectedColumns {
  readonly start: number;
  readonly end: number;
  /** It goes on with the next row. */
  readonly goesOn: boolean;
}

/** What is selected of a row whose text is `length` code units long; null where nothing is. */
export function columnsIn(selection: TextSelection, row: number, length: number): SelectedColumns | null {
  const { start, end } = boundsOf(selection);
  if (row < start.row || row > end.row || isEmpty(selection)) return null;
  const first = row === start.row ? Math.min(start.column, length) : 0;
  const last = row === end.row ? Math.min(end.column, length) : length;
  const goesOn = row < end.row;
  return first === last && !goesOn ? null : { start: first, end: last, goesOn };
}

/** The word, the run of blanks, or the sign that a column is in or beside. */
export function wordAt(text: string, column: number): { start: number; end: number } {
  const click = Math.min(column, text.length);
  const after = kindOf(characterAt(text, click));
  const before = kindOf(characterBefore(text, click));
  // A click on the right half of a word's last letter is nearer to the column behind it.
  const isBefore = after === undefined || (after !== 'word' && before === 'word');
  const kind = isBefore ? before : after;
  const at = isBefore ? columnBefore(text, click) : click;
  // Signs stand each for itself: brackets and quotes come in rows.
  if (kind === undefined || kind === 'sign') return { start: at, end: columnAfter(text, at) };
  let start = at;
  while (start > 0 && kindOf(characterBefore(text, start)) === kind) start = columnBefore(text, start);
  let end = at;
  while (end < text.length && kindOf(characterAt(text, end)) === kind) end = columnAfter(text, end);
  return { start, end };
}

/** The column one character to the left: a pair of surrogates is one. */
export function columnBefore(text: string, column: number): number {
  return Math.max(0, column - characterBefore(text, column).length);
}

/** The column one character to the right. */
export function columnAfter(text: string, column: number): number {
  return Math.min(text.length, column + characterAt(text, column).length);
}

function characterAt(text: string, column: number): string {
  const code = text.codePointAt(column);
  return code === undefined ? '' : String.fromCodePoint(code);
}

function characterBefore(text: string, column: number): string {
  const pair = text.codePointAt(column - 2);
  return pair !== undefined && pair > 0xffff ? String.fromCodePoint(pair) : text.charAt(column - 1);
}

function kindOf(character: string): 'word' | 'blank' | 'sign' | undefined {
  if (character === '') return undefined;
  if (/\s/u.test(character)) return 'blank';
  return /[\p{L}\p{N}\p{M}_]/u.test(character) ? 'word' : 'sign';
}
