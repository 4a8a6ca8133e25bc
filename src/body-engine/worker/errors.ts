import { TRPCClientError } from '@trpc/client';
import type { TRPCError } from '@trpc/server';
import { z } from 'zod';
import { IpcConnectionError } from '#ipc/client/index.ts';
import { Failure, keptFailureSchema } from '#router/contracts/failure.ts';

/** What crosses from a worker with an error, so that main can throw the same. */
const errorDataSchema = z.object({
  /** The system's code. */
  errno: z.string().optional(),
  failure: keptFailureSchema.optional(),
});

/** For the worker's router: what `fromWorker` reads. */
export function errorData({ cause }: TRPCError): z.infer<typeof errorDataSchema> {
  if (cause instanceof Failure) {
    const { code, message, details } = cause;
    return { failure: { code, message, details } };
  }
  return cause && 'code' in cause && typeof cause.code === 'string' ? { errno: cause.code } : {};
}

/** The worker has ended before it answered. */
export function isWorkerGone(error: unknown): boolean {
  return error instanceof TRPCClientError && error.cause instanceof IpcConnectionError;
}

/**
 * What a call to a worker failed with, as the worker threw it: a `Failure`, or an error with the system's `code`;
 * a `Failure` too where the worker itself has ended. Anything else comes back as it is.
 */
export function fromWorker(error: unknown): unknown {
  if (isWorkerGone(error)) {
    return new Failure(
      'SERVICE_UNAVAILABLE',
      'The part of Parley that reads responses has stopped. It starts again by itself: try once more.',
      {},
      { cause: error },
    );
  }
  if (!(error instanceof TRPCClientError)) return error;
  const parsed = errorDataSchema.safeParse(error.data);
  if (!parsed.success) return error;
  const { failure, errno } = parsed.data;
  if (failure) return new Failure(failure.code, failure.message, failure.details, { cause: error });
  return errno === undefined
    ? error
    : Object.assign(new Error(error.message, { cause: error }), { code: errno });
}
