import { z } from 'zod';
import { contenderNames } from './contenders/index.ts';
import { workloadSchema } from './processes/control.ts';

const spreadSchema = z.object({ min: z.number(), median: z.number(), max: z.number() });
export type Spread = z.infer<typeof spreadSchema>;

/** What came of one contender at one workload. */
const outcomeSchema = z.union([
  z.object({
    /** By figure: over the repetitions. */
    figures: z.record(z.string(), spreadSchema),
    remark: z.string().optional(),
  }),
  z.object({ cannot: z.string() }),
  z.object({ failed: z.string() }),
]);
export type Outcome = z.infer<typeof outcomeSchema>;

/** Seconds since the body was asked for, and MiB by which main and the window have grown since. */
const memorySampleSchema = z.object({ at: z.number(), main: z.number(), window: z.number() });
export type MemorySample = z.infer<typeof memorySampleSchema>;

const contenderSchema = z.enum(contenderNames);

/** A run of the bench, as it is kept in `bench/results`. */
export const resultsSchema = z.object({
  measuredAt: z.string(),
  machine: z.string(),
  repetitions: z.number(),
  quick: z.boolean(),
  /** Whether main and the window had a processor each. */
  pinned: z.boolean(),
  samples: z.number(),
  /** Samples that began while something else kept the machine busy. */
  disturbed: z.number(),
  /** Bytes of the bodies. */
  bodySize: z.number(),
  workloads: z.array(
    z.object({
      name: workloadSchema,
      outcomes: z.array(z.object({ contender: contenderSchema, outcome: outcomeSchema })),
    }),
  ),
  /** Memory with a stalled reader over time, of the repetition in the middle. */
  memory: z.array(z.object({ contender: contenderSchema, samples: z.array(memorySampleSchema) })),
  targets: z.array(
    z.object({
      workload: workloadSchema,
      text: z.string(),
      value: z.number().nullable(),
      limit: z.number(),
      met: z.boolean(),
    }),
  ),
});
export type Results = z.infer<typeof resultsSchema>;
