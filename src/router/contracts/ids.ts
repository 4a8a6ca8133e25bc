import { z } from 'zod';

/**
 * Sends, bodies, drafts and uploads are named by ids of 22 base64url characters (132 bits, random).
 * They belong to the data folder, so that every window of it can name the same thing, and they can't be guessed.
 */
export const opaqueId = z.string().regex(/^[A-Za-z0-9_-]{22}$/, 'not an id that Parley made');

export type SendId = z.infer<typeof opaqueId>;
export type BodyId = z.infer<typeof opaqueId>;
export type DraftId = z.infer<typeof opaqueId>;
export type UploadId = z.infer<typeof opaqueId>;
