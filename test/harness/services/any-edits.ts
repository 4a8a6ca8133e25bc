import fc from 'fast-check';
import type { FileNames } from '#main/services/collections/opencollection/file-names.ts';
import { withQuery, withUrl } from '#renderer/features/request/query-rows.ts';
import { newRow } from '#renderer/features/request/rows.ts';
import type { HttpRequest } from '#router/contracts/request.ts';
import { edits } from './request-edits.ts';

type Edit = (request: HttpRequest, files: FileNames) => HttpRequest;
type ListEdit = <TRow extends { id: string; name: string; enabled: boolean }>(
  rows: readonly TRow[],
  fresh: (name: string) => TRow,
) => TRow[];

const name = fc.constantFrom('', 'new', 'a', 'x y', '=', '100%', 'ü');

/** One change of a table, as a person makes it: a row that comes, goes, moves, changes, or is switched. */
const listEdit: fc.Arbitrary<ListEdit> = fc
  .record({ kind: fc.nat(5), at: fc.nat(4), to: fc.nat(4), name })
  .map(
    ({ kind, at, to, name: text }): ListEdit =>
      (rows, fresh) => {
        const row = rows[at];
        if (kind === 0 || !row) return rows.toSpliced(at, 0, fresh(text));
        if (kind === 1) return rows.toSpliced(at, 1);
        if (kind === 2) return rows.toSpliced(at, 1).toSpliced(to, 0, row);
        if (kind === 3) return rows.with(at, { ...row, enabled: !row.enabled });
        if (kind === 4) return rows.with(at, { ...fresh(text), id: row.id });
        return rows.with(at, { ...row, name: text });
      },
  );

const inList = listEdit.chain((change) =>
  fc.constantFrom<Edit>(
    (request) => ({
      ...request,
      ...withQuery(
        request,
        change(request.query, (text) => newRow({ name: text, value: text })),
      ),
    }),
    (request) => ({ ...request, path: change(request.path, (text) => newRow({ name: text, value: 'v' })) }),
    (request) => ({
      ...request,
      headers: change(request.headers, (text) => newRow({ name: text, value: text })),
    }),
    (request) => ({
      ...request,
      variables: change(request.variables, (text) => ({
        ...newRow({ name: text, value: text }),
        type: 'string',
        secret: false,
      })),
    }),
    ({ body, ...request }) => ({
      ...request,
      body: { ...body, urlencoded: change(body.urlencoded, (text) => newRow({ name: text, value: text })) },
    }),
    ({ body, ...request }, files) => ({
      ...request,
      body: {
        ...body,
        multipart: change(body.multipart, (text) => ({
          ...newRow({ name: text }),
          kind: 'file',
          file: text === '' ? null : files.stored(`${text}.bin`, 'text/x-new'),
        })),
      },
    }),
  ),
);

/** What people do to a request, one thing after the other. */
export const anyEdits: fc.Arbitrary<Edit> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: inList },
      { weight: 2, arbitrary: fc.constantFrom(...Object.values(edits)) },
      {
        weight: 1,
        arbitrary: fc
          .constantFrom('http://h/?a=1', 'http://h/?a=1&b&&a=2', 'h#?x=1', '?ü=%zz', 'http://h/?x+y=%20')
          .map(
            (url): Edit =>
              (request) => ({ ...request, ...withUrl(request, url) }),
          ),
      },
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map(
    (list): Edit =>
      (request, files) =>
        list.reduce((now, edit) => edit(now, files), request),
  );
