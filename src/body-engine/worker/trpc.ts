import { initTRPC } from '@trpc/server';
import type { Bodies } from './bodies.ts';
import { errorData } from './errors.ts';
import type { Jobs } from './jobs.ts';

export interface WorkerContext {
  readonly bodies: Bodies;
  readonly jobs: Jobs;
}

/** The adapter's codec carries bytes and the like as they are; see the router that windows ask. */
export const transformer = {
  serialize: (value: unknown) => value,
  deserialize: (value: unknown) => value,
};

const t = initTRPC.context<WorkerContext>().create({
  isDev: false,
  transformer,
  errorFormatter: ({ shape, error }) => ({ ...shape, data: { ...shape.data, ...errorData(error) } }),
});

export const { router, procedure } = t;

/**
 * For what runs in a job worker. A query, mutation or subscription that works in slices and heeds its signal; one that
 * has not ended a moment after it was aborted is ended with its worker.
 */
export const job = procedure.use(({ ctx, next }) =>
  ctx.jobs.during(async () => {
    const result = await next();
    return result.ok && isAsyncIterable(result.data)
      ? { ...result, data: ctx.jobs.values(result.data) }
      : result;
  }),
);

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
