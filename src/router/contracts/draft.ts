import { z } from 'zod';
import { opaqueId } from './ids.ts';
import { httpRequestSchema } from './request.ts';

export const draftSchema = z.object({
  id: opaqueId,
  request: httpRequestSchema,
  /** Counts a draft's edits. A write that is older than what is stored changes nothing. */
  revision: z.int().nonnegative(),
});
export type Draft = z.infer<typeof draftSchema>;
