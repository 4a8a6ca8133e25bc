import { z } from 'zod';
import { spread } from '../machine.ts';
import { type FigureName, figureNames, figures, isMet } from './figures.ts';

const figureResultSchema = z.object({
  name: z.enum(figureNames),
  label: z.string(),
  unit: z.string(),
  /** In the order in which they were measured. */
  values: z.array(z.number()).min(1),
  min: z.number(),
  median: z.number(),
  max: z.number(),
  /** Left out where there is no target. */
  target: z
    .object({ bound: z.enum(['at most', 'at least']), limit: z.number(), met: z.boolean() })
    .optional(),
});
export type FigureResult = z.infer<typeof figureResultSchema>;

/** A run of the bench, as it is kept in `bench/results`. */
export const resultsSchema = z.object({
  measuredAt: z.string(),
  machine: z.string(),
  /** With small files, to develop with: no figures to keep. */
  quick: z.boolean(),
  /** Bytes of the large files. */
  bytes: z.number(),
  /** Whether the machine had come to rest before each part. */
  undisturbed: z.boolean(),
  figures: z.array(figureResultSchema),
});
export type Results = z.infer<typeof resultsSchema>;

/** Takes what is measured, as it comes. */
export class Recorder {
  readonly #values = new Map<FigureName, number[]>();

  add(name: FigureName, ...values: readonly number[]): void {
    this.#values.set(name, [...(this.#values.get(name) ?? []), ...values]);
  }

  /** Everything measured, in the order of `figures`; the median is what has to meet a target. */
  get results(): FigureResult[] {
    return figureNames.flatMap((name) => {
      const values = this.#values.get(name);
      if (values === undefined) return [];
      const { label, unit } = figures[name];
      const { min, median, max } = spread(values);
      const { target } = figures[name];
      return [
        {
          name,
          label,
          unit,
          values,
          min,
          median,
          max,
          ...(target && { target: { ...target, met: isMet(target, median) } }),
        },
      ];
    });
  }
}
