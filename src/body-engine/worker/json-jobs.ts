import { z } from 'zod';
import { formatJsonFile } from '../json/format-file.ts';
import { textJobInputSchema, textReports } from './text-jobs.ts';
import { job, router } from './trpc.ts';

export const jsonJobs = router({
  /** Lays JSON out in another file, also while it still arrives. */
  format: job
    .input(textJobInputSchema.extend({ mode: z.enum(['document', 'lines']) }))
    .subscription(({ ctx, input, signal }) =>
      textReports(ctx, input, signal, (text, jobSignal) =>
        formatJsonFile({ ...text, mode: input.mode }, jobSignal),
      ),
    ),
});
