import { z } from 'zod';
import { lifecycleEventSchema, noticeKindSchema } from '../contracts/app.ts';
import { streamOf } from '../streams.ts';
import type { Procedure } from '../trpc.ts';

export const lifecycleProcedures = (procedure: Procedure) => ({
  /** What main tells a window: a menu command, the notices that stand in it, or that it is about to be closed. */
  events: procedure
    .output(streamOf(lifecycleEventSchema))
    .subscription(({ ctx, signal }) =>
      ctx.services.lifecycle.events(ctx.session, signal ?? ctx.session.signal),
    ),
  /** The window's answer to `before-close`: all it had is put away. */
  readyToClose: procedure
    .output(z.void())
    .mutation(({ ctx }) => ctx.services.lifecycle.readyToClose(ctx.session)),
  /** The person has read a notice: it stands in no window any more that had it for the same reason. */
  dismissNotice: procedure
    .input(z.object({ kind: noticeKindSchema }))
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.lifecycle.dismissNotice(ctx.session, input.kind)),
});
