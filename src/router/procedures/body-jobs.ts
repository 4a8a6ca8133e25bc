import { z } from 'zod';
import { compareEventSchema, compareInputSchema } from '../contracts/body-compare.ts';
import { derivedBodySchema, filterInputSchema } from '../contracts/body-jobs.ts';
import { opaqueId } from '../contracts/ids.ts';
import { streamOf } from '../streams.ts';
import type { Procedure } from '../trpc.ts';

/** What is made of bodies. Each text is a body of its own: its rows, its facts and the rest are asked for by its id. */
export const bodyJobsProcedures = (procedure: Procedure) => ({
  /**
   * Lays a body's JSON out, also while it arrives; of lines of JSON, each. Asked for again, it gives the same text as long as
   * that is kept. How far it is, and where the JSON is none, is in the `derivation` of its facts.
   */
  format: procedure
    .input(z.object({ id: opaqueId }))
    .output(derivedBodySchema)
    .mutation(({ ctx, input }) => ctx.services.bodyJobs.format(input.id)),
  /** Makes a text of what a filter lets through. */
  filter: procedure
    .input(filterInputSchema)
    .output(derivedBodySchema)
    .mutation(({ ctx, input }) => ctx.services.bodyJobs.filter(input)),
  /** Removes a text that was made of a body, and stops the making of it. Harmless where it is gone. */
  discard: procedure
    .input(z.object({ id: opaqueId }))
    .mutation(({ ctx, input }) => ctx.services.bodyJobs.discard(input.id)),
  /** Compares two bodies that have arrived: progress, and the result at the end. Given up, it stops at once. */
  compare: procedure
    .input(compareInputSchema)
    .output(streamOf(compareEventSchema))
    .subscription(({ ctx, input, signal }) =>
      ctx.services.bodyJobs.compare(input, signal ?? ctx.session.signal),
    ),
});
