import type { Row, SearchQuery } from '#router/contracts/body-view.ts';
import type { Highlights } from '../viewer/text-pane.ts';
import type { Search } from './use-search.ts';

type Columns = readonly [start: number, end: number];

const nothing: readonly Columns[] = [];
const wordCharacter = String.raw`[\p{L}\p{M}\p{N}_]`;
const utf8 = new TextEncoder();

/**
 * Where a row has hits. A text is looked for in the row itself, however many hits there are. A regular expression is not:
 * one that takes forever would hang the window, so there it is the hits that the search has named.
 * @param encoding the body's, a label of the Encoding standard
 */
export function highlightsOf({ query, hits }: Pick<Search, 'query' | 'hits'>, encoding: string): Highlights {
  if (query.regex) return (row) => namedHits(row, hits, encoding);
  const expression = literal(query);
  return ({ text }) => Array.from(text.matchAll(expression), columnsOfMatch);
}

function literal({ text, matchCase, wholeWord }: SearchQuery): RegExp {
  const source = text.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
  const edge = wholeWord ? `(?!(?<=${wordCharacter})${wordCharacter})` : '';
  return new RegExp(`${edge}${source}${edge}`, matchCase ? 'gu' : 'giu');
}

function columnsOfMatch({ index, 0: match }: RegExpExecArray): Columns {
  return [index, index + match.length];
}

/** The hits that reach into a row; none where its bytes can't be told from its text. */
function namedHits(row: Row, hits: Search['hits'], encoding: string): readonly Columns[] {
  const columnAt = columnsByByte(row, encoding);
  if (!columnAt) return nothing;
  const end = row.offset + row.bytes;
  const found: Columns[] = [];
  for (let at = firstEndingBehind(hits, row.offset); at < hits.length; at++) {
    const [offset, bytes] = hits[at] ?? [end, 0];
    if (offset >= end) break;
    found.push([
      columnAt(Math.max(offset - row.offset, 0)),
      columnAt(Math.min(offset + bytes, end) - row.offset),
    ]);
  }
  return found;
}

/** Hits are in order and don't overlap: their ends are in order too. */
function firstEndingBehind(hits: Search['hits'], offset: number): number {
  let low = 0;
  let high = hits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const [start, bytes] = hits[middle] ?? [0, 0];
    if (start + bytes <= offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @returns what turns a byte of the row into a column of its text, null where that can't be told */
function columnsByByte({ text, bytes }: Row, encoding: string): ((byte: number) => number) | null {
  if (text.length === bytes) return (byte) => byte;
  if (encoding.startsWith('utf-16')) return text.length * 2 === bytes ? (byte) => byte >> 1 : null;
  if (encoding !== 'utf-8') return null;
  const encoded = utf8.encode(text);
  // Bytes that are no UTF-8 are shown as other ones.
  if (encoded.byteLength !== bytes) return null;
  const decoder = new TextDecoder();
  return (byte) => decoder.decode(encoded.subarray(0, byte)).length;
}
