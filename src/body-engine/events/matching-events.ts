import type { EventFilter } from '#router/contracts/body-events.ts';
import { type ByteReader, byteReaderOf } from '../byte-reader.ts';
import { createMatcher } from '../search/matcher.ts';
import type { BodyEvents, IndexedPlace } from './body-events.ts';
import { HitsAhead, hasHit } from './hits-ahead.ts';

/** Data is searched as a whole up to this; an event with more is searched as it stands in the body. */
const maxWholeDataBytes = 1024 * 1024;

/**
 * The events with an index in `[first, end)` that the filter asks for; undefined now and then between them.
 * Throws Failure BAD_REQUEST for a query that can't be searched for, and what reading throws.
 */
export function* matchingEvents(
  filter: EventFilter,
  events: BodyEvents,
  reader: ByteReader,
  first: number,
  end: number,
): Generator<IndexedPlace | undefined> {
  const isFiltered = filter.query !== undefined || filter.type !== undefined;
  const needed = isFiltered ? neededHits(filter, events, reader) : [];
  const matches = isFiltered ? contentMatches(filter, events, reader) : undefined;
  for (const place of events.places(reader, first)) {
    if (!place) {
      yield undefined;
      continue;
    }
    if (place.index < first) continue;
    if (place.index >= end) return;
    if (!matches) {
      yield place;
      continue;
    }
    let mayMatch = hasAll(needed, place);
    while (mayMatch === undefined) {
      yield undefined;
      mayMatch = hasAll(needed, place);
    }
    if (mayMatch && (yield* matches(place))) yield place;
  }
}

/** Most events can be left out without a look at their lines, since they hold none of the texts of one of these. */
function neededHits({ query, type }: EventFilter, events: BodyEvents, reader: ByteReader): HitsAhead[][] {
  const exactly = { matchCase: true, wholeWord: false, regex: false };
  const marks = type === undefined ? [] : events.marksOf(type).map((text) => ({ ...exactly, text }));
  return [query ? [query] : [], marks]
    .filter((queries) => queries.length > 0 && queries.every(({ text }) => standsAsItIs(text)))
    .map((queries) =>
      queries.map((each) => new HitsAhead(createMatcher(each, events.encoding), reader, events.indexedBytes)),
    );
}

/** Where it is in the data, it is in the body in the same bytes: U+FFFD may stand for others. */
function standsAsItIs(text: string): boolean {
  return !/[\r\n\u{fffd}]/u.test(text);
}

/** Whether each has a hit of one of its texts in the event; undefined where it is to be asked again. */
function hasAll(needed: readonly HitsAhead[][], { offset, bytes }: IndexedPlace): boolean | undefined {
  for (const texts of needed) {
    let isThere: boolean | undefined = false;
    for (const hits of texts) {
      isThere = hits.within(offset, offset + bytes);
      if (isThere !== false) break;
    }
    if (isThere !== true) return isThere;
  }
  return true;
}

function contentMatches(
  { query, type }: EventFilter,
  events: BodyEvents,
  reader: ByteReader,
): (place: IndexedPlace) => Generator<undefined, boolean> {
  const matchers = query && {
    inBody: createMatcher(query, events.encoding),
    inData: createMatcher(query, 'utf-8'),
  };
  const reading = events.reading(query ? maxWholeDataBytes : 0);
  return function* (place) {
    // A blank line is listed among all of them only.
    if (place.bytes === 0) return false;
    const { type: itsType, data, isCut } = yield* reading.content(reader, place);
    if (type !== undefined && itsType !== type) return false;
    if (!matchers) return true;
    if (isCut) return yield* hasHit(matchers.inBody, reader, place.offset, place.offset + place.bytes);
    const bytes = Buffer.from(data);
    return yield* hasHit(matchers.inData, byteReaderOf(bytes), 0, bytes.byteLength);
  };
}
