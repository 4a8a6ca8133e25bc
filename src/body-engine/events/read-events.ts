import {
  type EventFilter,
  type Events,
  type FoundEvents,
  maxShownDataBytes,
  type ServerSentEvent,
} from '#router/contracts/body-events.ts';
import type { ByteReader } from '../byte-reader.ts';
import { inSlices } from '../slices.ts';
import { SourceBytes } from '../search/source-bytes.ts';
import { eventMatches } from './event-matches.ts';
import { EventReading } from './read-event.ts';
import { type EventPlace, SseFramer } from './sse-framer.ts';
import type { SseIndex } from './sse-index.ts';
import { WindowReader } from './window-reader.ts';

const chunkBytes = 64 * 1024;

export interface EventStream {
  readonly index: SseIndex;
  /** Opens the body; it is closed after each read. */
  open(): ByteReader & Disposable;
  /** When the byte at an offset had arrived, in milliseconds since 1970. */
  arrivedAt?(offset: number): number | undefined;
}

/**
 * Events from `first` on, `count` at most.
 * Throws the signal's reason, `FileCutShortError` and what reading throws.
 */
export async function readEvents(
  stream: EventStream,
  first: number,
  count: number,
  signal: AbortSignal,
): Promise<Events> {
  const { events, total } = await findEvents(stream, {}, first, count, signal);
  return { events, total };
}

/**
 * The first `count` events that match, from `first` on. It works in slices, between which the event loop runs.
 * Throws Failure BAD_REQUEST for a query that can't be searched for; else as `readEvents`.
 */
export function findEvents(
  stream: EventStream,
  filter: EventFilter,
  first: number,
  count: number,
  signal: AbortSignal,
): Promise<FoundEvents> {
  return inSlices(find(stream, filter, first, count), signal);
}

function* find(
  stream: EventStream,
  filter: EventFilter,
  first: number,
  count: number,
): Generator<void, FoundEvents> {
  const reader = new WindowReader(() => stream.open());
  const matches = eventMatches(filter, reader, stream.index.indexedBytes);
  const reading = new EventReading(maxShownDataBytes);
  const total = stream.index.count;
  const events: ServerSentEvent[] = [];
  let next = Math.min(first, total);
  if (next === total) return { events, next, total };
  for (const place of places(stream.index, reader, first)) {
    yield;
    if (!place || place.index < first) continue;
    next = place.index + 1;
    if (yield* matches(place)) events.push(yield* shown(stream, reading, reader, place));
    if (events.length === count || next === total) break;
  }
  return { events, next, total };
}

function* shown(
  stream: EventStream,
  reading: EventReading,
  reader: ByteReader,
  place: IndexedPlace,
): Generator<void, ServerSentEvent> {
  const { index, offset, bytes, idLineBefore } = place;
  const { type, id, data, dataBytes, retry } = yield* reading.content(reader, place);
  const idBefore = () => (idLineBefore < 0 ? '' : reading.idAt(reader, idLineBefore, offset));
  const at = stream.arrivedAt?.(offset + bytes - 1);
  return {
    index,
    offset,
    bytes,
    type,
    ...(id === undefined ? {} : { id }),
    lastEventId: id ?? idBefore(),
    data,
    dataBytes,
    ...(retry === undefined ? {} : { retry }),
    ...(at === undefined ? {} : { at }),
  };
}

interface IndexedPlace extends EventPlace {
  readonly index: number;
}

/** The events from an indexed one at or before `first` on; undefined after each chunk, also of an event of many. */
function* places(index: SseIndex, reader: ByteReader, first: number): Generator<IndexedPlace | undefined> {
  const from = index.before(first);
  const end = index.indexedBytes;
  const source = new SourceBytes();
  let next = from.index;
  let found: IndexedPlace[] = [];
  const framer = new SseFramer(
    (place) => found.push({ ...place, index: next++ }),
    from.offset,
    from.idLineBefore,
  );
  while (framer.offset < end) {
    framer.push(source.read(reader, framer.offset, Math.min(framer.offset + chunkBytes, end)));
    yield* found;
    found = [];
    yield undefined;
  }
}
