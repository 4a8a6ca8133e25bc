import { z } from 'zod';
import { appInfoSchema } from '../contracts/app.ts';
import type { Procedure } from '../trpc.ts';

export const appProcedures = (procedure: Procedure) => ({
  /** The version of the running app, such as `0.1.0`. */
  getAppVersion: procedure.output(z.string()).query(({ ctx }) => ctx.services.app.info().version),
  info: procedure.output(appInfoSchema).query(({ ctx }) => ctx.services.app.info()),
});
