import { z } from 'zod';
import { opaqueId } from './ids.ts';

/*
 * A body as a window sees it: rows of text over a file that may still grow. Offsets and sizes are bytes of the body's
 * file, rows and lines count from 0, columns are UTF-16 code units of a row's text.
 *
 * A line is what ends with a line feed. A row is a line, or a piece of one that is longer than `maxRowBytes`: a line of a
 * gigabyte is many rows, of which each begins with a whole character.
 */

/** A row holds no more bytes. */
export const maxRowBytes = 4096;
/** Rows in one answer. */
export const maxRowsAtOnce = 500;

/** What a body is, by its Content-Type, and by its first bytes where that says nothing. */
export const contentKindSchema = z.enum([
  'empty',
  'text',
  'json',
  'ndjson',
  'sse',
  'xml',
  'html',
  'image',
  'pdf',
  'binary',
]);
export type ContentKind = z.infer<typeof contentKindSchema>;

export const encodingSchema = z.object({
  /** A label of the Encoding standard, such as `utf-8`: what `TextDecoder` takes. */
  label: z.string(),
  /** Who says so. */
  by: z.enum(['bom', 'content-type', 'content']),
  /** The charset that Content-Type named and that nobody knows. */
  unknown: z.string().optional(),
});
export type BodyEncoding = z.infer<typeof encodingSchema>;

/** Where the making of a text from another one stands: JSON laid out, lines filtered. */
export const derivationSchema = z.object({
  /** Bytes of the source that were taken, and that there are. */
  doneBytes: z.int().nonnegative(),
  totalBytes: z.int().nonnegative(),
  /** Why it ended early, in words for a person; the text made so far is kept. */
  problem: z
    .object({
      message: z.string(),
      /** Where in the source; left out where it is of no place. */
      offset: z.int().nonnegative().optional(),
      line: z.int().nonnegative().optional(),
      column: z.int().nonnegative().optional(),
    })
    .optional(),
  /** What to know of the text: a sentence each. */
  notes: z.array(z.string()).optional(),
});
export type Derivation = z.infer<typeof derivationSchema>;

/** What is known of a body by now. */
export const bodyFactsSchema = z.object({
  id: opaqueId,
  kind: contentKindSchema,
  encoding: encodingSchema,
  lineEnds: z.enum(['none', 'lf', 'crlf', 'mixed']),
  /** Bytes in the file, and how many of them are indexed: `rows` and `lines` tell of these. */
  size: z.int().nonnegative(),
  indexedBytes: z.int().nonnegative(),
  state: z.enum(['arriving', 'complete', 'incomplete']),
  /** An empty body has one row, and so has what follows a last line feed. */
  rows: z.int().positive(),
  lines: z.int().positive(),
  longestLine: z.object({ line: z.int().nonnegative(), bytes: z.int().nonnegative() }),
  /** For what is a list of events (body-events.ts): how many there are by now. */
  events: z.int().nonnegative().optional(),
  /** For a text that is made from another body. */
  derivation: derivationSchema.optional(),
});
export type BodyFacts = z.infer<typeof bodyFactsSchema>;

/** No more is to come, and all of it is indexed. */
export function isSettled({ state, size, indexedBytes }: BodyFacts): boolean {
  return state !== 'arriving' && size === indexedBytes;
}

export const rowsRangeSchema = z.object({
  id: opaqueId,
  first: z.int().nonnegative(),
  count: z.int().positive().max(maxRowsAtOnce),
});
export type RowsRange = z.infer<typeof rowsRangeSchema>;

export const rowSchema = z.object({
  /** The line it is of. */
  line: z.int().nonnegative(),
  /** Its first byte. */
  offset: z.int().nonnegative(),
  /** Bytes, without the line's end. */
  bytes: z.int().nonnegative(),
  /** It goes on with the line of the row before. */
  continues: z.boolean(),
  text: z.string(),
});
export type Row = z.infer<typeof rowSchema>;

export const rowsSchema = z.object({
  /** From `first` on; fewer than asked for where the body (or its index) ends. */
  rows: z.array(rowSchema),
  /** How many there are by now. */
  total: z.int().positive(),
});
export type Rows = z.infer<typeof rowsSchema>;

/** A place in a body: exactly one way to name it. What lies behind the end is the end. */
export const placeInputSchema = z.object({
  id: opaqueId,
  at: z.union([
    z.strictObject({ line: z.int().nonnegative() }),
    z.strictObject({ offset: z.int().nonnegative() }),
    z.strictObject({ row: z.int().nonnegative(), column: z.int().nonnegative() }),
  ]),
});
export type PlaceInput = z.infer<typeof placeInputSchema>;

export const placeSchema = z.object({
  row: z.int().nonnegative(),
  column: z.int().nonnegative(),
  line: z.int().nonnegative(),
  offset: z.int().nonnegative(),
});
export type Place = z.infer<typeof placeSchema>;

export const searchQuerySchema = z.object({
  text: z.string().min(1).max(10_000),
  matchCase: z.boolean(),
  wholeWord: z.boolean(),
  /** `text` is a regular expression of JavaScript, with the flags `u` and `m`. It matches within 64 KiB of one line. */
  regex: z.boolean(),
});
export type SearchQuery = z.infer<typeof searchQuerySchema>;

/** Hits that a search names; beyond that it only counts. */
export const maxNamedHits = 100_000;

export const searchEventSchema = z.discriminatedUnion('type', [
  /** In order of their offsets, each once. `[offset, bytes]`. */
  z.object({
    type: z.literal('hits'),
    hits: z.array(z.tuple([z.int().nonnegative(), z.int().nonnegative()])),
  }),
  z.object({
    type: z.literal('progress'),
    searchedBytes: z.int().nonnegative(),
    totalBytes: z.int().nonnegative(),
    /** All there are in what was searched. */
    hitCount: z.int().nonnegative(),
    /** The body is complete, and all of it was searched. */
    done: z.boolean(),
  }),
]);
export type SearchEvent = z.infer<typeof searchEventSchema>;

/** Children in one answer. */
export const maxChildrenAtOnce = 500;

export const jsonNodesInputSchema = z.object({
  id: opaqueId,
  /** Where the value begins whose children are wanted; left out: the document itself as the one child, or each line of NDJSON. */
  parent: z.int().nonnegative().optional(),
  /** The `next` of the answer before. */
  after: z.object({ offset: z.int().nonnegative(), index: z.int().nonnegative() }).optional(),
  count: z.int().positive().max(maxChildrenAtOnce),
});
export type JsonNodesInput = z.infer<typeof jsonNodesInputSchema>;

export const jsonNodeSchema = z.object({
  /** The member's name, decoded (the first 1,000 characters), or the element's index. */
  key: z.union([z.string(), z.int().nonnegative()]).nullable(),
  kind: z.enum(['object', 'array', 'string', 'number', 'true', 'false', 'null']),
  /** The value's first byte. */
  offset: z.int().nonnegative(),
  /** The value as it stands in the body, cut at 200 characters; '' for what has children. */
  text: z.string(),
  /** For objects and arrays: whether there is anything in it. */
  hasChildren: z.boolean(),
});
export type JsonNode = z.infer<typeof jsonNodeSchema>;

export const jsonNodesSchema = z.object({
  /** Fewer than asked for, or none, where the next one lies far on, or where the body still arrives: `next` goes on there. */
  nodes: z.array(jsonNodeSchema),
  /** Where it is not JSON; with a `next` (lines of JSON) what follows can be asked for all the same. */
  problem: derivationSchema.shape.problem,
  /** Where the next children begin; null where there are none. */
  next: z.object({ offset: z.int().nonnegative(), index: z.int().nonnegative() }).nullable(),
});
export type JsonNodes = z.infer<typeof jsonNodesSchema>;
