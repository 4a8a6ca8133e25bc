import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Location, valuePlaces } from './value-places.ts';

function found(text: string, ...locations: Location[]): string[] {
  return valuePlaces(text, locations).places.map(({ start, end }) => text.slice(start, end));
}

test('a value is found as it is written', () => {
  const text = ' { "a" : [ 1.50 , -0e+2 , "x\\"]" ] ,\n"b":{"c\\u0041":true,"":null}}\n';
  expect(found(text, [])).toEqual([text.trim()]);
  expect(found(text, ['a'], ['a', 0], ['a', 1], ['a', 2])).toEqual([
    '[ 1.50 , -0e+2 , "x\\"]" ]',
    '1.50',
    '-0e+2',
    '"x\\"]"',
  ]);
  expect(found(text, ['b', 'cA'], ['b', ''], ['b', 'cA'])).toEqual(['true', 'null', 'true']);
});

test('of members with the same name the last is meant, as JSON.parse does', () => {
  const text = '{"a":{"b":1,"c":2},"a":{"b":3,"b":4,"c":[5,5]}}';
  expect(found(text, ['a', 'b'], ['a', 'c', 1])).toEqual(['4', '5']);
  expect(valuePlaces(text, []).memberCount).toBe(7);
  expect(valuePlaces(text, [['a', 'b']]).memberCount).toBe(7);
});

test('names that objects of JavaScript have are names like others', () => {
  expect(
    found('{"__proto__":1,"constructor":{"length":2}}', ['__proto__'], ['constructor', 'length']),
  ).toEqual(['1', '2']);
});

/** Each value in it, and what leads there. */
function* everyLocation(value: unknown, location: Location = []): Generator<[Location, unknown]> {
  yield [location, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inside] of Object.entries(value)) {
    yield* everyLocation(inside, [...location, Array.isArray(value) ? Number(key) : key]);
  }
}

test('every value of every document is found', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), fc.integer({ min: 0, max: 3 }), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      const all = [...everyLocation(JSON.parse(text))];
      expect(found(text, ...all.map(([location]) => location)).map((each) => JSON.parse(each))).toEqual(
        all.map(([, inside]) => inside),
      );
    }),
  );
});
