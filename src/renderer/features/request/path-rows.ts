import type { Row } from '#router/contracts/request.ts';
import { newRow } from './rows.ts';

/*
 * `:name` as a whole segment of a URL's path is a place for a value. The URL has the names; the values are rows of the
 * request, found by name. A row whose name the URL lacks is kept: the name may be on its way back.
 */

/** Everything before the path, then the path. As main has it (`services/variables/path-parameters.ts`); a test compares. */
const parts = /^((?:[a-z][a-z0-9+.-]*:)?(?:\/\/)?[^/?#]*)([^?#]*)/is;

/** The names that a URL has in its path, each once, in their order. */
export function pathNames(url: string): string[] {
  const [, , path = ''] = parts.exec(url) ?? [];
  const names = path
    .split('/')
    .slice(1)
    .filter((segment) => segment.startsWith(':') && segment.length > 1)
    .map((segment) => segment.slice(1));
  return [...new Set(names)];
}

/** The row that counts for a name: the last that is on and has a value, as main takes it, else the last. */
export function pathRowOf(rows: readonly Row[], name: string): Row | undefined {
  const named = rows.filter((row) => row.name === name);
  return named.findLast(({ enabled, value }) => enabled && value !== '') ?? named.at(-1);
}

/** Rows after a change of what is said for a name; a row is made where there is none. */
export function withPathRow(
  rows: readonly Row[],
  name: string,
  change: Partial<Pick<Row, 'value' | 'enabled'>>,
): Row[] {
  const old = pathRowOf(rows, name);
  if (!old) return [...rows, newRow({ name, ...change })];
  return rows.map((row) => (row === old ? { ...row, ...change } : row));
}
