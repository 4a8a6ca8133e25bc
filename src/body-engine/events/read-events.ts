import {
  type BodyEvent,
  type EventFilter,
  type FoundEvents,
  maxShownDataBytes,
} from '#router/contracts/body-events.ts';
import type { ByteReader } from '../byte-reader.ts';
import { inSlices } from '../slices.ts';
import type { BodyEvents, EventReading, IndexedPlace } from './body-events.ts';
import { matchingEvents } from './matching-events.ts';
import { WindowReader } from './window-reader.ts';

export interface EventStream {
  readonly events: BodyEvents;
  /** Opens the body; it is closed after each read. */
  open(): ByteReader & Disposable;
  /** When the byte at an offset had arrived, in milliseconds since 1970. */
  arrivedAt?(offset: number): number | undefined;
}

/**
 * The first `count` events that match, from `first` on. It works in slices, between which the event loop runs.
 * Throws Failure BAD_REQUEST for a query that can't be searched for; the signal's reason, `FileCutShortError` and what
 * reading throws.
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
  const reading = stream.events.reading(maxShownDataBytes);
  const total = stream.events.count;
  const events: BodyEvent[] = [];
  if (first >= total) return { events, next: total, total };
  for (const place of matchingEvents(filter, stream.events, reader, first, total)) {
    yield;
    if (!place) continue;
    events.push(yield* shown(stream, reading, reader, place));
    if (events.length === count) return { events, next: place.index + 1, total };
  }
  return { events, next: total, total };
}

function* shown(
  stream: EventStream,
  reading: EventReading,
  reader: ByteReader,
  place: IndexedPlace,
): Generator<void, BodyEvent> {
  const { index, offset, bytes } = place;
  const { id, retry, ...content } = yield* reading.content(reader, place);
  // A blank line is there with its end.
  const at = stream.arrivedAt?.(offset + Math.max(bytes, 1) - 1);
  return {
    index,
    offset,
    bytes,
    ...content,
    ...(id === undefined ? {} : { id }),
    lastEventId: id ?? reading.lastIdBefore(reader, place),
    ...(retry === undefined ? {} : { retry }),
    ...(at === undefined ? {} : { at }),
  };
}
