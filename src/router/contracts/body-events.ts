import { z } from 'zod';
import { searchQuerySchema } from './body-view.ts';
import { opaqueId } from './ids.ts';

/*
 * A body of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) as a list. Events count
 * from 0. As in the standard, what has no `data` is no event, and neither is what no empty line has ended yet.
 */

/** Events in one answer. */
export const maxEventsAtOnce = 200;
/** An event's data is shown as far as this, in bytes of UTF-8. */
export const maxShownDataBytes = 4096;
/** Types and ids are shown as far as this, in bytes. */
export const maxShownFieldBytes = 1024;

export const eventsRangeSchema = z.object({
  id: opaqueId,
  first: z.int().nonnegative(),
  count: z.int().positive().max(maxEventsAtOnce),
});
export type EventsRange = z.infer<typeof eventsRangeSchema>;

export const serverSentEventSchema = z.object({
  index: z.int().nonnegative(),
  /** Where its first line begins in the body, and its bytes up to the end of its last line. */
  offset: z.int().nonnegative(),
  bytes: z.int().positive(),
  /** `message` where the event names none. */
  type: z.string(),
  /** The id that the event sets; left out where it sets none. */
  id: z.string().optional(),
  /** What a client says it has seen when it connects again after this event: the last id that was set, or ''. */
  lastEventId: z.string(),
  data: z.string(),
  /** Bytes of all its data, of which `data` shows the first. */
  dataBytes: z.int().nonnegative(),
  /** Milliseconds to wait before connecting again, where the event sets them. */
  retry: z.int().nonnegative().optional(),
  /** When it had arrived, in milliseconds since 1970; left out where that was not recorded. */
  at: z.number().optional(),
});
export type ServerSentEvent = z.infer<typeof serverSentEventSchema>;

export const eventsSchema = z.object({
  /** From `first` on; fewer than asked for where there are no more by now. */
  events: z.array(serverSentEventSchema),
  /** How many there are by now. */
  total: z.int().nonnegative(),
});
export type Events = z.infer<typeof eventsSchema>;

export const eventFilterSchema = z.object({
  /** Found within the event's data; left out for any. */
  query: searchQuerySchema.optional(),
  /** The event's type, exactly; left out for any. */
  type: z.string().max(maxShownFieldBytes).optional(),
});
export type EventFilter = z.infer<typeof eventFilterSchema>;

export const findEventsInputSchema = eventsRangeSchema.extend({ filter: eventFilterSchema });
export type FindEventsInput = z.infer<typeof findEventsInputSchema>;

export const foundEventsSchema = z.object({
  /** The first that match, from `first` on. */
  events: z.array(serverSentEventSchema),
  /** The event to go on from for more: where there are no more by now, it is `total`. */
  next: z.int().nonnegative(),
  total: z.int().nonnegative(),
});
export type FoundEvents = z.infer<typeof foundEventsSchema>;

/** The lines of a body that have a hit of `query` become a text of its own. */
export const filterLinesInputSchema = z.object({ id: opaqueId, query: searchQuerySchema });
export type FilterLinesInput = z.infer<typeof filterLinesInputSchema>;
