import { type EditorState, type Extension, StateEffect, StateField } from '@codemirror/state';
import { EditorView, lineNumbers } from '@codemirror/view';

/*
 * CodeMirror loses its place in lines that are wider than two million pixels: scrolled to the middle they are blank.
 * Longer lines are therefore shown in pieces, which are also what makes wrapping them quick. The pieces count as one
 * line and are copied as one; a search does not see what stands across two of them.
 */

/** Characters of a line that are shown in one piece. */
export const pieceLength = 20_000;

/** Text for the document, and where in it line breaks stand that the text itself does not have. */
export interface SplitText {
  readonly insert: string;
  readonly breaks: readonly number[];
}

/**
 * Cuts text that comes piece by piece; a line may go on from one piece to the next. Line breaks of any kind become
 * the one that CodeMirror makes of them, so that offsets are right.
 */
export class LineSplitter {
  #column = 0;

  constructor(private readonly limit = pieceLength) {}

  push(text: string): SplitText {
    const parts: string[] = [];
    const breaks: number[] = [];
    let size = 0;
    const add = (part: string) => {
      parts.push(part);
      size += part.length;
    };
    const lines = text.split(/\r\n?|\n/);
    for (const [index, line] of lines.entries()) {
      if (index > 0) {
        add('\n');
        this.#column = 0;
      }
      let at = 0;
      while (line.length - at > this.limit - this.#column) {
        let room = this.limit - this.#column;
        if (room > 0 && isHighSurrogate(line.charCodeAt(at + room - 1))) room--;
        add(line.slice(at, at + room));
        breaks.push(size);
        add('\n');
        this.#column = 0;
        at += room;
      }
      add(line.slice(at));
      this.#column += line.length - at;
    }
    return { insert: parts.join(''), breaks };
  }
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code < 0xdc00;
}

/** Told with an insertion: offsets in the new document of the breaks that were added. */
export const addBreaks = StateEffect.define<readonly number[]>();

/** Offsets of the added breaks, in order. The document only grows at its end, or is emptied. */
export const addedBreaks = StateField.define<readonly number[]>({
  create: () => [],
  update(breaks, { docChanged, newDoc, effects }) {
    const kept = docChanged && newDoc.length === 0 ? [] : breaks;
    const added = effects.flatMap((effect) => (effect.is(addBreaks) ? effect.value : []));
    return added.length === 0 ? kept : [...kept, ...added];
  },
});

/** Line numbers and copying as if no line had been cut. */
export function longLines(): Extension {
  return [
    addedBreaks,
    lineNumbers({ formatNumber: numberOfLine }),
    EditorView.clipboardOutputFilter.of((text, state) => copiedText(state) ?? text),
  ];
}

/** What stands in the gutter beside a line of the document. */
export function numberOfLine(line: number, state: EditorState): string {
  const breaks = state.field(addedBreaks, false) ?? [];
  // The gutter also asks how wide the longest number would be.
  if (breaks.length === 0 || line > state.doc.lines) return String(line);
  const { from } = state.doc.line(line);
  const before = countBelow(breaks, from);
  return breaks[before - 1] === from - 1 ? '↳' : String(line - before);
}

function copiedText(state: EditorState): string | null {
  const breaks = state.field(addedBreaks, false) ?? [];
  const ranges = state.selection.ranges.filter(({ empty }) => !empty);
  if (breaks.length === 0 || ranges.length === 0) return null;
  return ranges.map(({ from, to }) => textBetween(state, from, to)).join(state.lineBreak);
}

/** The text of a range without the breaks that were added. */
export function textBetween(state: EditorState, from: number, to: number): string {
  const breaks = state.field(addedBreaks, false) ?? [];
  const inside = breaks.slice(countBelow(breaks, from), countBelow(breaks, to));
  const starts = [from, ...inside.map((offset) => offset + 1)];
  return starts.map((start, index) => state.sliceDoc(start, inside[index] ?? to)).join('');
}

/** How many of the sorted `offsets` are below `limit`. */
function countBelow(offsets: readonly number[], limit: number): number {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] ?? limit) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
