import { setImmediate, setTimeout } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';
import { z } from 'zod';
import { workerRouter } from '#body-engine/worker/router.ts';
import { serveWorker } from '#body-engine/worker/serve-worker.ts';
import { job, router } from '#body-engine/worker/trpc.ts';
import { Failure } from '#router/contracts/failure.ts';

/** A body worker with jobs such as tests need: some that stop when they are told to, and one that does not. */
const busyRouter = router({
  ...workerRouter._def.record,
  /** Yields the thread's id, and then works until it is aborted. */
  work: job.subscription(async function* ({ signal }) {
    yield threadId;
    while (signal?.aborted === false) await setImmediate();
  }),
  /** Yields the thread's id, and then never lets go of the thread. */
  spin: job.subscription(async function* () {
    yield threadId;
    // By now it is on its way.
    await setTimeout(10);
    for (;;);
  }),
  die: job.mutation(() => process.exit(3)),
  fail: job.mutation(() => {
    throw new Failure('UNPROCESSABLE_CONTENT', 'This is no JSON.', { errno: 'EX' });
  }),
  /** The sizes of a body, as the worker hears of them, to its end. */
  sizes: job.input(z.object({ id: z.string() })).subscription(async function* ({ ctx, input, signal }) {
    const source = ctx.bodies.source(input.id);
    for (;;) {
      yield source.state.size;
      if (source.isWhole) return;
      await source.changes.next(signal ?? AbortSignal.abort());
    }
  }),
});

serveWorker(busyRouter);
