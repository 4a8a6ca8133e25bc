import { expect, test } from 'vitest';
import { factsOf } from './facts-of.ts';

const http = 'http:\n  method: GET\n  url: http://a.test/\n';

test.each([
  ['no type', `info:\n  name: Get\n${http}`],
  ['a type without a value', `info:\n  name: Get\n  type:\n${http}`],
])('a file with “http” and %s is a request, as it is when it is opened', (_what, text) => {
  expect(factsOf('get.yml', 'item', text)).toMatchObject({
    ...{ kind: 'request', name: 'Get', type: 'http', method: 'GET', url: 'http://a.test/' },
    problem: undefined,
  });
});

test('without “info” a request is named by its file', () => {
  expect(factsOf('a/get.yml', 'item', http)).toMatchObject({ kind: 'request', name: 'get' });
});

test.each([
  ['neither type nor “http”', 'info:\n  name: Get\n', /does not say what it is/],
  ['a type that nobody knows', `info:\n  name: Get\n  type: htttp\n${http}`, /knows no “htttp”/],
  ['an “http” that is no mapping', 'info:\n  name: Get\nhttp: 1\n', /does not say what it is/],
])('a file with %s is broken, and says why', (_what, text, words) => {
  const { kind, problem } = factsOf('get.yml', 'item', text);
  expect(kind).toBe('broken');
  expect(problem?.message).toMatch(words);
});

test.each(['.inf', '-.inf', '.nan', '1e999', 'first'])(
  'a place in the order that is no number is none: %s',
  (seq) => {
    const text = `info:\n  name: Get\n  seq: ${seq}\n${http}`;
    expect(factsOf('get.yml', 'item', text)).toMatchObject({ kind: 'request', seq: undefined });
  },
);
