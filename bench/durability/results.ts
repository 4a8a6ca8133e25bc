import { z } from 'zod';
import { quantile } from '../ipc/statistics.ts';

const timesSchema = z.object({ p50: z.number(), p95: z.number(), max: z.number() });
export type Times = z.infer<typeof timesSchema>;

/** What is timed, in the order in which it is shown: what Parley does, and the least that a disk can be asked for. */
export const timedNames = ['put', 'save'] as const;
export type Timed = (typeof timedNames)[number];
export const timed: Readonly<Record<Timed, { readonly label: string; readonly target?: number }>> = {
  put: { label: 'one edit journalled', target: 20 },
  save: { label: 'Save: into the file of the request' },
};

/** What is done over and over, in the order in which it is shown, and how often it has to be. */
export const countedNames = ['kills', 'interleavings', 'crash prefixes', 'sequences', 'round trips'] as const;
export type CountedName = (typeof countedNames)[number];
export const counted: Readonly<Record<CountedName, { readonly label: string; readonly least: number }>> = {
  kills: { label: 'killed while saving', least: 1000 },
  interleavings: {
    label: 'edits and saves of two Parleys on one folder, taking turns at random',
    least: 1000,
  },
  'crash prefixes': { label: 'states that a lost power supply can leave, replayed', least: 1 },
  sequences: { label: 'sequences of changes, beside a model', least: 500 },
  'round trips': { label: 'edits of a file and back again', least: 1 },
};

/** A run of the bench, as it is kept in `bench/results`. */
export const resultsSchema = z.object({
  measuredAt: z.string(),
  machine: z.string(),
  /** Few of everything, to develop with: no figures to keep. */
  quick: z.boolean(),
  /** Whether the machine had come to rest before the times were taken. */
  undisturbed: z.boolean(),
  /** Requests of the collection that was open. */
  requests: z.number(),
  /** In milliseconds. Left out where only the counts were asked for. */
  times: z.array(
    z.object({
      name: z.enum(timedNames),
      /** Of the file that is written. */
      bytes: z.number(),
      samples: z.number(),
      parley: timesSchema,
      /** Write, fsync, rename, fsync of the folder, in turns with the others. */
      bare: timesSchema,
      /** Left out where there is no target: it is for Parley's p95. */
      target: z.object({ atMost: z.number(), met: z.boolean() }).optional(),
    }),
  ),
  counts: z.array(
    z.object({
      name: z.enum(countedNames),
      runs: z.number(),
      /** Tests that failed. */
      failed: z.number(),
      least: z.number(),
      met: z.boolean(),
    }),
  ),
});
export type Results = z.infer<typeof resultsSchema>;

export interface Samples {
  readonly bytes: number;
  readonly parley: readonly number[];
  readonly bare: readonly number[];
}

export function timesResult(name: Timed, { bytes, parley, bare }: Samples): Results['times'][number] {
  const { target } = timed[name];
  const times = timesOf(parley);
  return {
    name,
    bytes,
    samples: parley.length,
    parley: times,
    bare: timesOf(bare),
    ...(target !== undefined && { target: { atMost: target, met: times.p95 <= target } }),
  };
}

/** A line that `countRuns` of a test has left. */
export const countLineSchema = z.object({ what: z.enum(countedNames), runs: z.number(), failed: z.number() });

/** What the tests have counted, put together by what it was; what none of them has done is there, too. */
export function countResults(lines: readonly z.infer<typeof countLineSchema>[]): Results['counts'] {
  return countedNames.map((name) => {
    const own = lines.filter(({ what }) => what === name);
    const runs = own.reduce((sum, line) => sum + line.runs, 0);
    const failed = own.reduce((sum, line) => sum + line.failed, 0);
    const { least } = counted[name];
    return { name, runs, failed, least, met: failed === 0 && runs >= least };
  });
}

function timesOf(values: readonly number[]): Times {
  return { p50: quantile(values, 0.5), p95: quantile(values, 0.95), max: Math.max(...values) };
}
