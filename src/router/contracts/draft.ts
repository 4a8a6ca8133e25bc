import { z } from 'zod';
import { opaqueId } from './ids.ts';
import { httpRequestSchema } from './request.ts';

/** What somebody has written: an edit as it crosses, and as it is kept. */
export const draftSchema = z.object({
  id: opaqueId,
  request: httpRequestSchema,
  /** Counts a draft's edits. A write that is older than what is stored changes nothing. */
  revision: z.int().nonnegative(),
});
export type Draft = z.infer<typeof draftSchema>;

/**
 * Edits are marked by who made them, the newest first: the edit's own window, with a mark that is new each time that it opens the
 * draft, then those whose edits were there when it was made. Where the draft has another one's by now, that one is not overwritten.
 */
export const editMarksSchema = z.array(opaqueId).min(1).max(32);
export type EditMarks = z.infer<typeof editMarksSchema>;

/** An edit of a window that may have been without the draft, which others may have had meanwhile. */
export const draftEditSchema = draftSchema.extend({
  marks: editMarksSchema.optional(),
  /**
   * What the file may have said when the edit was made, one of these; none: there was no file. Where the draft stands on
   * something else by now, what others wrote is a conflict.
   */
  madeOn: z.array(httpRequestSchema).optional(),
});
export type DraftEdit = z.infer<typeof draftEditSchema>;

/** The saved request that a draft edits. */
export const draftSourceSchema = z.object({
  collectionId: opaqueId,
  itemId: opaqueId,
  name: z.string(),
  /** Names of the collection and of the folders above it, from the outside. */
  above: z.array(z.string()),
});
export type DraftSource = z.infer<typeof draftSourceSchema>;

/** How a draft stands to its file. */
export const draftStatusSchema = z.object({
  /** Null for a draft that belongs to no collection. */
  source: draftSourceSchema.nullable(),
  /** What the file said when the draft was begun or last saved: the draft is unsaved where it says something else. */
  saved: httpRequestSchema.nullable(),
  /**
   * What happened to the file since: `changed` by somebody else while the draft has edits (`theirs` is what it says
   * now), `removed`, `binned` (removed in Parley's own tree), `broken` (it can't be read as a request any more).
   */
  file: z.enum(['same', 'changed', 'removed', 'binned', 'broken']),
  theirs: httpRequestSchema.nullable(),
});
export type DraftStatus = z.infer<typeof draftStatusSchema>;

export const openedDraftSchema = z.object({
  ...draftSchema.shape,
  status: draftStatusSchema,
  /** Of its newest edit. */
  mark: opaqueId.optional(),
});
export type OpenedDraft = z.infer<typeof openedDraftSchema>;

/**
 * What a window that has a draft open is told of it: how it stands to its file now and after each change. `reload` is
 * there where the file changed under a draft without edits: the request and revision that the draft has by now.
 */
export const draftEventSchema = z.object({
  status: draftStatusSchema,
  reload: draftSchema.nullable(),
});
export type DraftEvent = z.infer<typeof draftEventSchema>;

/** Whose file: a saved request's, or that of the one which a draft edits. */
export const progressOfSchema = z.union([z.object({ itemId: opaqueId }), z.object({ draftId: opaqueId })]);
export type ProgressOf = z.infer<typeof progressOfSchema>;

/** How far a file is that is being read or written. */
export const fileShareSchema = z.object({
  doing: z.enum(['reading', 'writing']),
  doneBytes: z.number(),
  totalBytes: z.number(),
});
export type FileShare = z.infer<typeof fileShareSchema>;

/** What is done with the file of a saved request; `share` is null while nobody reads or writes it. */
export const fileProgressSchema = z.object({ name: z.string(), share: fileShareSchema.nullable() });
export type FileProgress = z.infer<typeof fileProgressSchema>;

/** Both texts of a file that changed under a draft, for a person to compare. */
export const draftSidesSchema = z.object({
  /** The file's text as saving the draft would make it. */
  mine: z.string(),
  /** The file's text as it stands; '' where it is gone. */
  theirs: z.string(),
  /** Whether both can be kept: the edits touch different things. */
  canMerge: z.boolean(),
});
export type DraftSides = z.infer<typeof draftSidesSchema>;
