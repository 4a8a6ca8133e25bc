import { z } from 'zod';
import {
  bodyInfoSchema,
  bodyRangeSchema,
  bytesSchema,
  saveResultSchema,
  uploadPieceSchema,
} from '../contracts/body.ts';
import { opaqueId } from '../contracts/ids.ts';
import { streamOf } from '../streams.ts';
import type { Procedure } from '../trpc.ts';

export const bodiesProcedures = (procedure: Procedure) => ({
  info: procedure
    .input(z.object({ id: opaqueId }))
    .output(bodyInfoSchema)
    .query(({ ctx, input }) => ctx.services.bodies.info(input.id)),
  /** The bytes of a range; read no faster than the window takes them. */
  stream: procedure
    .input(bodyRangeSchema)
    .output(streamOf(bytesSchema))
    .subscription(({ ctx, input, signal }) =>
      ctx.services.bodies.stream(input, signal ?? ctx.session.signal),
    ),
  save: procedure
    .input(z.object({ id: opaqueId }))
    .output(saveResultSchema)
    .mutation(({ ctx, input, signal }) =>
      ctx.services.bodies.save(ctx.session, input.id, signal ?? ctx.session.signal),
    ),
  /** Where a frame finds an HTML body as a page without scripts and without a network: a path that works once. */
  preview: procedure
    .input(z.object({ id: opaqueId }))
    .output(z.object({ path: z.string() }))
    .mutation(({ ctx, input }) => ({ path: ctx.services.previews.issue(input.id) })),
});

export const uploadsProcedures = (procedure: Procedure) => ({
  /** One piece of a file that a request will send. Await each before the next. */
  append: procedure
    .input(uploadPieceSchema)
    .output(z.object({ size: z.int() }))
    .mutation(({ ctx, input }) => ctx.services.uploads.append(input)),
});
