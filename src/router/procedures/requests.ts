import { tracked } from '@trpc/server';
import { z } from 'zod';
import { opaqueId } from '../contracts/ids.ts';
import { requestPreviewSchema, sendEventSchema, sendInputSchema } from '../contracts/send.ts';
import { httpRequestSchema } from '../contracts/request.ts';
import { trackedStreamOf } from '../streams.ts';
import type { Procedure } from '../trpc.ts';

export const requestsProcedures = (procedure: Procedure) => ({
  /** Starts an exchange and returns at once. A known id is not sent again. */
  send: procedure
    .input(sendInputSchema)
    .output(z.object({ id: opaqueId }))
    .mutation(({ ctx, input }) => {
      const { requests } = ctx.services;
      requests.send(ctx.session, input.id, input);
      if (input.replaces !== undefined && input.replaces !== input.id)
        requests.release(ctx.session, input.replaces);
      return { id: input.id };
    }),
  /** What would be sent of a draft as it is now. */
  preview: procedure
    .input(z.object({ draftId: opaqueId, request: httpRequestSchema }))
    .output(requestPreviewSchema)
    .query(({ ctx, input }) => ctx.services.requests.preview(input.draftId, input.request)),
  /** What happens to a send, from its first event or from the one after `lastEventId`. Fails as the exchange fails. */
  events: procedure
    .input(z.object({ id: opaqueId, lastEventId: z.string().optional() }))
    .output(trackedStreamOf(sendEventSchema))
    .subscription(async function* ({ ctx, input, signal }) {
      const events = ctx.services.requests.events(
        ctx.session,
        input.id,
        input.lastEventId,
        signal ?? ctx.session.signal,
      );
      for await (const { id, event } of events) yield tracked(id, event);
    }),
  /** After a `held` event: take the rest, however large it becomes. */
  goOn: procedure
    .input(z.object({ id: opaqueId }))
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.requests.goOn(input.id)),
  /** This window needs the send no more, such as after its tab was closed. It is cancelled where it runs. */
  release: procedure
    .input(z.object({ id: opaqueId }))
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.requests.release(ctx.session, input.id)),
  cancel: procedure
    .input(z.object({ id: opaqueId }))
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.requests.cancel(input.id)),
});
