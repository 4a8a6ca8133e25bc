import type { BodyEvent } from '#router/contracts/body-events.ts';
import type { ByteReader } from '../byte-reader.ts';
import { SourceBytes } from '../search/source-bytes.ts';

/** Bytes of a body that are framed at once. */
const chunkBytes = 64 * 1024;

/** Where an event stands in its body. */
export interface EventPlace {
  /** Its first line begins here. */
  readonly offset: number;
  /** Up to the end of its last line. */
  readonly bytes: number;
  /** Where the line begins that set the last id before this event; -1 where none did. */
  readonly idLineBefore: number;
}

export interface IndexedPlace extends EventPlace {
  readonly index: number;
}

/** What an event's own lines say. */
export interface EventContent extends Pick<BodyEvent, 'type' | 'data' | 'dataBytes' | 'isCut'> {
  readonly id: string | undefined;
  readonly retry: number | undefined;
}

/** The events of a body in one of the formats that has them: where they are, as far as is known by now. */
export interface BodyEvents {
  /** How many there are. */
  readonly count: number;
  /** Bytes of the body that were indexed. */
  readonly indexedBytes: number;
  /** A label of the Encoding standard. */
  readonly encoding: string;
  /** Takes the next bytes of the body. */
  push(bytes: Uint8Array): void;
  /** From `first` or one before it on; undefined after each chunk that was read. Throws what reading throws. */
  places(reader: ByteReader, first: number): Generator<IndexedPlace | undefined>;
  /** Reads what they say. @param maxDataBytes data beyond these is counted and left out. */
  reading(maxDataBytes: number): EventReading;
  /** Texts of which each event of that type holds at least one, in its bytes; none where no text is certain. */
  marksOf(type: string): readonly string[];
}

/** Reads single events, of any size: what is shown of them is all that is kept. */
export interface EventReading {
  /** Yields after each chunk of an event of many. Throws what reading throws. */
  content(reader: ByteReader, place: EventPlace): Generator<undefined, EventContent>;
  /** The last id that was set before the event, or ''. Throws what reading throws. */
  lastIdBefore(reader: ByteReader, place: EventPlace): string;
}

/** Finds events in bytes that come in chunks of any size, and tells of each as soon as its end is there. */
export interface Framer {
  /** How much of the body was taken. */
  readonly offset: number;
  push(bytes: Uint8Array): void;
  /** No more bytes come: tells of a last event that ends there. */
  finish(): void;
}

/**
 * The events of a body up to `end`, by a framer that stands where the one at `index` begins; undefined after each chunk,
 * also of an event of many. Throws what reading throws.
 */
export function* placesBy(
  framerFor: (onEvent: (place: EventPlace) => void) => Framer,
  index: number,
  reader: ByteReader,
  end: number,
): Generator<IndexedPlace | undefined> {
  const source = new SourceBytes();
  let next = index;
  let found: IndexedPlace[] = [];
  // By hand: to spread each place would be most of what a filter costs.
  const framer = framerFor(({ offset, bytes, idLineBefore }) =>
    found.push({ index: next++, offset, bytes, idLineBefore }),
  );
  while (framer.offset < end) {
    framer.push(source.read(reader, framer.offset, Math.min(framer.offset + chunkBytes, end)));
    yield* found;
    found = [];
    yield undefined;
  }
  framer.finish();
  yield* found;
}
