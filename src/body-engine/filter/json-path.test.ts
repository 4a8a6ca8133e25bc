import { expect, test } from 'vitest';
import { Failure } from '#router/contracts/failure.ts';
import { compileJsonPath } from './json-path.ts';

function refusalOf(expression: string): Failure {
  try {
    compileJsonPath(expression);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error('the expression was taken');
}

test.each([
  ['$', '$'],
  ['$.store.book[?@.price < 10].title', "$['store']['book'][?@['price'] < 10]['title']"],
  ['$..[?match(@.name, "A.*")]', "$..[?match(@['name'], 'A.*')]"],
])('%s is taken', (expression, canonical) => {
  expect(compileJsonPath(expression).toString({ form: 'canonical' })).toBe(canonical);
});

test.each([
  ['items', 'A JSONPath expression begins with $, such as $.items[*].id, at character 1.', 0],
  ['$.a[', 'This is not a JSONPath expression: unclosed bracketed selection, at character 5.', 4],
  [
    '$.a b',
    "This is not a JSONPath expression: expected '.', '..' or a bracketed selection, found 'b', at character 5.",
    4,
  ],
  ['$[?nope(@)]', "This is not a JSONPath expression: no such function 'nope', at character 4.", 3],
  ["$[?@.a == '(':9)]", expect.stringContaining('This is not a JSONPath expression: '), expect.any(Number)],
])('%s is refused with the reason and the place', (expression, message, position) => {
  const { code, message: said, details } = refusalOf(expression);
  expect({ code, said, position: details.position }).toEqual({
    code: 'BAD_REQUEST',
    said: message,
    position,
  });
});

test('what is nested beyond reason is refused, and nothing worse', () => {
  const depth = 4900;
  expect(refusalOf(`$[?${'('.repeat(depth)}@.a${')'.repeat(depth)}]`)).toMatchObject({
    code: 'BAD_REQUEST',
    message: expect.stringContaining('nested too deep'),
  });
});
