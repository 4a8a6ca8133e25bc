import { z } from 'zod';
import { placeInputSchema, placeSchema, rowsRangeSchema, rowsSchema } from '#router/contracts/body-view.ts';
import { opaqueId } from '#router/contracts/ids.ts';
import { sourceStateSchema } from './source.ts';
import { procedure, router } from './trpc.ts';

/** Each question says how the body stands: it may come before what main tells of it by and by. */
const viewedSchema = z.object({ body: sourceStateSchema });

const never = new AbortController().signal;

/** What main asks of its body workers. One router for both kinds: a viewer answers `view`, a job worker runs jobs. */
export const workerRouter = router({
  bodies: router({
    /** Takes in a body, or what is new about it. */
    put: procedure.input(sourceStateSchema).mutation(({ ctx, input }) => ctx.bodies.put(input)),
    remove: procedure
      .input(z.object({ id: opaqueId }))
      .mutation(({ ctx, input }) => ctx.bodies.remove(input.id)),
  }),
  view: router({
    facts: procedure
      .input(viewedSchema)
      .subscription(({ ctx, input, signal }) => ctx.bodies.view(input.body).watch(signal ?? never)),
    rows: procedure
      .input(rowsRangeSchema.omit({ id: true }).extend(viewedSchema.shape))
      .output(rowsSchema)
      .query(({ ctx, input }) => ctx.bodies.view(input.body).rows(input.first, input.count)),
    place: procedure
      .input(placeInputSchema.omit({ id: true }).extend(viewedSchema.shape))
      .output(placeSchema)
      .query(({ ctx, input }) => ctx.bodies.view(input.body).place(input.at)),
  }),
  /** Resolves when no job runs. */
  idle: procedure.query(({ ctx, signal }) => ctx.jobs.idle(signal ?? never)),
  // Searches, formatting, filters and comparisons join here: each a router of `job` procedures (see trpc.ts) in a file
  // of its own, such as `search: searchJobs`. They find a body's file by `ctx.bodies.source(id)`.
});

export type WorkerRouter = typeof workerRouter;
