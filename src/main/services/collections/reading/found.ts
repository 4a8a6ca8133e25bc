import { z } from 'zod';
import { fileProblemSchema } from '#router/contracts/collection.ts';

/** What one file says of itself, as far as the tree shows it. */
const facts = {
  kind: z.enum(['collection', 'folder', 'request', 'other', 'broken', 'environment']),
  name: z.string(),
  seq: z.number().optional(),
  method: z.string(),
  url: z.string(),
  type: z.string(),
  problem: fileProblemSchema.optional(),
};
export const factsSchema = z.object(facts);
export type Facts = z.infer<typeof factsSchema>;

/** A node of the tree, as it was found on the disk. */
export const foundSchema = z.object({
  ...facts,
  /** From the collection's folder on, with `/`; '' for the collection itself. */
  path: z.string(),
});
export type Found = z.infer<typeof foundSchema>;

/** What is new about a collection since the batch before. */
export const batchSchema = z.object({
  /** New nodes, and those that are not what they were. */
  found: z.array(foundSchema),
  /** Paths of nodes that are gone; what is below them is named too. */
  gone: z.array(z.string()),
  /** Files that are new, have another text, or are gone; and folders that came or went. */
  changed: z.array(z.string()),
});
export type Batch = z.infer<typeof batchSchema>;

/** Nodes in a batch at most, so that who takes it in is not kept busy for long. */
export const batchNodes = 200;

/** How a collection's folder stands. */
export const folderStateSchema = z.object({
  state: z.enum(['reading', 'ready', 'missing']),
  /** Why the folder can't be read, or is not followed as it changes. */
  problem: z.string().nullable(),
});
export type FolderState = z.infer<typeof folderStateSchema>;
