import { z } from 'zod';
import { derivationSchema, searchQuerySchema } from './body-view.ts';
import { opaqueId } from './ids.ts';

/*
 * Texts that a job makes of a body: a body of its own each, with an id of its own, which is there at once and grows. How
 * far it is, and why it ended early, is the `derivation` of its facts. It goes when its source goes, or is discarded.
 */

/** JSONPath runs over a whole document in memory: no larger ones. Lines of JSON may be as many as there are. */
export const maxJsonPathBytes = 64 * 1024 * 1024;
/** Matches of a JSONPath expression that are shown of one document. */
export const maxJsonPathMatches = 100_000;

export const derivedBodySchema = z.object({ id: opaqueId });
export type DerivedBodyName = z.infer<typeof derivedBodySchema>;

export const bodyFilterSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('jsonpath'),
    /**
     * RFC 9535. The matches become a JSON array; of lines of JSON, a match a line. They are copied as they stand: digits,
     * order and repeated names are kept.
     */
    expression: z.string().trim().min(1, 'type an expression, such as $.items[*]').max(10_000),
  }),
  /** The lines that have a hit. */
  z.object({ kind: z.literal('lines'), query: searchQuerySchema }),
]);
export type BodyFilter = z.infer<typeof bodyFilterSchema>;

export const filterInputSchema = z.object({ id: opaqueId, filter: bodyFilterSchema });
export type FilterInput = z.infer<typeof filterInputSchema>;

/** How far the making of a text is, as the worker that makes it says. */
export const textReportSchema = derivationSchema.extend({
  /** Bytes of the text that are in its file. */
  outputBytes: z.int().nonnegative(),
});
export type TextReport = z.infer<typeof textReportSchema>;
