import { z } from 'zod';

/** What the bench tells a pair of processes, and what they answer. One command at a time. */

export const workloadNames = ['empty', 'inFlight', 'list', 'bytes', 'stalled', 'events', 'cycles'] as const;
export const workloadSchema = z.enum(workloadNames);
export type WorkloadName = z.infer<typeof workloadSchema>;

/** How much of a workload to run. */
export const amountSchema = z.object({
  /** Calls, cycles or events. */
  count: z.number(),
  /** Items of the list, or calls in flight. */
  width: z.number(),
  /** Bytes, and how many at once. */
  size: z.number(),
  pieceSize: z.number(),
});
export type Amount = z.infer<typeof amountSchema>;

export const commandSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run'), workload: workloadSchema, amount: amountSchema }),
  /** The same, unmeasured, and with every byte checked: for the compiler's sake, and the checker's. */
  z.object({ type: z.literal('warm'), workload: workloadSchema, amount: amountSchema }),
  /** Lets go of a stalled body. */
  z.object({ type: z.literal('release') }),
  /** Collects garbage in both processes and says what is left. */
  z.object({ type: z.literal('heap') }),
  /** What main's producers have done so far. */
  z.object({ type: z.literal('probe') }),
]);
export type Command = z.infer<typeof commandSchema>;

export const answerSchema = z.object({
  figures: z.record(z.string(), z.number()),
  remark: z.string().optional(),
});
export type Answer = z.infer<typeof answerSchema>;

/** Of the window to main, and of main to the bench. */
export const replySchema = z.union([answerSchema, z.object({ failure: z.string() })]);
export type Reply = z.infer<typeof replySchema>;

/** Main says this once, when its window can be asked. */
export const readySchema = z.object({ ready: z.literal(true), windowPid: z.number() });

/** Runs a command; a failure is an answer as well. */
export async function answer(work: () => Promise<Answer> | Answer): Promise<Reply> {
  try {
    return await work();
  } catch (cause) {
    return { failure: cause instanceof Error ? cause.message : String(cause) };
  }
}

/** Bytes of heap in use by this process once its garbage is gone. */
export async function heapAfterGc(): Promise<number> {
  if (!globalThis.gc) throw new Error('Run with --expose-gc');
  let used = Number.POSITIVE_INFINITY;
  // Finalizers and weak references take more than one round.
  for (let round = 0; round < 5; round += 1) {
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
    globalThis.gc();
    used = Math.min(used, process.memoryUsage().heapUsed);
  }
  return used;
}
