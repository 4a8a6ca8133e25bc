import { z } from 'zod';
import { searchQuerySchema } from '#router/contracts/body-view.ts';
import { filterLines } from '../events/filter-lines.ts';
import { filterJson } from '../filter/filter-json.ts';
import { filterJsonLines } from '../filter/filter-json-lines.ts';
import { textJobInputSchema, textReports } from './text-jobs.ts';
import { job, router } from './trpc.ts';

export const filterJobs = router({
  /** What a JSONPath expression finds, in a document or in each line. */
  jsonPath: job
    .input(textJobInputSchema.extend({ expression: z.string(), mode: z.enum(['document', 'lines']) }))
    .subscription(({ ctx, input: { expression, mode, ...input }, signal }) => {
      const filter = mode === 'lines' ? filterJsonLines : filterJson;
      return textReports(ctx, input, signal, (text, jobSignal) => filter({ ...text, expression }, jobSignal));
    }),
  /** The lines that have a hit, also while the body still arrives. */
  lines: job
    .input(textJobInputSchema.extend({ query: searchQuerySchema }))
    .subscription(({ ctx, input: { query, ...input }, signal }) =>
      textReports(ctx, input, signal, (text, jobSignal) => filterLines({ ...text, query }, jobSignal)),
    ),
});
