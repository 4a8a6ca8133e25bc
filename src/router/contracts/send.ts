import { z } from 'zod';
import { type DraftId, type ItemId, opaqueId } from './ids.ts';
import { type HttpRequest, sendableRequestSchema } from './request.ts';

const send = {
  /** Made by the window, so that repeating the call is harmless and a reload finds its send again. */
  id: opaqueId,
  /** The send whose response this window no longer needs. */
  replaces: opaqueId.optional(),
};

export const sendInputSchema = z.union([
  z.strictObject({
    ...send,
    request: sendableRequestSchema,
    /** The draft that it is: variables, headers and auth are those of its place. Without one, `{{…}}` stays as typed. */
    draftId: opaqueId.optional(),
  }),
  /** A saved request, as its file says it now. */
  z.strictObject({ ...send, itemId: opaqueId }),
]);
export type SendInput = z.infer<typeof sendInputSchema>;

/** What is sent: a request as typed, of a draft or of none, or a saved one. */
export type ToSend =
  | { readonly request: HttpRequest; readonly draftId?: DraftId | undefined }
  | { readonly itemId: ItemId };

/** Header fields as they came: order, case and repetition kept. */
export const headerListSchema = z.array(z.tuple([z.string(), z.string()]));
export type HeaderList = z.infer<typeof headerListSchema>;

export const phaseNames = ['dns', 'connect', 'tls', 'send', 'firstByte', 'download'] as const;

/** One bar of the waterfall, in milliseconds since the send began. `hop` counts redirects followed before it. */
export const phaseTimingSchema = z.object({
  name: z.enum(phaseNames),
  hop: z.int().nonnegative(),
  startMs: z.number().nonnegative(),
  durationMs: z.number().nonnegative(),
});
export type PhaseTiming = z.infer<typeof phaseTimingSchema>;

export const sendEventSchema = z.discriminatedUnion('type', [
  /** What goes over the wire: variables filled in, secrets masked. First of all, once it is known that it can be sent. */
  z.object({
    type: z.literal('request'),
    method: z.string(),
    url: z.string(),
    headers: headerListSchema,
  }),
  /** A connection to the server (or to a proxy) stands. */
  z.object({
    type: z.literal('connected'),
    url: z.string(),
    remoteAddress: z.string().nullable(),
    remotePort: z.int().nullable(),
    /** Such as TLSv1.3; null without TLS. */
    tls: z.string().nullable(),
    /** False where the certificate was not checked, or did not pass and was accepted all the same. */
    certificateTrusted: z.boolean().nullable(),
  }),
  z.object({
    type: z.literal('redirected'),
    status: z.int(),
    from: z.string(),
    to: z.string(),
    method: z.string(),
  }),
  z.object({
    type: z.literal('headers'),
    url: z.string(),
    status: z.int(),
    statusText: z.string(),
    httpVersion: z.string(),
    headers: headerListSchema,
    /** The body can be read from now on, while it arrives. */
    bodyId: opaqueId,
    /** Bytes on the wire as announced by Content-Length; null where it is not announced. */
    contentLength: z.int().nullable(),
  }),
  /** Fields that the server sent behind the body. Left out where there are none. */
  z.object({ type: z.literal('trailers'), trailers: headerListSchema }),
  /** At most ten a second; only the newest is kept for a window that comes back. */
  z.object({
    type: z.literal('progress'),
    /** Bytes of the request's body sent so far. */
    sent: z.int(),
    /** Bytes of the response's body on the wire, before decoding. */
    wireBytes: z.int(),
    /** Bytes of the body after decoding; all but the last few MiB are in the file. */
    bodyBytes: z.int(),
    elapsedMs: z.number(),
  }),
  /**
   * Nothing more is read until somebody says `requests.goOn`: the body grows far beyond what came over the network, or all
   * responses together take more of the disk than the settings allow.
   */
  z.object({
    type: z.literal('held'),
    reason: z.enum(['expansion', 'quota']),
    wireBytes: z.int(),
    bodyBytes: z.int(),
  }),
  z.object({ type: z.literal('wentOn') }),
  z.object({
    type: z.literal('done'),
    /** `failed` is followed by the failure itself, which ends the events. */
    outcome: z.enum(['complete', 'cancelled', 'failed']),
    bodyId: opaqueId.nullable(),
    wireBytes: z.int(),
    bodyBytes: z.int(),
    elapsedMs: z.number(),
    phases: z.array(phaseTimingSchema),
  }),
]);
export type SendEvent = z.infer<typeof sendEventSchema>;
export type SendEventOf<TType extends SendEvent['type']> = Extract<SendEvent, { type: TType }>;

/** A request as it would be sent, secrets masked. */
export const requestPreviewSchema = z.object({
  method: z.string(),
  url: z.string(),
  /** Without those that Parley adds to every request, such as Host. */
  headers: headerListSchema,
  body: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('none') }),
    z.object({ kind: z.literal('text'), text: z.string() }),
    /** One that is no text or too long to show: what it is. */
    z.object({ kind: z.literal('described'), description: z.string() }),
  ]),
  /** In words, such as `Bearer token, from Users`. */
  auth: z.string(),
  /** Why it can't be sent as it is, in words. */
  problems: z.array(z.string()),
});
export type RequestPreview = z.infer<typeof requestPreviewSchema>;
