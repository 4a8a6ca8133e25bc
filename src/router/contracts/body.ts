import { z } from 'zod';
import { opaqueId } from './ids.ts';

export const bodyInfoSchema = z.object({
  id: opaqueId,
  /** Bytes in the file so far. */
  size: z.int().nonnegative(),
  /** `arriving` still grows; `incomplete` ended early (cancelled, failed) and keeps what had come. */
  state: z.enum(['arriving', 'complete', 'incomplete']),
  /** The Content-Type field as it came, '' where there was none. */
  contentType: z.string(),
  /** A name to offer when it is saved. */
  fileName: z.string(),
  /** Bytes as they were sent, kept beside the body; left out where no content coding was undone. */
  asSentBytes: z.int().nonnegative().optional(),
});
export type BodyInfo = z.infer<typeof bodyInfoSchema>;

export const bodyRangeSchema = z
  .object({
    id: opaqueId,
    /** First byte wanted. */
    start: z.int().nonnegative().default(0),
    /** The byte after the last one wanted; left out: to the end, waiting for more while the body arrives. */
    end: z.int().nonnegative().optional(),
  })
  .refine((range) => range.end === undefined || range.end >= range.start, 'end lies before start');
export type BodyRange = z.infer<typeof bodyRangeSchema>;

export const saveInputSchema = z.object({
  id: opaqueId,
  /** As a window shows it, or as it was sent, with its content coding. */
  form: z.enum(['decoded', 'as-sent']).default('decoded'),
});
export type SaveInput = z.infer<typeof saveInputSchema>;
export type SaveForm = SaveInput['form'];

/** Saved by a native dialog, given up there, or (browser host) to be fetched once from `path`. */
export const saveResultSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('saved'), fileName: z.string() }),
  z.object({ kind: z.literal('cancelled') }),
  z.object({ kind: z.literal('download'), path: z.string(), fileName: z.string() }),
]);
export type SaveResult = z.infer<typeof saveResultSchema>;

/** Where a save stands: `progress` from the moment that a place for it is chosen, ten times a second at most; `result` last. */
export const saveEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    writtenBytes: z.int().nonnegative(),
    totalBytes: z.int().nonnegative(),
  }),
  z.object({ type: z.literal('result'), result: saveResultSchema }),
]);
export type SaveEvent = z.infer<typeof saveEventSchema>;

export const mediaTypes = [
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/bmp',
  'image/x-icon',
  'image/svg+xml',
  'application/pdf',
] as const;

/** Where the window finds a body that is no text, and what it is. */
export const mediaPlaceSchema = z.object({ path: z.string(), type: z.enum(mediaTypes) });
export type MediaPlace = z.infer<typeof mediaPlaceSchema>;
export type MediaType = MediaPlace['type'];

/** `z.instanceof(Uint8Array)` would promise more than it checks: that the bytes are not shared memory. */
export const bytesSchema = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'not bytes');

/** Bytes in one `uploads.append`. */
export const uploadPieceBytes = 1024 * 1024;

export const uploadPieceSchema = z.object({
  id: opaqueId,
  /** Where this piece belongs; a piece that is there already is accepted again, so that a repeat is harmless. */
  offset: z.int().nonnegative(),
  bytes: bytesSchema.refine((bytes) => bytes.byteLength <= uploadPieceBytes, 'more than 1 MiB'),
});
export type UploadPiece = z.infer<typeof uploadPieceSchema>;
