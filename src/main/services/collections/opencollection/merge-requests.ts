import { isDeepStrictEqual } from 'node:util';
import type { Auth } from '#router/contracts/auth.ts';
import {
  type HttpRequest,
  largeTextOf,
  type RequestBody,
  type RequestOptions,
} from '#router/contracts/request.ts';
import { sameAuth } from './auth.ts';
import { sameBody } from './body.ts';
import { mergeRows } from './merge-rows.ts';
import { multipartRows, plainRows, sameRows, variableRows } from './rows.ts';

/**
 * The edits that led from `base` to `mine`, made again on `theirs`; undefined where both changed the same thing in
 * different ways. Each row of a table is a thing of its own; so are the URL with its query, a body's text, the auth, and
 * each option. Rows that `theirs` has keep the ids they have there. What kinds of body and of auth that are not in use
 * hold is as in `mine`.
 */
export function mergeRequests(
  base: HttpRequest,
  mine: HttpRequest,
  theirs: HttpRequest,
): HttpRequest | undefined {
  const method = mergeValues(base.method, mine.method, theirs.method);
  const target = mergeTargets(base, mine, theirs);
  const path = mergeRows(base.path, mine.path, theirs.path, plainRows);
  const headers = mergeRows(base.headers, mine.headers, theirs.headers, plainRows);
  const variables = mergeRows(base.variables, mine.variables, theirs.variables, variableRows);
  const body = mergeBodies(base.body, mine.body, theirs.body);
  const auth = mergeAuth(base.auth, mine.auth, theirs.auth);
  const options = mergeOptions(base.options, mine.options, theirs.options);
  if (method === undefined || !target || !path || !headers || !variables || !body || !auth || !options) {
    return undefined;
  }
  return { method, ...target, path, headers, variables, body, auth, options };
}

/** Undefined where both changed it in different ways; none of the values is. */
function mergeValues<TValue>(
  base: TValue,
  mine: TValue,
  theirs: TValue,
  isSame: (one: TValue, other: TValue) => boolean = isDeepStrictEqual,
): TValue | undefined {
  if (isSame(base, mine) || isSame(mine, theirs)) return theirs;
  return isSame(base, theirs) ? mine : undefined;
}

type Target = Pick<HttpRequest, 'url' | 'query'>;

function mergeTargets(base: Target, mine: Target, theirs: Target): Target | undefined {
  const isSame = (one: Target, other: Target) =>
    one.url === other.url && sameRows(one.query, other.query, plainRows);
  const merged = mergeValues(base, mine, theirs, isSame);
  if (!merged) return undefined;
  const query = mergeRows(base.query, mine.query, theirs.query, plainRows);
  return query && { url: merged.url, query };
}

function mergeBodies(base: RequestBody, mine: RequestBody, theirs: RequestBody): RequestBody | undefined {
  const isList = theirs.kind === 'urlencoded' || theirs.kind === 'multipart';
  if (isList && base.kind === theirs.kind && mine.kind === theirs.kind) {
    const urlencoded = mergeRows(base.urlencoded, mine.urlencoded, theirs.urlencoded, plainRows);
    const multipart = mergeRows(base.multipart, mine.multipart, theirs.multipart, multipartRows);
    const rows = theirs.kind === 'multipart' ? multipart : urlencoded;
    return rows && { ...mine, [theirs.kind]: rows };
  }
  const merged = mergeValues(base, mine, theirs, sameBody);
  if (!merged) return undefined;
  const { kind } = merged;
  if (kind === 'none') return { ...mine, kind };
  const large = largeTextOf(merged) ?? (mine.large?.kind === kind ? null : mine.large);
  return { ...mine, kind, [kind]: merged[kind], large };
}

function mergeAuth(base: Auth, mine: Auth, theirs: Auth): Auth | undefined {
  const merged = mergeValues(base, mine, theirs, sameAuth);
  if (!merged) return undefined;
  const { kind } = merged;
  if (kind === 'basic' || kind === 'bearer' || kind === 'apikey')
    return { ...mine, kind, [kind]: merged[kind] };
  return { ...mine, kind, otherType: merged.otherType };
}

function mergeOptions(
  base: RequestOptions,
  mine: RequestOptions,
  theirs: RequestOptions,
): RequestOptions | undefined {
  const followRedirects = mergeValues(base.followRedirects, mine.followRedirects, theirs.followRedirects);
  const maxRedirects = mergeValues(base.maxRedirects, mine.maxRedirects, theirs.maxRedirects);
  const timeoutMs = mergeValues(base.timeoutMs, mine.timeoutMs, theirs.timeoutMs);
  const verifyCertificates = mergeValues(
    base.verifyCertificates,
    mine.verifyCertificates,
    theirs.verifyCertificates,
  );
  return followRedirects === undefined ||
    maxRedirects === undefined ||
    timeoutMs === undefined ||
    verifyCertificates === undefined
    ? undefined
    : { followRedirects, maxRedirects, timeoutMs, verifyCertificates };
}
