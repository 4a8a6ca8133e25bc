import { z } from 'zod';
import { appInfoSchema } from '../contracts/app.ts';
import type { Procedure } from '../trpc.ts';

export const appProcedures = (procedure: Procedure) => ({
  /** The version of the running app, such as `0.1.0`. */
  getAppVersion: procedure.output(z.string()).query(({ ctx }) => ctx.services.app.info().version),
  /** One more window on the same data, with a draft of its own. In the browser host a page opens a tab by itself. */
  openWindow: procedure.output(z.void()).mutation(({ ctx }) => ctx.services.app.openWindow()),
  info: procedure.output(appInfoSchema).query(({ ctx }) => ctx.services.app.info()),
});
