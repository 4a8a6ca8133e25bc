import type { HttpRequest } from '#router/contracts/request.ts';

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
  const left = [...others];
  const ids = new Map<TRow, string>();
  const match = (isSame: (row: TRow, candidate: Named) => boolean) => {
    for (const row of rows) {
      if (ids.has(row)) continue;
      const at = left.findIndex((candidate) => isSame(row, candidate));
      const [found] = at === -1 ? [] : left.splice(at, 1);
      if (found) ids.set(row, found.id);
    }
  };
  match((row, candidate) => textOf(row) === textOf(candidate));
  match((row, candidate) => row.name === candidate.name);
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
