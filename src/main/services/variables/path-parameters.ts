import type { Row } from '#router/contracts/request.ts';

/** Everything before the path, then the path, then query and fragment. */
const parts = /^((?:[a-z][a-z0-9+.-]*:)?(?:\/\/)?[^/?#]*)([^?#]*)(.*)$/is;

/**
 * Puts values in the place of the segments of a URL's path that are `:name`, where a row of that name has a value. What would
 * end the segment is encoded, so that a value stays one segment; the rest is as in the row.
 */
export function withPathParameters(url: string, rows: readonly Row[]): string {
  const values = new Map(
    rows.filter(({ enabled, value }) => enabled && value !== '').map(({ name, value }) => [name, value]),
  );
  const [, before = '', path = '', after = ''] = parts.exec(url) ?? [];
  if (values.size === 0 || !path.includes('/:')) return url;
  const segments = path.split('/').map((segment) => {
    const value = segment.startsWith(':') ? values.get(segment.slice(1)) : undefined;
    return value === undefined ? segment : value.replaceAll(/[/?#]/g, encodeURIComponent);
  });
  return before + segments.join('/') + after;
}
