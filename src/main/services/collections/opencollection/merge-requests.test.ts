import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newRow } from '#renderer/features/request/rows.ts';
import type { HttpRequest, Row } from '#router/contracts/request.ts';
import { anyEdits } from '#test/harness/services/any-edits.ts';
import { anyRequestValue } from './any-request.fixture.ts';
import { requestTexts } from './corpus.fixture.ts';
import { readText } from './edited-text.fixture.ts';
import { mergeRequests } from './merge-requests.ts';
import { readRequest, withChanges } from './request-file.ts';
import { sameRequest } from './same-request.ts';
import { namedFiles } from './test-files.fixture.ts';

const base = readText(requestTexts['as Bruno writes it'] ?? '');
const rows = (...names: string[]) => names.map((name) => newRow({ id: name, name, value: name }));
const named = (name: string, value: string): Row => newRow({ id: name, name, value });
const withHeaders = (headers: Row[]): HttpRequest => ({ ...base, headers });
/** As a file has them: the ids say where a row stands. */
const inFile = (headers: Row[]) => withHeaders(headers.map((row, n) => ({ ...row, id: `h${n}` })));
const merged = (before: Row[], mine: Row[], theirs: Row[]) =>
  mergeRequests(withHeaders(before), withHeaders(mine), inFile(theirs))?.headers.map(({ id, name, value }) =>
    name === value ? `${id} ${name}` : `${id} ${name}=${value}`,
  );

describe('edits of different things', () => {
  test('are both kept', () => {
    const mine: HttpRequest = { ...base, method: 'PUT', body: { ...base.body, json: '{}' } };
    const theirs: HttpRequest = {
      ...base,
      url: 'http://other',
      query: [],
      options: { ...base.options, timeoutMs: 9 },
    };
    expect(mergeRequests(base, mine, theirs)).toEqual({ ...theirs, method: mine.method, body: mine.body });
  });

  test('are both kept where they are different rows of one table', () => {
    const [before, theirs] = [rows('a', 'b', 'c'), rows('a', 'b', 'c')];
    expect(merged(before, before.with(0, named('a', '1')), theirs.with(2, named('c', '3')))).toEqual([
      'h0 a=1',
      'h1 b',
      'h2 c=3',
    ]);
    expect(merged(before, rows('b', 'c'), rows('a', 'b', 'x', 'c'))).toEqual(['h1 b', 'h2 x', 'h3 c']);
    expect(merged(before, rows('a', 'new', 'b', 'c'), rows('b', 'c', 'y'))).toEqual([
      'new new',
      'h0 b',
      'h1 c',
      'h2 y',
    ]);
    expect(merged(before, rows('c', 'b', 'a'), theirs.with(1, named('b', '2')))).toEqual([
      'h2 c',
      'h1 b=2',
      'h0 a',
    ]);
  });

  test('that are the same are made once', () => {
    expect(merged(rows('a'), rows('a', 'b'), rows('a', 'b'))).toEqual(['h0 a', 'h1 b']);
  });
});

describe('edits of the same thing', () => {
  test.each<[string, Partial<HttpRequest>, Partial<HttpRequest>]>([
    ['the method', { method: 'PUT' }, { method: 'PATCH' }],
    ['the URL', { url: 'http://a' }, { url: 'http://b' }],
    ['the body', { body: { ...base.body, json: '1' } }, { body: { ...base.body, kind: 'none' } }],
    ['the auth', { auth: { ...base.auth, kind: 'none' } }, { auth: { ...base.auth, kind: 'inherit' } }],
    [
      'an option',
      { options: { ...base.options, timeoutMs: 1 } },
      { options: { ...base.options, timeoutMs: 2 } },
    ],
  ])('collide: %s', (_what, mine, theirs) => {
    expect(mergeRequests(base, { ...base, ...mine }, { ...base, ...theirs })).toBeUndefined();
  });

  test('collide in a row, and in the order of rows', () => {
    const before = rows('a', 'b', 'c');
    expect(merged(before, before.with(0, named('a', '1')), before.with(0, named('a', '2')))).toBeUndefined();
    expect(merged(before, before.with(0, named('a', '1')), rows('b', 'c'))).toBeUndefined();
    expect(merged(before, rows('c', 'b', 'a'), rows('b', 'a', 'c'))).toBeUndefined();
  });
});

test('what kinds that are not in use hold stays in mine', () => {
  const mine = { ...base, body: { ...base.body, text: 'kept' } };
  const theirs: HttpRequest = { ...base, body: { ...base.body, kind: 'xml', json: '', xml: '<a/>' } };
  expect(mergeRequests(base, mine, theirs)?.body).toEqual({ ...mine.body, kind: 'xml', xml: '<a/>' });
});

test('edits of one side alone are always taken, and can be saved into what the other says', () => {
  fc.assert(
    fc.property(anyRequestValue, anyEdits, anyEdits, (value, edit, other) => {
      const files = namedFiles();
      const { request } = readRequest(value, files);
      const mine = edit(request, files);
      const theirValue = withChanges(value, request, other(request, files), files);
      const { request: theirs } = readRequest(theirValue, files);
      const isMerged = (merge: HttpRequest | undefined, wanted: HttpRequest) =>
        merge !== undefined && sameRequest(merge, wanted);
      expect(isMerged(mergeRequests(request, request, theirs), theirs)).toBe(true);
      expect(isMerged(mergeRequests(request, mine, request), mine)).toBe(true);
      const both = mergeRequests(request, mine, theirs);
      if (!both) return;
      const saved = withChanges(theirValue, theirs, both, files);
      expect(sameRequest(readRequest(saved, files).request, both)).toBe(true);
    }),
    { numRuns: 60 },
  );
});
