import { z } from 'zod';
import { findEventsInputSchema, foundEventsSchema } from '#router/contracts/body-events.ts';
import {
  jsonNodesInputSchema,
  jsonNodesSchema,
  placeInputSchema,
  placeSchema,
  rowsRangeSchema,
  rowsSchema,
} from '#router/contracts/body-view.ts';
import { opaqueId } from '#router/contracts/ids.ts';
import { compareJobs } from './compare-jobs.ts';
import { filterJobs } from './filter-jobs.ts';
import { jsonJobs } from './json-jobs.ts';
import { nodesOf } from './json-nodes-of.ts';
import { searchJobs } from './search-jobs.ts';
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
    /** Here and not in a job worker: someone waits for a node to open, however many jobs are under way. */
    nodes: procedure
      .input(jsonNodesInputSchema.omit({ id: true }).extend(viewedSchema.shape))
      .output(jsonNodesSchema)
      .query(({ ctx, input: { body, ...request }, signal }) =>
        nodesOf(ctx.bodies.view(body), ctx.bodies.source(body.id), request, signal ?? never),
      ),
    /** As with nodes. */
    events: procedure
      .input(findEventsInputSchema.omit({ id: true }).extend(viewedSchema.shape))
      .output(foundEventsSchema)
      .query(({ ctx, input: { body, filter, first, count }, signal }) =>
        ctx.bodies.view(body).events(filter, first, count, signal ?? never),
      ),
  }),
  search: searchJobs,
  json: jsonJobs,
  filter: filterJobs,
  compare: compareJobs,
  /** Resolves when no job runs. */
  idle: procedure.query(({ ctx, signal }) => ctx.jobs.idle(signal ?? never)),
});

export type WorkerRouter = typeof workerRouter;
