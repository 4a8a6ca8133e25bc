import type { FileNames } from '#main/services/collections/opencollection/file-names.ts';
import { withQuery, withUrl } from '#renderer/features/request/query-rows.ts';
import { newRow } from '#renderer/features/request/rows.ts';
import type { HttpRequest, Row } from '#router/contracts/request.ts';

type Edit = (request: HttpRequest, files: FileNames) => HttpRequest;

const row = (name: string, value: string): Row => newRow({ name, value });

/** Things a person does to a request, as the window does them. */
export const edits: Readonly<Record<string, Edit>> = {
  'another method': (request) => ({ ...request, method: 'PATCH' }),
  'another URL': (request) => ({ ...request, ...withUrl(request, 'https://other/path?new=1') }),
  'a longer path': (request) => ({
    ...request,
    ...withUrl(
      request,
      request.url.replace(/\?|#|$/, (end) => `/more${end}`),
    ),
  }),
  'one more parameter': (request) => ({
    ...request,
    ...withQuery(request, [...request.query, row('added', 'x y')]),
  }),
  'its first parameter edited': (request) => ({
    ...request,
    ...withQuery(
      request,
      request.query.map((one, n) => (n === 0 ? { ...one, value: 'edited' } : one)),
    ),
  }),
  'each parameter switched': (request) => ({
    ...request,
    ...withQuery(
      request,
      request.query.map((one) => ({ ...one, enabled: !one.enabled })),
    ),
  }),
  'its parameters turned round': (request) => ({
    ...request,
    ...withQuery(request, request.query.toReversed()),
  }),
  'no parameters': (request) => ({ ...request, ...withQuery(request, []) }),
  'a parameter of its path': (request) => ({ ...request, path: [...request.path, row('id', '7')] }),
  'one more header': (request) => ({ ...request, headers: [...request.headers, row('X-Added', 'yes: no')] }),
  'a header before all others': (request) => ({
    ...request,
    headers: [row('X-Added', ' padded '), ...request.headers],
  }),
  'its first header edited': (request) => ({
    ...request,
    headers: request.headers.map((one, n) => (n === 0 ? { ...one, value: 'edited' } : one)),
  }),
  'its headers switched': (request) => ({
    ...request,
    headers: request.headers.map((one) => ({ ...one, enabled: !one.enabled })),
  }),
  'its headers turned round': (request) => ({ ...request, headers: request.headers.toReversed() }),
  'no headers': (request) => ({ ...request, headers: [] }),
  'a JSON body': (request) => ({
    ...request,
    body: { ...request.body, kind: 'json', json: '{\n  "a": [1, 2] # no comment\n}\n' },
  }),
  'a SPARQL body': (request) => ({
    ...request,
    body: { ...request.body, kind: 'sparql', sparql: 'SELECT ?s' },
  }),
  'a form': (request) => ({
    ...request,
    body: {
      ...request.body,
      kind: 'urlencoded',
      urlencoded: [...request.body.urlencoded, { ...row('field', 'a\nb'), enabled: false }],
    },
  }),
  'one more file in its form': (request, files) => ({
    ...request,
    body: {
      ...request.body,
      kind: 'multipart',
      multipart: [
        ...request.body.multipart,
        { ...row('file', ''), kind: 'file', file: files.stored('added/file.png', 'image/webp') },
      ],
    },
  }),
  'a file fewer in its form': (request) => ({
    ...request,
    body: { ...request.body, kind: 'multipart', multipart: request.body.multipart.toSpliced(2, 1) },
  }),
  'another file as its body': (request, files) => ({
    ...request,
    body: { ...request.body, kind: 'file', file: files.stored('other.bin', 'application/x-other') },
  }),
  'no body': (request) => ({ ...request, body: { ...request.body, kind: 'none' } }),
  'basic auth': (request) => ({
    ...request,
    auth: { ...request.auth, kind: 'basic', basic: { username: 'grace', password: '{{p}}' } },
  }),
  'an API key': (request) => ({
    ...request,
    auth: { ...request.auth, kind: 'apikey', apikey: { name: 'k', value: 'v', placement: 'query' } },
  }),
  'its auth inherited': (request) => ({ ...request, auth: { ...request.auth, kind: 'inherit' } }),
  'no auth': (request) => ({ ...request, auth: { ...request.auth, kind: 'none' } }),
  'one more variable': (request) => ({
    ...request,
    variables: [...request.variables, { ...row('count', '3'), type: 'number', secret: false }],
  }),
  'its variables edited': (request) => ({
    ...request,
    variables: request.variables.map((one) =>
      one.secret ? { ...one, name: 'other' } : { ...one, value: 'edited' },
    ),
  }),
  'its variables made secret': (request) => ({
    ...request,
    variables: request.variables.map((one) => ({ ...one, secret: true, value: '' })),
  }),
  'no variables': (request) => ({ ...request, variables: [] }),
  'other options': (request) => ({
    ...request,
    options: { followRedirects: false, maxRedirects: 3, timeoutMs: 1500, verifyCertificates: false },
  }),
};
