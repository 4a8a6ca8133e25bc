import { z } from 'zod';
import { searchQuerySchema } from '#router/contracts/body-view.ts';
import { openByteReader } from '../byte-reader.ts';
import { searchRange } from '../search/search-range.ts';
import { job, router } from './trpc.ts';

const rangeInputSchema = z.object({
  path: z.string(),
  encoding: z.string(),
  query: searchQuerySchema,
  range: z.object({
    start: z.int().nonnegative(),
    end: z.int().nonnegative(),
    size: z.int().nonnegative(),
    complete: z.boolean(),
    nameAtMost: z.int().positive(),
  }),
});
export type SearchRangeInput = z.infer<typeof rangeInputSchema>;

const never = new AbortController().signal;

/** Searches: each call one range of a body. See `search/search-plan.ts` for how they come together. */
export const searchJobs = router({
  range: job.input(rangeInputSchema).subscription(({ input, signal }) => {
    const { path, encoding, query, range } = input;
    return searchRange({ query, encoding, open: () => openByteReader(path) }, range, signal ?? never);
  }),
});
