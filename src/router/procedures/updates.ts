import { z } from 'zod';
import { updateStateSchema } from '../contracts/update.ts';
import { streamOf } from '../streams.ts';
import type { Procedure } from '../trpc.ts';

/** A person's choices about updates. Each returns at once; what comes of it is in `state`. */
export const updatesProcedures = (procedure: Procedure) => ({
  /** How it stands with updates, now and from now on. All windows see the same. */
  state: procedure
    .output(streamOf(updateStateSchema))
    .subscription(({ ctx, signal }) => ctx.services.updates.states(signal ?? ctx.session.signal)),
  check: procedure.output(z.void()).mutation(({ ctx }) => void ctx.services.updates.check()),
  download: procedure.output(z.void()).mutation(({ ctx }) => void ctx.services.updates.download()),
  cancel: procedure.output(z.void()).mutation(({ ctx }) => ctx.services.updates.cancel()),
  restart: procedure.output(z.void()).mutation(({ ctx }) => void ctx.services.updates.restart()),
  dismiss: procedure.output(z.void()).mutation(({ ctx }) => ctx.services.updates.dismiss()),
});
