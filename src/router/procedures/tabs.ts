import { z } from 'zod';
import { opaqueId } from '../contracts/ids.ts';
import { tabStripSchema } from '../contracts/tabs.ts';
import type { Procedure } from '../trpc.ts';

export const tabsProcedures = (procedure: Procedure) => ({
  /** Opens the tabs of this window. A mutation, since it may make them and marks them as open here. */
  open: procedure
    .input(z.object({ id: opaqueId.optional() }))
    .output(tabStripSchema)
    .mutation(({ ctx, input }) => ctx.services.tabs.open(ctx.session, input.id)),
  /** Resolves when they are on disk. */
  put: procedure
    .input(tabStripSchema)
    .output(z.object({ revision: z.int() }))
    .mutation(({ ctx, input }) => ctx.services.tabs.put(input)),
});
