import { z } from 'zod';
import { bodyInfoSchema } from './body.ts';
import { keptFailureSchema } from './failure.ts';
import { opaqueId } from './ids.ts';
import { httpRequestSchema } from './request.ts';
import { sendEventSchema } from './send.ts';

/** One line of the history. */
export const historySummarySchema = z.object({
  /** The send's own id: `requests.events` tells its events again. */
  id: opaqueId,
  /** When it was sent, in milliseconds since the epoch. */
  at: z.number(),
  method: z.string(),
  /** As it was typed, variables unresolved. */
  url: z.string(),
  /** As it went out, secrets masked; '' of sends that were kept before this was. */
  sentUrl: z.string().default(''),
  /** The name of the environment that was in use; '' for none. */
  environment: z.string().default(''),
  /** Of the saved request; '' where it was none. */
  name: z.string(),
  /** Null where no response came. */
  status: z.int().nullable(),
  outcome: z.enum(['complete', 'cancelled', 'failed']),
  elapsedMs: z.number(),
  /** The response's body where it is still kept. */
  body: bodyInfoSchema.nullable(),
});
export type HistorySummary = z.infer<typeof historySummarySchema>;

/** One send as it is kept on disk: what was typed, never what it was resolved to. */
export const historyEntrySchema = historySummarySchema.extend({
  request: httpRequestSchema,
  /** The saved request that it was sent from. */
  itemId: opaqueId.nullable(),
  /** In their order, secrets masked, without those about progress. */
  events: z.array(sendEventSchema),
  /** Why it failed; null where it did not. */
  failure: keptFailureSchema.nullable(),
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;

export const historySearchSchema = z.object({
  /** Words that are all in what a line shows: method, URLs, name, environment, status, outcome; '' finds everything. */
  search: z.string().max(1000),
  /** How many to leave out: those that are shown already. */
  skip: z.int().nonnegative(),
  limit: z.int().min(1).max(1000),
});
export type HistorySearch = z.infer<typeof historySearchSchema>;

/** The newest first. */
export const historyPageSchema = z.object({
  entries: z.array(historySummarySchema),
  /** Of all that match. */
  count: z.int().nonnegative(),
});
export type HistoryPage = z.infer<typeof historyPageSchema>;
