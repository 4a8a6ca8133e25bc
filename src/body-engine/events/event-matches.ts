import type { EventFilter } from '#router/contracts/body-events.ts';
import type { SearchQuery } from '#router/contracts/body-view.ts';
import { type ByteReader, byteReaderOf } from '../byte-reader.ts';
import { createMatcher, type Matcher } from '../search/matcher.ts';
import { HitsAhead, hasHit } from './hits-ahead.ts';
import { EventReading } from './read-event.ts';
import type { EventPlace } from './sse-framer.ts';

/** Data is searched as a whole up to this; an event with more is searched as it stands, with its fields' names. */
const maxWholeDataBytes = 1024 * 1024;

type EventMatches = (place: EventPlace) => Generator<void, boolean>;

/**
 * Tells of event after event whether it is one that the filter asks for; yields now and then.
 * Throws Failure BAD_REQUEST for a query that can't be searched for.
 * @param end of the events' bytes
 */
export function eventMatches({ query, type }: EventFilter, reader: ByteReader, end: number): EventMatches {
  const matcher = query && matcherOf(query);
  const reading = new EventReading(matcher ? maxWholeDataBytes : 0);
  // Most events can be left out without a look at their lines, since they don't hold the text at all.
  const needed: HitsAhead[] = [];
  if (query && matcher && standsInOneLine(query)) needed.push(new HitsAhead(matcher, reader, end));
  if (type !== undefined && type !== '' && type !== 'message') {
    const exactly = { text: type, matchCase: true, wholeWord: false, regex: false };
    if (standsInOneLine(exactly)) needed.push(new HitsAhead(matcherOf(exactly), reader, end));
  }

  return function* (place) {
    if (!matcher && type === undefined) return true;
    for (const hits of needed) {
      if (!(yield* hits.within(place.offset, place.offset + place.bytes))) return false;
    }
    const content = yield* reading.content(reader, place);
    if (type !== undefined && content.type !== type) return false;
    if (!matcher) return true;
    if (content.dataBytes > maxWholeDataBytes) {
      return yield* hasHit(matcher, reader, place.offset, place.offset + place.bytes);
    }
    const data = Buffer.from(content.data);
    return yield* hasHit(matcher, byteReaderOf(data), 0, data.byteLength);
  };
}

function matcherOf(query: SearchQuery): Matcher {
  return createMatcher(query, 'utf-8');
}

/** Where it is in the data, it is in the body in the same bytes: U+FFFD may stand for others. */
function standsInOneLine({ text, regex }: SearchQuery): boolean {
  return !regex && !/[\r\n\u{fffd}]/u.test(text);
}
