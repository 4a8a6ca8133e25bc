import { JSONPathRecursionLimitError, type JSONPathQuery } from 'json-p3';
import type { Derivation } from '#router/contracts/body-view.ts';
import { maxDepth } from './json-path.ts';
import { type Location, type ValuePlace, valuePlaces } from './value-places.ts';

type Json = Parameters<JSONPathQuery['query']>[0];

/** What a JSONPath expression finds in a JSON text. */
export interface JsonMatches {
  /** Where the values stand in the text, in the order in which the expression finds them. */
  readonly places: readonly ValuePlace[];
  /** Why there may be more. */
  readonly problem?: NonNullable<Derivation['problem']>;
  /** Some object has two members of the same name, of which the expression saw the last. */
  readonly hasRepeatedNames: boolean;
}

/**
 * Numbers are compared as JavaScript has them, in double precision.
 * @yields now and then, so that whoever drives it may pause there
 * @throws SyntaxError where the text is no JSON
 */
export function* jsonMatches(
  text: string,
  query: JSONPathQuery,
  maxMatches: number,
): Generator<void, JsonMatches> {
  const value: Json = JSON.parse(text);
  yield;
  const locations: Location[] = [];
  let message: string | undefined;
  try {
    for (const { location } of query.lazyQuery(value)) {
      if (locations.length === maxMatches) {
        message = `Only the first ${maxMatches.toLocaleString('en')} matches are shown. Narrow the expression to see others.`;
        break;
      }
      locations.push(location);
      yield;
    }
  } catch (cause) {
    if (!(cause instanceof JSONPathRecursionLimitError)) throw cause;
    message = `The response is nested deeper than ${maxDepth.toLocaleString('en')} levels, which .. does not follow. Only what it found so far is shown.`;
  }
  yield;
  const { places, memberCount } = valuePlaces(text, locations);
  yield;
  return {
    places,
    hasRepeatedNames: memberCount > membersOf(value),
    ...(message === undefined ? {} : { problem: { message } }),
  };
}

/** How many members all objects in it have together. */
function membersOf(value: Json): number {
  const nested: Json[] = [value];
  let count = 0;
  for (let next = nested.pop(); next !== undefined; next = nested.pop()) {
    if (next === null || typeof next !== 'object') continue;
    const inside = Object.values(next);
    if (!Array.isArray(next)) count += inside.length;
    for (const each of inside) if (typeof each === 'object') nested.push(each);
  }
  return count;
}
