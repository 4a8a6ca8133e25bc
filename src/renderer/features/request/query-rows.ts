import type { HttpRequest, Row } from '#router/contracts/request.ts';
import { isBlank, newRow } from './rows.ts';

/*
 * The query of a URL (RFC 3986 §3.4) and the table beside it mirror each other. The URL's text is the truth for rows
 * that are on; rows that are off live in the table alone. Neither side rewrites what was typed on the other: an edit in
 * the table replaces the part of the URL that belongs to it and leaves each other byte alone.
 *
 * A row holds text as it stands in the URL, percent-encoded or not, or as it was typed in the table. Text typed in the
 * table is escaped in the URL only where the URL would otherwise mean something else (`&`, `#`, `=` in a name, white
 * space); a `%` is taken as typed.
 */

/** The part of a request that the URL and the query table share. */
export type QueryState = Pick<HttpRequest, 'url' | 'query'>;

interface Pair {
  readonly name: string;
  readonly value: string;
}

/** A part of the query that a row stands for, with the parts before it that stand for none (`a=1&&b=2`). */
interface Segment {
  readonly lead: readonly string[];
  readonly text: string;
}

/** A change of the URL's text: rows follow it. Rows that still match keep their identity and their typed text. */
export function withUrl(state: QueryState, url: string): QueryState {
  const old = state.query.filter(isInUrl);
  const texts = segmentsOf(splitUrl(url).query).segments.map(({ text }) => text);

  let prefix = 0;
  while (prefix < old.length && prefix < texts.length && matches(old[prefix], texts[prefix])) prefix++;
  let suffix = 0;
  while (
    suffix < Math.min(old.length, texts.length) - prefix &&
    matches(old[old.length - 1 - suffix], texts[texts.length - 1 - suffix])
  ) {
    suffix++;
  }
  const changed = texts.slice(prefix, texts.length - suffix);
  const changedEnd = old.length - suffix;

  const query: Row[] = [];
  let seen = 0;
  for (const row of state.query) {
    if (!isInUrl(row)) {
      query.push(row);
      continue;
    }
    if (seen === changedEnd) for (const text of changed.splice(0)) query.push(newRow(pairOf(text)));
    if (seen < prefix || seen >= changedEnd) {
      query.push(row);
    } else {
      const text = changed.shift();
      if (text !== undefined) query.push({ ...row, ...pairOf(text) });
    }
    seen++;
    // Rows that came after the last one belong right behind it, before rows that are off.
    if (seen === old.length) for (const added of changed.splice(0)) query.push(newRow(pairOf(added)));
  }
  for (const text of changed) query.push(newRow(pairOf(text)));
  return { url, query };
}

/** A change of the table: the URL follows it. Parts of the URL whose rows did not change stay byte for byte. */
export function withQuery(state: QueryState, query: Row[]): QueryState {
  const { base, query: oldQuery, fragment } = splitUrl(state.url);
  const { segments, trail } = segmentsOf(oldQuery);
  const before = new Map<string, { row: Row; segment: Segment }>();
  for (const [index, row] of state.query.filter(isInUrl).entries()) {
    const segment = segments[index];
    if (segment) before.set(row.id, { row, segment });
  }

  const parts: string[] = [];
  for (const row of query.filter(isInUrl)) {
    const known = before.get(row.id);
    if (known) parts.push(...known.segment.lead, rewritten(known.segment.text, known.row, row));
    else parts.push(segmentFor(row));
  }
  parts.push(...trail);

  const text = parts.join('&');
  if (text === (oldQuery ?? '')) return { url: state.url, query };
  return { url: `${base}${parts.length === 0 ? '' : `?${text}`}${fragment}`, query };
}

/** Rows from pasted text such as `a=1&b=2`, `?a=1&b=2` or a whole URL; null where it does not look like a query. */
export function rowsFromPaste(text: string): Row[] | null {
  const line = text.trim();
  if (/[\r\n]/.test(line)) return null;
  const query = line.includes('?') ? splitUrl(line).query : line;
  if (query === null || !query.includes('=') || (!query.includes('&') && query === text)) return null;
  const { segments } = segmentsOf(query);
  return segments.length === 0 ? null : segments.map(({ text: segment }) => newRow(pairOf(segment)));
}

function splitUrl(url: string): { base: string; query: string | null; fragment: string } {
  const hash = url.indexOf('#');
  const end = hash === -1 ? url.length : hash;
  const mark = url.indexOf('?');
  if (mark === -1 || mark > end) return { base: url.slice(0, end), query: null, fragment: url.slice(end) };
  return { base: url.slice(0, mark), query: url.slice(mark + 1, end), fragment: url.slice(end) };
}

function segmentsOf(query: string | null): { segments: Segment[]; trail: string[] } {
  const segments: Segment[] = [];
  let lead: string[] = [];
  for (const text of query === null || query === '' ? [] : query.split('&')) {
    if (isBlank(pairOf(text))) {
      lead.push(text);
    } else {
      segments.push({ lead, text });
      lead = [];
    }
  }
  return { segments, trail: lead };
}

function pairOf(segment: string): Pair {
  const equals = segment.indexOf('=');
  return equals === -1
    ? { name: segment, value: '' }
    : { name: segment.slice(0, equals), value: segment.slice(equals + 1) };
}

function isInUrl(row: Row): boolean {
  return row.enabled && !isBlank(row);
}

function matches(row: Row | undefined, segment: string | undefined): boolean {
  if (!row || segment === undefined) return false;
  const { name, value } = pairOf(segment);
  return (
    (name === row.name || name === escapeName(row.name)) &&
    (value === row.value || value === escapeValue(row.value))
  );
}

/** What a row puts into the URL. A name alone gets no `=`: `?wsdl` and its like mean something else with one. */
function segmentFor({ name, value }: Pair): string {
  return value === '' ? escapeName(name) : `${escapeName(name)}=${escapeValue(value)}`;
}

/** A row's part of the URL after an edit; the side that was not edited stays as it was typed. */
function rewritten(segment: string, before: Pair, after: Pair): string {
  const raw = pairOf(segment);
  const name = after.name === before.name ? raw.name : escapeName(after.name);
  const value = after.value === before.value ? raw.value : escapeValue(after.value);
  return value === '' && !segment.includes('=') ? name : `${name}=${value}`;
}

function escapeValue(text: string): string {
  return text.replace(/[&#\s]/gu, encodeURIComponent);
}

function escapeName(text: string): string {
  return text.replace(/[=&#\s]/gu, encodeURIComponent);
}
