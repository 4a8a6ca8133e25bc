import type { Token } from './row-tokens.ts';

/** A stretch of a row that looks the same from end to end. */
export interface Piece {
  readonly text: string;
  /** CSS classes, '' for plain text. */
  readonly look: string;
}

/** A stretch of columns, and the class that it is drawn with. */
export interface Mark {
  readonly start: number;
  readonly end: number;
  readonly look: string;
}

/** Cuts the columns `from` to `to` of a row into pieces: each has its token's colour and every mark that covers it. */
export function piecesOf(
  text: string,
  from: number,
  to: number,
  tokens: readonly Token[],
  marks: readonly Mark[],
): readonly Piece[] {
  const pieces: Piece[] = [];
  const edges = marks.flatMap(({ start, end }) => [start, end]).toSorted((a, b) => a - b);
  let next = firstEndingBehind(tokens, from);
  let edge = 0;
  for (let at = from; at < to; ) {
    while ((tokens[next]?.end ?? to) <= at && next < tokens.length) next++;
    while ((edges[edge] ?? to) <= at && edge < edges.length) edge++;
    const token = tokens[next];
    const isIn = token !== undefined && token.start <= at;
    const end = Math.min(to, edges[edge] ?? to, token === undefined ? to : isIn ? token.end : token.start);
    const looks = isIn ? [`token-${token.kind}`] : [];
    for (const mark of marks) if (mark.start <= at && end <= mark.end) looks.push(mark.look);
    pieces.push({ text: visible(text.slice(at, end)), look: looks.join(' ') });
    at = end;
  }
  return pieces;
}

/** The index of the first token that reaches beyond `column`. */
function firstEndingBehind(tokens: readonly Token[], column: number): number {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tokens[middle]?.end ?? 0) <= column) low = middle + 1;
    else high = middle;
  }
  return low;
}

// oxlint-disable-next-line no-control-regex -- they are what is looked for
const controls = /[\u0000-\u0008\u000a-\u001f\u007f]/g;

/** Characters that draw nothing, such as NUL, as the pictures that Unicode has of them: one for one. */
function visible(text: string): string {
  return text.replaceAll(controls, (control) => {
    const code = control.charCodeAt(0);
    return String.fromCharCode(code === 0x7f ? 0x2421 : 0x2400 + code);
  });
}

/** Every character of the row takes one column of the screen: columns can be told from pixels. */
export function isPlain(text: string): boolean {
  return /^[\u0020-\u007e]*$/.test(text);
}
