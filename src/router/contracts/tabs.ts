import { z } from 'zod';
import { opaqueId } from './ids.ts';

/** One tab. Its draft is the edited request; its send is the response that is shown beside it. */
export const tabSchema = z.object({ draftId: opaqueId, sendId: opaqueId.nullable() });
export type Tab = z.infer<typeof tabSchema>;

/** The tabs of one window, in their order. */
export const tabStripSchema = z.object({
  id: opaqueId,
  /** Counts changes. One that is older than what is stored changes nothing. */
  revision: z.int().nonnegative(),
  tabs: z.array(tabSchema).max(1000),
  /** The draft that is shown; null where no tab is open. */
  active: opaqueId.nullable(),
});
export type TabStrip = z.infer<typeof tabStripSchema>;
