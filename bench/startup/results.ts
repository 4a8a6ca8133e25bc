import { z } from 'zod';

/** What is started, in the order in which it is shown. */
export const subjects = {
  'parley-cold': 'Parley, new data folder',
  'parley-warm': 'Parley, data folder in use',
  beside: 'the other build, new data folder',
  'least-app': 'the least app on the double',
  chromium: 'Chromium alone',
  'host-cold': 'browser host, new data folder',
  'host-warm': 'browser host, data folder in use',
} as const;
export type Subject = keyof typeof subjects;
export const subjectNames = [
  'parley-cold',
  'parley-warm',
  'beside',
  'least-app',
  'chromium',
  'host-cold',
  'host-warm',
] as const satisfies readonly Subject[];

const stepSchema = z.object({ step: z.string(), min: z.number(), median: z.number(), max: z.number() });
const stepsSchema = z.record(z.string(), z.number());

/** A run of the bench, as it is kept in `bench/results`. Times in milliseconds since the process was asked for. */
export const resultsSchema = z.object({
  measuredAt: z.string(),
  machine: z.string(),
  repetitions: z.number(),
  samples: z.number(),
  /** Samples that began while something else kept the machine busy. */
  disturbed: z.number(),
  subjects: z.array(
    z.object({
      name: z.enum(subjectNames),
      /** Over the repetitions, in the order of time. */
      steps: z.array(stepSchema),
      /** Processor time that the main process had used by then. */
      processor: z.array(stepSchema),
      /** The start whose first contentful paint is the median one. */
      middle: z.object({ main: stepsSchema, page: stepsSchema }),
    }),
  ),
  sizes: z.array(
    z.object({ part: z.string(), files: z.number(), bytes: z.number(), gzipped: z.number().nullable() }),
  ),
});
export type Results = z.infer<typeof resultsSchema>;

/**
 * What is to be started.
 * @param only names from a command line; left out: everything
 * @param hasBeside whether another build is there to be started
 * @throws where a name is unknown, or can't be started
 */
export function chooseSubjects(only: readonly string[] | undefined, hasBeside: boolean): Subject[] {
  const possible = subjectNames.filter((name) => hasBeside || name !== 'beside');
  const unknown = only?.find((name) => !possible.some((one) => one === name));
  if (unknown !== undefined) throw new Error(`--only ${unknown}: there is ${possible.join(', ')}`);
  return possible.filter((name) => only === undefined || only.includes(name));
}
