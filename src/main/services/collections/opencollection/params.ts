import type { HttpRequest, Row } from '#router/contracts/request.ts';
import { percentDecode } from '../../http/target.ts';
import { isMapping, type YamlMapping } from '../../yaml/yaml-value.ts';
import { withKey } from './change-keys.ts';
import { knownRows, listWithChanges, type ReadRow, type RowFormat } from './list-changes.ts';
import { noneIfEmpty, plainItem, plainRow } from './plain-rows.ts';
import {
  isSegmentOf,
  pairOf,
  segmentFor,
  segmentsOf,
  splitUrl,
  withoutSegments,
  withSegments,
} from './query-text.ts';
import { listIn, textIn } from './read-values.ts';
import { plainRows, type RowKind, sameRows } from './rows.ts';

/*
 * `http.url` and `http.params` say the query twice: the URL has what is sent, `params` has what is off as well, and
 * descriptions. Files may say it in one of the two places alone, or differently. The URL's words count; what `params`
 * has beyond them is added to the URL that is shown.
 */

export type UrlAndParams = Pick<HttpRequest, 'url' | 'query' | 'path'>;

interface QueryRow {
  readonly row: Row;
  /** Its place in `params`; undefined where it is in the URL alone. */
  readonly item: number | undefined;
  /** Whether the file's URL has it. */
  readonly isInUrl: boolean;
}

interface ReadParams {
  /** As it is shown: with what the file's lacks. */
  readonly url: string;
  readonly query: readonly QueryRow[];
  readonly path: readonly ReadRow<Row>[];
}

/** @throws {FormatError} */
export function readUrlAndParams(http: YamlMapping): UrlAndParams {
  const { url, query, path } = read(http);
  return { url, query: query.map(({ row }) => row), path: path.map(({ row }) => row) };
}

function read(http: YamlMapping): ReadParams {
  const where = 'http.params';
  const written = textIn(http['url'], 'http.url');
  const rows = listIn(http['params'], where).map((item, index) => {
    const type = isMapping(item) ? item['type'] : undefined;
    const id = `${type === 'path' ? 'p' : 'q'}${index}`;
    return { type, item: index, row: plainRow(item, id, `${where}[${index + 1}]`) };
  });
  const { query, missing } = readQuery(
    written,
    rows.filter(({ type }) => type === 'query' || type === undefined),
  );
  return {
    url: withSegments(written, missing.map(segmentFor)),
    query,
    path: rows.filter(({ type }) => type === 'path'),
  };
}

/** What a part of the URL's query and the rows that are off behind it in `params` come to. */
interface Claim extends ReadRow<Row> {
  readonly behind: QueryRow[];
}

function readQuery(url: string, params: readonly ReadRow<Row>[]): { query: QueryRow[]; missing: Row[] } {
  const query: QueryRow[] = [];
  /** Those that should be in the URL, by name: the first of a name is the first of that name there. */
  const claims = new Map<string, Claim[]>();
  let behind = query;
  for (const one of params) {
    if (!isOn(one.row)) {
      behind.push({ ...one, isInUrl: false });
      continue;
    }
    behind = [];
    const name = percentDecode(one.row.name);
    claims.set(name, [...(claims.get(name) ?? []), { ...one, behind }]);
  }
  for (const [index, segment] of segmentsOf(splitUrl(url).query).entries()) {
    const pair = pairOf(segment);
    const claim = claims.get(percentDecode(pair.name))?.shift();
    if (!claim) {
      query.push({ row: { id: `u${index}`, ...pair, enabled: true }, item: undefined, isInUrl: true });
      continue;
    }
    const row = isSegmentOf(segment, claim.row) ? claim.row : { ...claim.row, ...pair };
    query.push({ row, item: claim.item, isInUrl: true }, ...claim.behind);
  }
  const missing = Array.from(claims.values())
    .flat()
    .toSorted((one, other) => one.item - other.item);
  for (const { row, item, behind: after } of missing) query.push({ row, item, isInUrl: false }, ...after);
  return { query, missing: missing.map(({ row }) => row) };
}

/** Whether it is to be in the URL. */
function isOn(row: Row): boolean {
  return row.enabled && !plainRows.isBlank(row);
}

/**
 * `http` with the difference between two readings of its URL and parameters made, and itself where there is none.
 * @throws {FormatError}
 */
export function withUrlAndParams(http: YamlMapping, before: UrlAndParams, after: UrlAndParams): YamlMapping {
  if (sameUrlAndParams(before, after)) return http;
  const changed = withLeastChange(http, before, after);
  return sameUrlAndParams(readUrlAndParams(changed), after) ? changed : withAllSaid(http, before, after);
}

/** Whether both say the same, but for ids and blank rows. */
export function sameUrlAndParams(one: UrlAndParams, other: UrlAndParams): boolean {
  return (
    one.url === other.url &&
    sameRows(one.query, other.query, plainRows) &&
    sameRows(one.path, other.path, plainRows)
  );
}

type ParamRow = Row & { readonly type: 'query' | 'path' };

const params: RowKind<ParamRow> = {
  keyOf: (row) => row.type + plainRows.keyOf(row),
  isBlank: plainRows.isBlank,
};

const format: RowFormat<ParamRow> = {
  ...params,
  itemOf: ([row], item, [old]) => (row ? paramItem(row, item, old) : item),
};

function paramItem(row: ParamRow, item: YamlMapping, old: ParamRow | undefined): YamlMapping {
  return old ? plainItem(row, item, old) : plainItem(row, { name: '', value: '', type: row.type }, undefined);
}

const typed =
  (type: ParamRow['type']) =>
  (row: Row): ParamRow => ({ ...row, type });

/** Keeps to the file's own way: what it says in one place alone stays there. */
function withLeastChange(http: YamlMapping, before: UrlAndParams, after: UrlAndParams): YamlMapping {
  const now = read(http);
  const known = new Map(knownRows(now.query, before.query, plainRows));
  const on = now.query.filter(({ row }) => isOn(row));
  const isUrlAlone = on.length > 0 && on.every(({ item }) => item === undefined);
  const isListAlone = on.length > 0 && on.every(({ isInUrl }) => !isInUrl);

  const inList = (row: Row) => {
    const one = known.get(row.id);
    return !isOn(row) || (one ? one.item !== undefined : !isUrlAlone);
  };
  const items = listIn(http['params'], 'http.params');
  const changed = listWithChanges(
    items,
    [
      ...now.query.flatMap(({ row, item }) =>
        item === undefined ? [] : [{ row: typed('query')(row), item }],
      ),
      ...now.path.map(({ row, item }) => ({ row: typed('path')(row), item })),
    ],
    [...before.query.filter(inList).map(typed('query')), ...before.path.map(typed('path'))],
    [...after.query.filter(inList).map(typed('query')), ...after.path.map(typed('path'))],
    format,
  );

  const unsaid = (rows: readonly Row[]) =>
    rows.filter(isOn).flatMap((row, index) => {
      const one = known.get(row.id);
      return (one ? !one.isInUrl && isOn(one.row) : isListAlone) ? [index] : [];
    });
  const urlOf = ({ url, query }: UrlAndParams) => withoutSegments(url, new Set(unsaid(query)));
  const isOtherUrl = urlOf(before) !== urlOf(after);
  const withUrl = isOtherUrl ? withKey(http, 'url', urlOf(after), httpKeys) : http;
  return changed === items ? withUrl : withKey(withUrl, 'params', noneIfEmpty(changed), httpKeys);
}

/** Says the whole query in both places, in the order of its rows, and then what is no row, or a blank one: there is no mistaking that. */
function withAllSaid(http: YamlMapping, before: UrlAndParams, after: UrlAndParams): YamlMapping {
  const items = listIn(http['params'], 'http.params');
  const now = read(http);
  const known = new Map<string, { readonly item: number | undefined }>([
    ...knownRows(now.query, before.query, plainRows),
    ...knownRows(now.path, before.path, plainRows),
  ]);
  const itemFor = (type: ParamRow['type']) => (row: Row) => {
    const at = known.get(row.id)?.item;
    const item = at === undefined ? undefined : items[at];
    return isMapping(item)
      ? plainItem(row, item, plainRow(item, '', 'http.params'))
      : paramItem(typed(type)(row), {}, undefined);
  };
  const isSaid = (row: Row) => !plainRows.isBlank(row);
  const [query, path] = [after.query.filter(isSaid), after.path.filter(isSaid)];
  const claimed = new Set([
    ...[...now.query, ...now.path].flatMap(({ row, item }) => (isSaid(row) ? [item] : [])),
    ...[...query, ...path].map(({ id }) => known.get(id)?.item),
  ]);
  const said = [
    ...query.map(itemFor('query')),
    ...path.map(itemFor('path')),
    ...items.filter((_, index) => !claimed.has(index)),
  ];
  return withKey(withKey(http, 'url', after.url, httpKeys), 'params', noneIfEmpty(said), httpKeys);
}

/** Keys of `http`, in the order in which new ones stand. */
export const httpKeys = ['method', 'url', 'headers', 'params', 'body', 'auth'] as const;
