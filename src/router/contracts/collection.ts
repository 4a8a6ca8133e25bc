import { z } from 'zod';
import { opaqueId } from './ids.ts';

/** Where a file stops to make sense; both from 1, the column in UTF-16 code units. */
export const fileProblemSchema = z.object({ message: z.string(), line: z.int(), column: z.int() });
export type FileProblem = z.infer<typeof fileProblemSchema>;

const place = {
  /** Made of where the file is: the same after a restart, another one after a rename. */
  id: opaqueId,
  collectionId: opaqueId,
  /** The folder that it is in; the collection's own id for what is in none. */
  parentId: opaqueId,
  name: z.string(),
  /** Among all that has the same parent, from 0: folders first, then by `seq`, then by name. */
  position: z.int().nonnegative(),
};

/** One line of the tree. */
export const itemSchema = z.discriminatedUnion('kind', [
  z.object({ ...place, kind: z.literal('folder') }),
  z.object({ ...place, kind: z.literal('request'), method: z.string(), url: z.string() }),
  /** A request that Parley can't send yet: `type` is OpenCollection's name of it, such as `grpc`. Read-only. */
  z.object({ ...place, kind: z.literal('other'), type: z.string() }),
  /** A file that can't be read as what it should be. Its name is that of the file. */
  z.object({ ...place, kind: z.literal('broken'), problem: fileProblemSchema }),
]);
export type Item = z.infer<typeof itemSchema>;

export const environmentNameSchema = z.object({ id: opaqueId, name: z.string() });

/** A folder that is open as a collection. */
export const collectionSchema = z.object({
  id: opaqueId,
  name: z.string(),
  /** Where it is, for a person to read. */
  path: z.string(),
  /** `reading` until all its files have been looked at once; `missing` while the folder can't be read. */
  state: z.enum(['reading', 'ready', 'missing']),
  /** What is wrong with `opencollection.yml`, or why the folder can't be read. */
  problem: z.string().nullable(),
  environments: z.array(environmentNameSchema),
  /** The environment that is in use; null for none. */
  environmentId: opaqueId.nullable(),
});
export type Collection = z.infer<typeof collectionSchema>;

/** What the tree of a window is kept up with: first all there is, then each change. */
export const treeEventSchema = z.discriminatedUnion('type', [
  /** All collections that are open, in their order. */
  z.object({ type: z.literal('collections'), collections: z.array(collectionSchema) }),
  /** Items that are new or have changed; those of a parent that comes later, too. */
  z.object({ type: z.literal('items'), items: z.array(itemSchema).max(1000) }),
  z.object({ type: z.literal('removed'), ids: z.array(opaqueId).max(10_000) }),
  /** All there was at the time of the call has been told. */
  z.object({ type: z.literal('complete') }),
]);
export type TreeEvent = z.infer<typeof treeEventSchema>;

/** In the browser host: a folder that can be opened as a collection. */
export const offeredFolderSchema = z.object({ id: opaqueId, name: z.string(), isOpen: z.boolean() });
export type OfferedFolder = z.infer<typeof offeredFolderSchema>;

export const newNameSchema = z.string().trim().min(1, 'a name has one character at least').max(200);

/** What one thing done to the tree came to: `undoId` takes it back, for as long as nothing else stands in the way. */
export const treeChangeSchema = z.object({
  /** Of what was made, renamed or moved; null where it is gone. */
  id: opaqueId.nullable(),
  undoId: opaqueId,
});
export type TreeChange = z.infer<typeof treeChangeSchema>;

/** A file's text as it stands on the disk, for a person to read. */
export const fileTextSchema = z.object({
  fileName: z.string(),
  text: z.string(),
  problem: fileProblemSchema.nullable(),
});
export type FileText = z.infer<typeof fileTextSchema>;
