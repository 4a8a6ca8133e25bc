/*
 * The query of a URL as rows (RFC 3986 §3.4): the same reading as the window's (`query-rows.ts`), which has to find in the
 * table what it finds in the URL.
 */

export interface Pair {
  readonly name: string;
  readonly value: string;
}

export interface UrlParts {
  readonly base: string;
  /** Null where the URL has no question mark. */
  readonly query: string | null;
  /** With its `#`. */
  readonly fragment: string;
}

export function splitUrl(url: string): UrlParts {
  const hash = url.indexOf('#');
  const end = hash === -1 ? url.length : hash;
  const mark = url.indexOf('?');
  if (mark === -1 || mark > end) return { base: url.slice(0, end), query: null, fragment: url.slice(end) };
  return { base: url.slice(0, mark), query: url.slice(mark + 1, end), fragment: url.slice(end) };
}

/** The parts of a query that stand for rows, as they are written. */
export function segmentsOf(query: string | null): string[] {
  return (query ?? '').split('&').filter((text) => text !== '' && text !== '=');
}

export function pairOf(segment: string): Pair {
  const equals = segment.indexOf('=');
  return equals === -1
    ? { name: segment, value: '' }
    : { name: segment.slice(0, equals), value: segment.slice(equals + 1) };
}

/** Whether a part of a query is what a row puts there. */
export function isSegmentOf(segment: string, row: Pair): boolean {
  const { name, value } = pairOf(segment);
  return (
    (name === row.name || name === escapeName(row.name)) &&
    (value === row.value || value === escapeValue(row.value))
  );
}

/** What a row puts into the URL. */
export function segmentFor({ name, value }: Pair): string {
  return value === '' ? escapeName(name) : `${escapeName(name)}=${escapeValue(value)}`;
}

/** The URL with more in its query, before its fragment. */
export function withSegments(url: string, segments: readonly string[]): string {
  if (segments.length === 0) return url;
  const { base, query, fragment } = splitUrl(url);
  return `${base}?${[...(query ? [query] : []), ...segments].join('&')}${fragment}`;
}

/** The URL without those parts of its query that `goes` names, counted from 0. */
export function withoutSegments(url: string, goes: ReadonlySet<number>): string {
  const { base, query, fragment } = splitUrl(url);
  const stays = segmentsOf(query).filter((_, index) => !goes.has(index));
  return goes.size === 0 ? url : `${base}${stays.length === 0 ? '' : `?${stays.join('&')}`}${fragment}`;
}

function escapeValue(text: string): string {
  return text.replace(/[&#\s]/gu, encodeURIComponent);
}

function escapeName(text: string): string {
  return text.replace(/[=&#\s]/gu, encodeURIComponent);
}
