import { expect, test } from 'vitest';
import type { HttpRequest } from '#router/contracts/request.ts';
import { emptyRequest } from '../request/empty-request.ts';
import { isBlankRequest, isSameRequest } from './same-request.ts';

const row = (id: string, name: string, value = '', enabled = true) => ({ id, name, value, enabled });
const withHeaders = (...headers: HttpRequest['headers']): HttpRequest => ({ ...emptyRequest(), headers });
const withBody = (body: Partial<HttpRequest['body']>): HttpRequest => ({
  ...emptyRequest(),
  body: { ...emptyRequest().body, ...body },
});
const withAuth = (auth: Partial<HttpRequest['auth']>): HttpRequest => ({
  ...emptyRequest(),
  auth: { ...emptyRequest().auth, ...auth },
});
const file = { id: 'F'.repeat(22), source: 'upload' as const, name: 'a.bin', type: '', size: 3 };

test.each<[string, HttpRequest, HttpRequest]>([
  ['ids of rows', withHeaders(row('a', 'Accept', '*/*')), withHeaders(row('b', 'Accept', '*/*'))],
  [
    'a row that is not filled yet',
    withHeaders(row('a', 'Accept')),
    withHeaders(row('a', 'Accept'), row('b', '')),
  ],
  ['a body of a kind that is not in use', withBody({ text: 'kept' }), withBody({})],
  ['credentials of a kind that is not in use', withAuth({ bearer: { token: 't' } }), withAuth({})],
])('%s makes no difference', (_what, one, other) => {
  expect(isSameRequest(one, other)).toBe(true);
  expect(isSameRequest(other, one)).toBe(true);
});

test.each<[string, HttpRequest, HttpRequest]>([
  ['the URL', { ...emptyRequest(), url: 'http://a.test/' }, emptyRequest()],
  ['a row', withHeaders(row('a', 'Accept', '*/*')), withHeaders()],
  ['a row that is off', withHeaders(row('a', 'Accept', '', false)), withHeaders(row('a', 'Accept'))],
  ['the order of rows', withHeaders(row('a', 'A'), row('b', 'B')), withHeaders(row('b', 'B'), row('a', 'A'))],
  ['the kind of body', withBody({ kind: 'json' }), withBody({ kind: 'text' })],
  ['the body', withBody({ kind: 'json', json: '1' }), withBody({ kind: 'json', json: '2' })],
  [
    'the file',
    withBody({ kind: 'file', file }),
    withBody({ kind: 'file', file: { ...file, id: 'G'.repeat(22) } }),
  ],
  [
    'a form field',
    withBody({ kind: 'urlencoded', urlencoded: [row('a', 'x')] }),
    withBody({ kind: 'urlencoded' }),
  ],
  [
    'credentials',
    withAuth({ kind: 'bearer', bearer: { token: 't' } }),
    withAuth({ kind: 'bearer', bearer: { token: 'u' } }),
  ],
  ['an option', { ...emptyRequest(), options: { ...emptyRequest().options, timeoutMs: 1 } }, emptyRequest()],
])('%s does', (_what, one, other) => {
  expect(isSameRequest(one, other)).toBe(false);
  expect(isSameRequest(other, one)).toBe(false);
});

test('a request is blank until something is put into it, of whatever kind', () => {
  expect(isBlankRequest(emptyRequest())).toBe(true);
  expect(isBlankRequest(withHeaders(row('a', '')))).toBe(true);
  expect(isBlankRequest(withBody({ text: 'kept' }))).toBe(false);
  expect(isBlankRequest(withBody({ file }))).toBe(false);
  expect(isBlankRequest(withBody({ urlencoded: [row('a', 'x')] }))).toBe(false);
  expect(isBlankRequest({ ...emptyRequest(), method: 'POST' })).toBe(false);
});
