import { describe, expect, test } from 'vitest';
import { emptyRequest, type HttpRequest } from '#router/contracts/request.ts';
import { newRow } from '#renderer/features/request/rows.ts';
import { parse } from 'yaml';
import { requestTexts } from './corpus.fixture.ts';
import { changedLines, editText, readText } from './edited-text.fixture.ts';
import { newRequestFile, readRequest } from './request-file.ts';
import { namedFiles } from './test-files.fixture.ts';

const byBruno = requestTexts['as Bruno writes it'] ?? '';
const withComments = requestTexts['with comments'] ?? '';

describe('a file that Bruno wrote', () => {
  test('reads as it is edited, its rows named by where they stand', () => {
    const { name, request } = readRequest(parse(byBruno), namedFiles());
    expect(name).toBe('Create order');
    expect(request).toEqual({
      ...emptyRequest(),
      method: 'POST',
      url: '{{baseUrl}}/customers/:customer/orders?notify=true&lang=de',
      query: [
        { id: 'q0', name: 'notify', value: 'true', enabled: true },
        { id: 'q1', name: 'lang', value: 'de', enabled: true },
        { id: 'q2', name: 'dryRun', value: '1', enabled: false },
      ],
      path: [{ id: 'p3', name: 'customer', value: '{{customerId}}', enabled: true }],
      headers: [
        { id: 'h0', name: 'Content-Type', value: 'application/json', enabled: true },
        { id: 'h1', name: 'X-Debug', value: '1', enabled: false },
      ],
      body: { ...emptyRequest().body, kind: 'json', json: '{\n  "articles": [{ "id": 17, "count": 2 }]\n}' },
      auth: { ...emptyRequest().auth, kind: 'bearer', bearer: { token: '{{token}}' } },
      variables: [
        { id: 'v0', name: 'customerId', value: '42', type: 'string', enabled: true, secret: false },
      ],
      options: { followRedirects: true, maxRedirects: 5, timeoutMs: 0, verifyCertificates: true },
    });
  });

  test.each<[string, (request: HttpRequest) => HttpRequest, string[], string[]]>([
    ['its method', (request) => ({ ...request, method: 'PUT' }), ['  method: POST'], ['  method: PUT']],
    [
      'its timeout',
      (request) => ({ ...request, options: { ...request.options, timeoutMs: 500 } }),
      ['  timeout: inherit'],
      ['  timeout: 500'],
    ],
    [
      'a certificate that need not be checked',
      (request) => ({ ...request, options: { ...request.options, verifyCertificates: false } }),
      [],
      ['  verifyCertificates: false'],
    ],
    [
      'a header’s value',
      (request) => ({
        ...request,
        headers: request.headers
          .map((row) => ({ ...row, value: '2' }))
          .with(0, request.headers[0] ?? newRow()),
      }),
      ['      value: "1"'],
      ['      value: "2"'],
    ],
    [
      'its token',
      (request) => ({ ...request, auth: { ...request.auth, bearer: { token: 'abc' } } }),
      ['    token: "{{token}}"'],
      ['    token: "abc"'],
    ],
    [
      'a line of its body',
      (request) => ({ ...request, body: { ...request.body, json: request.body.json.replace('17', '18') } }),
      ['        "articles": [{ "id": 17, "count": 2 }]'],
      ['        "articles": [{ "id": 18, "count": 2 }]'],
    ],
  ])('changes in the lines of %s alone', (_what, edit, gone, come) => {
    expect(changedLines(byBruno, edit)).toEqual({ gone, come });
  });
});

describe('a table’s rows', () => {
  test('keep their comments, wherever they go and whatever becomes of the others', () => {
    const now = editText(withComments, (request) => {
      const [accept, trace, flow] = request.headers;
      if (!accept || !trace || !flow) throw new Error('there are three');
      return { ...request, headers: [flow, { ...trace, value: '18' }, newRow({ name: 'New', value: 'x' })] };
    });
    expect(now).toContain('"X-Trace" # for the proxy\n      # changes each day\n      value: "18"\n');
    expect(now).toContain('    - {name: X-Flow, value: "a, b"}\n');
    expect(now).not.toContain('# or XML');
  });

  test('are known by what they say, where the ids are others', () => {
    const files = namedFiles();
    const saved = readText(withComments, files);
    const before = { ...saved, headers: saved.headers.map((row) => ({ ...row, id: `mine ${row.id}` })) };
    const after = { ...before, headers: before.headers.toReversed() };
    const now = editText(withComments, () => ({ ...saved, headers: saved.headers.toReversed() }), files);
    expect(after.headers.map(({ name }) => name)).toEqual(readText(now).headers.map(({ name }) => name));
  });

  test('that are blank are not saved', () => {
    expect(
      editText(byBruno, (request) => ({ ...request, headers: [newRow(), ...request.headers, newRow()] })),
    ).toBe(byBruno);
  });

  test('that come back under another id have their description still', () => {
    const gone = editText(byBruno, (request) => ({
      ...request,
      query: request.query
        .map((row) => ({ ...row, id: `pasted ${row.id}` }))
        .with(0, { ...newRow({ name: 'a' }) }),
      url: request.url.replace('notify=true', 'a'),
    }));
    expect(gone).toContain('description: language of the mail');
  });
});

describe('another kind of body', () => {
  const toText = (request: HttpRequest): HttpRequest => ({
    ...request,
    body: { ...request.body, kind: 'text', text: 'plain' },
  });

  test('takes the place of the one that was there', () => {
    const now = editText(byBruno, toText);
    expect(now).toContain('  body:\n    type: text\n');
    expect(now).not.toContain('articles');
    expect(readText(now).body).toEqual({ ...emptyRequest().body, kind: 'text', text: 'plain' });
  });

  test('that is not in use is in the draft alone', () => {
    const edit = (request: HttpRequest) => ({ ...request, body: { ...request.body, xml: '<not-yet/>' } });
    expect(editText(byBruno, edit)).toBe(byBruno);
  });

  test('makes way for the one before, byte for byte', () => {
    expect(editText(byBruno, (request) => ({ ...toText(request), body: request.body }))).toBe(byBruno);
  });
});

describe('an auth of another kind than Parley’s', () => {
  const text = requestTexts['with an auth that is not Parley’s'] ?? '';

  test('is named, and stays as it is', () => {
    expect(readText(text).auth).toMatchObject({ kind: 'other', otherType: 'awsv4' });
    expect(changedLines(text, (request) => ({ ...request, method: 'PUT' }))).toEqual({
      gone: ['  method: GET'],
      come: ['  method: PUT'],
    });
  });
});

test('what means different things in different programs is refused, and said where', () => {
  const read = (http: object) => () => readRequest({ info: { type: 'http' }, http }, namedFiles());
  expect(read({ headers: { Accept: 'text/html' } })).toThrow('“http.headers” should be a list');
  expect(read({ headers: [{ name: 'a', value: 'b' }, 'Accept: text/html'] })).toThrow('“http.headers[2]”');
  expect(read({ body: { type: 'protobuf' } })).toThrow('bodies of the type “protobuf”');
  expect(read({ url: parse('{{base}}') })).toThrow('“http.url” should be a text. Put quotes around it');
});

test('a new file is as tidy as one that Bruno wrote', () => {
  const request: HttpRequest = {
    ...emptyRequest(),
    method: 'POST',
    url: 'https://h/:id?a=1',
    query: [newRow({ name: 'a', value: '1' }), newRow({ name: 'off', value: '2', enabled: false }), newRow()],
    path: [newRow({ name: 'id', value: '7' })],
    headers: [newRow({ name: 'Accept', value: '*/*' })],
    body: { ...emptyRequest().body, kind: 'json', json: '{\n  "a": 1\n}' },
    auth: { ...emptyRequest().auth, kind: 'inherit' },
    variables: [{ ...newRow({ name: 'n', value: '3' }), type: 'number', secret: false }],
    options: { ...emptyRequest().options, timeoutMs: 100, verifyCertificates: false },
  };
  expect(newRequestFile('New: one', 4, request, namedFiles())).toBe(`info:
  name: "New: one"
  type: http
  seq: 4

http:
  method: POST
  url: https://h/:id?a=1
  headers:
    - name: Accept
      value: "*/*"
  params:
    - name: a
      value: "1"
      type: query
    - name: off
      value: "2"
      type: query
      disabled: true
    - name: id
      value: "7"
      type: path
  body:
    type: json
    data: |-
      {
        "a": 1
      }
  auth: inherit

runtime:
  variables:
    - name: n
      value:
        type: number
        data: "3"

settings:
  encodeUrl: true
  timeout: 100
  followRedirects: true
  maxRedirects: 10
  verifyCertificates: false
`);
});
