import type { CompareEvent } from '#router/contracts/body-compare.ts';
import { compareInputSchema } from '#router/contracts/body-compare.ts';
import { readerClosedBetweenReads } from '../byte-reader.ts';
import { compare } from '../compare/compare.ts';
import { reportsOf } from '../reports.ts';
import { job, router } from './trpc.ts';

const never = new AbortController().signal;

export const compareJobs = router({
  /** Compares two bodies that have arrived. */
  bodies: job.input(compareInputSchema).subscription(({ ctx, input, signal }) => {
    const left = readerClosedBetweenReads(ctx.bodies.source(input.left).state.path);
    const right = readerClosedBetweenReads(ctx.bodies.source(input.right).state.path);
    return reportsOf<CompareEvent>(async (report, jobSignal) => {
      for await (const event of compare(left, right, jobSignal)) report(event);
    }, signal ?? never);
  }),
});
