import type { HttpRequest } from '#router/contracts/request.ts';
import { groupedBy } from '../collections/opencollection/rows.ts';

interface Named {
  readonly id: string;
  readonly name: string;
}

/**
 * A request with its rows named as those of another that are the same or have the same name: so it can be told which rows
 * of a draft are which of a file that others have changed. A row that the other has not got is named as no row there is.
 */
export function withRowNamesOf(request: HttpRequest, other: HttpRequest): HttpRequest {
  const { body } = request;
  return {
    ...request,
    query: named(request.query, other.query),
    path: named(request.path, other.path),
    headers: named(request.headers, other.headers),
    variables: named(request.variables, other.variables),
    body: {
      ...body,
      urlencoded: named(body.urlencoded, other.body.urlencoded),
      multipart: named(body.multipart, other.body.multipart),
    },
  };
}

function named<TRow extends Named>(rows: readonly TRow[], others: readonly Named[]): TRow[] {
  const matched = new Set<Named>();
  const ids = new Map<TRow, string>();
  const match = (keyOf: (row: Named) => string) => {
    const left = groupedBy(
      others.filter((candidate) => !matched.has(candidate)),
      keyOf,
    );
    for (const row of rows) {
      const found = ids.has(row) ? undefined : left.get(keyOf(row))?.shift();
      if (!found) continue;
      ids.set(row, found.id);
      matched.add(found);
    }
  };
  match(textOf);
  match(({ name }) => name);
  const taken = new Set(others.map(({ id }) => id));
  return rows.map((row) => ({ ...row, id: ids.get(row) ?? freeName(row.id, taken) }));
}

function textOf({ id: _id, ...row }: Named): string {
  return JSON.stringify(row);
}

/** Row ids have 64 characters at most. */
function freeName(id: string, taken: Set<string>): string {
  let name = id;
  for (let number = 2; taken.has(name); number += 1) name = `${id.slice(0, 50)}~${number}`;
  taken.add(name);
  return name;
}
