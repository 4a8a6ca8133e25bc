import { z } from 'zod';
import { historyPageSchema, historySearchSchema } from '../contracts/history.ts';
import { opaqueId } from '../contracts/ids.ts';
import { httpRequestSchema } from '../contracts/request.ts';
import { streamOf } from '../streams.ts';
import type { Procedure } from '../trpc.ts';

const named = z.object({ id: opaqueId });

export const historyProcedures = (procedure: Procedure) => ({
  /** What matches, now and after each send. */
  watch: procedure
    .input(historySearchSchema)
    .output(streamOf(historyPageSchema))
    .subscription(({ ctx, input, signal }) =>
      ctx.services.history.watch(input, signal ?? ctx.session.signal),
    ),
  /** What was typed for a send. Its response: `requests.events` of the same id. */
  request: procedure
    .input(named)
    .output(z.object({ request: httpRequestSchema, itemId: opaqueId.nullable() }))
    .query(({ ctx, input }) => ctx.services.history.request(input.id)),
  remove: procedure
    .input(named)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.history.remove(input.id)),
  clear: procedure.output(z.void()).mutation(({ ctx }) => ctx.services.history.clear()),
});
