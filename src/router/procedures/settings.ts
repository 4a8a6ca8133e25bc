import { z } from 'zod';
import { bodyUsageSchema, settingsSchema } from '../contracts/settings.ts';
import { streamOf } from '../streams.ts';
import type { Procedure } from '../trpc.ts';

export const settingsProcedures = (procedure: Procedure) => ({
  /** The settings, now and after each change by any window. */
  watch: procedure
    .output(streamOf(settingsSchema))
    .subscription(({ ctx, signal }) => ctx.services.settings.watch(signal ?? ctx.session.signal)),
  /** Resolves when they are on the disk. */
  put: procedure
    .input(settingsSchema)
    .output(z.void())
    .mutation(({ ctx, input }) => ctx.services.settings.put(input)),
  /** What responses take on the disk. */
  bodyUsage: procedure.output(bodyUsageSchema).query(({ ctx }) => ctx.services.bodies.usage),
});
