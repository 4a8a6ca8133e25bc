import { type CharacterEncoding, lookAhead, lookBehind } from './character-encoding.ts';
import { lastLineFeed, nextLineFeed } from './line-feeds.ts';
import type { BodyExtent, Matcher } from './matcher.ts';
import { SourceBytes } from './source-bytes.ts';

/** A match sees so much of its line on either side at least. */
export const reachBytes = 64 * 1024;
/** Lines that go beyond `reachBytes` are cut by these, counted from the body's begin: wherever a search begins, it sees the same. */
export const cellBytes = 1024 * 1024;

/**
 * Searches decoded text, line by line. A line is what ends with a line feed; that, and a carriage return before it, is no
 * part of it, and neither is a byte order mark. What matches nothing (an empty match) is no hit.
 *
 * In a line that goes beyond its cell of 1 MiB, a match that begins in the cell sees the line from 64 KiB before to
 * 64 KiB behind the cell.
 * @param expression has the flags `g` and `u`, and `m` so that `^` and `$` hold at the ends of a line
 */
export function textMatcher(expression: RegExp, encoding: CharacterEncoding): Matcher {
  const source = new SourceBytes();

  return {
    scan(reader, from, to, extent, onHit) {
      const cell = Math.floor(from / cellBytes) * cellBytes;
      const base = Math.max(0, cell - reachBytes - lookBehind);
      const bytes = source.read(
        reader,
        base,
        Math.min(extent.size, cell + cellBytes + reachBytes + lookAhead),
      );
      const window = windowIn(bytes, base, cell, from, Math.min(to, cell + cellBytes), extent, encoding);
      if (!window) return from;

      const { start, own, ownEnd, stop } = window;
      const text = encoding.decode(bytes.subarray(start, stop));
      const fromColumn = own === start ? 0 : encoding.decode(bytes.subarray(start, own)).length;
      const toColumn = text.length - encoding.decode(bytes.subarray(ownEnd, stop)).length;
      const toBytes = encoding.columnBytes(bytes.subarray(start, stop), text);
      let reached = base + window.end;
      eachMatch(expression, text, fromColumn, toColumn, (column, length) => {
        const offset = toBytes(column);
        const bytesOfHit = toBytes(column + length) - offset;
        onHit(base + start + offset, bytesOfHit);
        reached = Math.max(reached, base + start + offset + bytesOfHit);
      });
      return reached;
    },
  };
}

/** A part of the bytes that were read, as positions in them. */
interface Window {
  /** The text that is looked at, of which the matches that begin in `[own, ownEnd)` count. */
  readonly start: number;
  readonly own: number;
  readonly ownEnd: number;
  readonly stop: number;
  /** As far as the body is searched then. */
  readonly end: number;
}

/** Whole lines around `[from, to)`, as far as the cell's reach goes. Undefined where the line's end has yet to come. */
function windowIn(
  bytes: Buffer,
  base: number,
  cell: number,
  from: number,
  to: number,
  { size, complete }: BodyExtent,
  encoding: CharacterEncoding,
): Window | undefined {
  const { unitBytes, byteOrderMark: mark } = encoding;
  const aligned = (offset: number) => Math.ceil(offset / unitBytes) * unitBytes - base;
  const floor = Math.max(0, cell - reachBytes) - base;
  const ceiling = cell + cellBytes + reachBytes - base;

  let end = Math.min(aligned(to), bytes.byteLength);
  let stop: number;
  const feed = nextLineFeed(bytes, Math.max(0, end - unitBytes), encoding);
  if (feed >= 0 && feed < ceiling) stop = feed + unitBytes;
  else if (bytes.byteLength >= ceiling + lookAhead || (complete && size - base > ceiling)) {
    stop = encoding.boundary(bytes, ceiling);
  } else if (complete) stop = bytes.byteLength;
  else {
    const last = lastLineFeed(bytes, end, encoding);
    if (last < 0) return undefined;
    end = stop = last + unitBytes;
  }

  const before = lastLineFeed(bytes, aligned(from), encoding) + unitBytes;
  let start = encoding.boundary(bytes, floor);
  if (before > floor && before >= unitBytes) start = before;
  if (base === 0 && start === 0 && mark.equals(bytes.subarray(0, mark.byteLength))) start = mark.byteLength;

  const own = Math.max(start, encoding.boundary(bytes, aligned(from)));
  if (end <= from - base) return undefined;
  return { start, own, ownEnd: Math.max(own, Math.min(stop, encoding.boundary(bytes, end))), stop, end };
}

/** Calls back for each match that begins in the columns `[from, to)`, line by line. */
function eachMatch(
  expression: RegExp,
  text: string,
  from: number,
  to: number,
  onMatch: (column: number, length: number) => void,
): void {
  for (let line = 0; line < to; ) {
    const feed = text.indexOf('\n', line);
    const next = feed < 0 ? text.length : feed + 1;
    const end = feed < 0 ? next : feed > line && text[feed - 1] === '\r' ? feed - 1 : feed;
    const content = text.slice(line, end);
    expression.lastIndex = Math.max(0, from - line);
    for (let match = expression.exec(content); match; match = expression.exec(content)) {
      const column = line + match.index;
      if (column >= to) break;
      if (match[0] === '') expression.lastIndex += (content.codePointAt(match.index) ?? 0) > 0xffff ? 2 : 1;
      else onMatch(column, match[0].length);
    }
    line = next;
  }
}
