import { z } from 'zod';
import { opaqueId } from './ids.ts';

/** Two bodies that have arrived. */
export const compareInputSchema = z.object({ left: opaqueId, right: opaqueId });
export type CompareInput = z.infer<typeof compareInputSchema>;

const linesSchema = z.object({ first: z.int().nonnegative(), count: z.int().nonnegative() });

/** Lines that differ: what stands on the left from `first` on, `count` of them, stands on the right instead. */
export const hunkSchema = z.object({ left: linesSchema, right: linesSchema });
export type Hunk = z.infer<typeof hunkSchema>;

const comparedSideSchema = z.object({
  /** Bytes. */
  size: z.int().nonnegative(),
  /** SHA-256 of all of them, in hexadecimal. */
  sha256: z.string().length(64),
});

export const comparisonSchema = z.object({
  left: comparedSideSchema,
  right: comparedSideSchema,
  /** The first byte that differs, or that one side has and the other not; null where the bodies are the same. */
  firstDifference: z.object({ offset: z.int().nonnegative(), line: z.int().nonnegative() }).nullable(),
  /**
   * In order, and none touches another. Where the lines can't be aligned (too much of them, or too different), why:
   * a sentence for a person.
   */
  lines: z.union([z.object({ hunks: z.array(hunkSchema) }), z.object({ tooMuch: z.string() })]),
});
export type Comparison = z.infer<typeof comparisonSchema>;

export const compareEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    doneBytes: z.int().nonnegative(),
    totalBytes: z.int().nonnegative(),
  }),
  z.object({ type: z.literal('result'), comparison: comparisonSchema }),
]);
export type CompareEvent = z.infer<typeof compareEventSchema>;
