import { describe, expect, test } from 'vitest';
import { withQuery, withUrl } from '#renderer/features/request/query-rows.ts';
import { newRow } from '#renderer/features/request/rows.ts';
import type { HttpRequest, Row } from '#router/contracts/request.ts';
import { requestTexts } from './corpus.fixture.ts';
import { changedLines, editText, readText } from './edited-text.fixture.ts';

const pairs = ({ query }: HttpRequest) =>
  query.map(({ id, name, value, enabled }) => `${id} ${enabled ? '' : '(off) '}${name}=${value}`);
const editRow = (request: HttpRequest, at: number, change: Partial<Row>): HttpRequest => ({
  ...request,
  ...withQuery(
    request,
    request.query.map((row, index) => (index === at ? { ...row, ...change } : row)),
  ),
});

describe('a query in the URL alone', () => {
  const text = requestTexts['with its query in the URL alone'] ?? '';

  test('is rows of the table', () => {
    expect(pairs(readText(text))).toEqual(['u0 q=a%20b', 'u1 page=2', 'u2 flag=']);
  });

  test('stays there, in its other parts byte for byte', () => {
    expect(changedLines(text, (request) => editRow(request, 1, { value: '3' })).come).toEqual([
      '  url: https://h/search?q=a%20b&page=3&&flag#top',
    ]);
    const added = editText(text, (request) => ({ ...request, ...withUrl(request, `${request.url}?a`) }));
    expect(added).not.toContain('params');
  });

  test('has a row that is off in the list', () => {
    expect(changedLines(text, (request) => editRow(request, 0, { enabled: false })).come).toEqual([
      '  url: https://h/search?page=2&&flag#top',
      '  params:',
      '    - name: q',
      '      value: a%20b',
      '      type: query',
      '      disabled: true',
    ]);
  });
});

describe('a query in the list alone', () => {
  const text = requestTexts['with its query in the list alone'] ?? '';

  test('is shown in the URL', () => {
    const request = readText(text);
    expect(request.url).toBe('https://h/search?q=a%20b%26c&page=2');
    expect(pairs(request)).toEqual(['q0 q=a b&c', 'q1 (off) off=1', 'q2 page=2']);
  });

  test('stays there', () => {
    expect(changedLines(text, (request) => editRow(request, 2, { value: '3' }))).toEqual({
      gone: ['      value: 2'],
      come: ['      value: "3"'],
    });
    const row = newRow({ name: 'new' });
    const add = (request: HttpRequest) => ({ ...request, ...withQuery(request, [...request.query, row]) });
    expect(changedLines(text, add).come).toEqual(['    - name: new', '      value: ""', '      type: query']);
  });
});

describe('a query that differs in the URL and the list', () => {
  const text = requestTexts['with a URL and a list that differ'] ?? '';

  test('is what the URL says, and behind it what only the list says', () => {
    const request = readText(text);
    expect(request.url).toBe('https://h/search?page=2&q=x&more&extra=!');
    expect(pairs(request)).toEqual(['q1 page=2', 'q0 q=x', 'u2 more=', 'q2 extra=!']);
  });

  test('is changed where it is said', () => {
    expect(changedLines(text, (request) => editRow(request, 3, { value: '?' }))).toEqual({
      gone: ['      value: "!"'],
      come: ['      value: "?"'],
    });
  });

  test('has what is neither of query nor of path left alone', () => {
    const now = editText(text, (request) => ({ ...request, ...withQuery(request, []) }));
    expect(now).toContain('  params:\n    - name: depth\n      value: "3"\n      type: matrix\n');
  });
});

test('a name that is there more than once is matched in its order', () => {
  const text = `info: {type: http}
http:
  url: h?a=1&a=2
  params:
    - {name: a, value: "1", type: query}
    - {name: a, value: "0", type: query, disabled: true}
    - {name: a, value: "2", type: query, description: the second}
`;
  expect(pairs(readText(text))).toEqual(['q0 a=1', 'q1 (off) a=0', 'q2 a=2']);
  expect(changedLines(text, (request) => editRow(request, 2, { name: 'b' })).come).toEqual([
    '  url: h?a=1&b=2',
    '    - {name: b, value: "2", type: query, description: the second}',
  ]);
});

test('a blank line of the list stays where the whole query is said anew, and is filled in where it stands', () => {
  const text = `info: {type: http}
http:
  url: h?a=1
  params:
    - name: c
      value: "1"
      type: query
    - name: "" # an id, some day
      type: path
`;
  const add = (request: HttpRequest) => ({
    ...request,
    ...withQuery(request, [...request.query, newRow({ name: 'a', value: '2' })]),
  });
  expect(changedLines(text, add).gone).toEqual(['  url: h?a=1']);
  const fill = (request: HttpRequest) => ({
    ...request,
    path: request.path.map((row) => ({ ...row, name: 'id' })),
  });
  const filled = editText(text, (request) => fill(add(request)));
  expect(filled).toContain('    - name: "id" # an id, some day\n      type: path\n');
  expect(filled.match(/type: path/gu)).toHaveLength(1);
});
