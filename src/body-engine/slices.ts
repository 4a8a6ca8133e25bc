import { setImmediate } from 'node:timers/promises';

/** A worker's thread works so long at most before it looks at its messages again. */
export const sliceMs = 8;

/**
 * Does a job's steps, each of them short, and lets the event loop run between slices.
 * @returns what the job returns. Throws the signal's reason, at the next slice after it aborts.
 */
export async function inSlices<TResult>(
  job: Generator<void, TResult>,
  signal: AbortSignal,
): Promise<TResult> {
  for (;;) {
    signal.throwIfAborted();
    const sliceEnd = performance.now() + sliceMs;
    do {
      const step = job.next();
      if (step.done) return step.value;
    } while (performance.now() < sliceEnd);
    await setImmediate();
  }
}
