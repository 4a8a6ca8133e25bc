import { z } from 'zod';
import { logBatchSchema } from '../contracts/app.ts';
import type { Procedure } from '../trpc.ts';

export const logProcedures = (procedure: Procedure) => ({
  /** Entries of the window's console and its uncaught errors, in batches. */
  write: procedure
    .input(logBatchSchema)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.log.fromWindow(ctx.session, input.entries)),
});
