import { z } from 'zod';

/**
 * Sends, bodies, drafts, uploads, collections and what is in them are named by ids of 22 base64url characters (132 bits, random).
 * They belong to the data folder, so that every window of it can name the same thing, and they can't be guessed.
 */
export const opaqueId = z.string().regex(/^[A-Za-z0-9_-]{22}$/, 'not an id that Parley made');

export type SendId = z.infer<typeof opaqueId>;
export type BodyId = z.infer<typeof opaqueId>;
export type DraftId = z.infer<typeof opaqueId>;
export type UploadId = z.infer<typeof opaqueId>;
export type CollectionId = z.infer<typeof opaqueId>;
/** Of a folder or a request in a collection; also the collection's own id, where a parent is meant. */
export type ItemId = z.infer<typeof opaqueId>;
export type EnvironmentId = z.infer<typeof opaqueId>;
export type TabStripId = z.infer<typeof opaqueId>;
export type UndoId = z.infer<typeof opaqueId>;
