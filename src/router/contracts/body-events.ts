import { z } from 'zod';
import { searchQuerySchema } from './body-view.ts';
import { opaqueId } from './ids.ts';

/*
 * A body as a list of events, which count from 0. Two formats have them:
 *
 * - Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). As in the standard, what has no
 *   `data` is no event, and neither is what no empty line has ended yet.
 * - JSON a line: each line is an event, also a blank one, so that events are numbered as lines are. The last line is one
 *   once its line feed is there, or the body is whole. In UTF-16 there are none.
 */

/** Events in one answer. */
export const maxEventsAtOnce = 200;
/** An event's data is shown as far as this, in bytes of UTF-8. */
export const maxShownDataBytes = 4096;
/** Types and ids are shown as far as this, in bytes. */
export const maxShownFieldBytes = 1024;

export const bodyEventSchema = z.object({
  index: z.int().nonnegative(),
  /** Where its first line begins in the body, and its bytes up to the end of its last line: none for a blank line of JSON. */
  offset: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  /** Where the event names none: `message`, and '' for a line of JSON. */
  type: z.string(),
  /** The id that the event sets; left out where it sets none. */
  id: z.string().optional(),
  /** What a client says it has seen when it connects again after this event: the last id that was set, or ''. */
  lastEventId: z.string(),
  /** A line of JSON as it stands there. */
  data: z.string(),
  /** Bytes of all its data in the body. */
  dataBytes: z.int().nonnegative(),
  /** `data` is only the beginning. */
  isCut: z.boolean(),
  /** Milliseconds to wait before connecting again, where the event sets them. */
  retry: z.int().nonnegative().optional(),
  /** When it had arrived, in milliseconds since 1970; left out where that was not recorded. */
  at: z.number().optional(),
});
export type BodyEvent = z.infer<typeof bodyEventSchema>;

export const eventFilterSchema = z.object({
  /**
   * Found within the event's data; left out for any. No regular expression: events are looked through where rows are
   * read, and one that takes long would keep all views waiting.
   */
  query: searchQuerySchema.extend({ regex: z.boolean().pipe(z.literal(false)) }).optional(),
  /** The event's type, exactly; left out for any. */
  type: z.string().max(maxShownFieldBytes).optional(),
});
export type EventFilter = z.infer<typeof eventFilterSchema>;

export const findEventsInputSchema = z.object({
  id: opaqueId,
  first: z.int().nonnegative(),
  count: z.int().positive().max(maxEventsAtOnce),
  filter: eventFilterSchema,
});
export type FindEventsInput = z.infer<typeof findEventsInputSchema>;

export const foundEventsSchema = z.object({
  /** The first that match, from `first` on. */
  events: z.array(bodyEventSchema),
  /** The event to go on from for more: where there are no more by now, it is `total`. */
  next: z.int().nonnegative(),
  /** How many there are by now. */
  total: z.int().nonnegative(),
});
export type FoundEvents = z.infer<typeof foundEventsSchema>;

/** The lines of a body that have a hit of `query` become a text of its own. */
export const filterLinesInputSchema = z.object({ id: opaqueId, query: searchQuerySchema });
export type FilterLinesInput = z.infer<typeof filterLinesInputSchema>;
