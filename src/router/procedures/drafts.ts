import { z } from 'zod';
import { draftSchema } from '../contracts/draft.ts';
import { opaqueId } from '../contracts/ids.ts';
import type { Procedure } from '../trpc.ts';

export const draftsProcedures = (procedure: Procedure) => ({
  /** Opens a draft for this window. A mutation, since it may make one and marks it as open here. */
  get: procedure
    .input(z.object({ id: opaqueId.optional() }))
    .output(draftSchema)
    .mutation(({ ctx, input }) => ctx.services.drafts.open(ctx.session, input.id)),
  /** Resolves when the edit is on disk. Not cancelled by the window's end: what was received is kept. */
  put: procedure
    .input(draftSchema)
    .output(z.object({ revision: z.int() }))
    .mutation(({ ctx, input }) => ctx.services.drafts.put(input)),
});
