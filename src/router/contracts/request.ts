import { z } from 'zod';
import { opaqueId } from './ids.ts';
import { authSchema, noAuth } from './auth.ts';
import { variableSchema } from './variable.ts';

/** One line of a table (query parameters, headers, form fields). A row that is off is kept, and not sent. */
export const rowSchema = z.object({
  id: z.string().min(1).max(64),
  name: z.string(),
  value: z.string(),
  enabled: z.boolean(),
});
export type Row = z.infer<typeof rowSchema>;

/** A file that main has, and a window names. */
export const storedFileSchema = z.object({
  id: opaqueId,
  /** `upload`: the window has handed it over with `uploads.append`. `collection`: a file beside the saved request. */
  source: z.enum(['upload', 'collection']).default('upload'),
  name: z.string().max(1024),
  /** MIME type as the window's file dialog told it; '' where it is unknown. */
  type: z.string().max(256),
  /** Bytes. */
  size: z.int().nonnegative(),
});
export type StoredFile = z.infer<typeof storedFileSchema>;

/** One part of a multipart/form-data body (RFC 7578). */
export const multipartRowSchema = rowSchema.extend({
  kind: z.enum(['text', 'file']),
  file: storedFileSchema.nullable(),
});
export type MultipartRow = z.infer<typeof multipartRowSchema>;

export const bodyKinds = [
  'none',
  'json',
  'text',
  'xml',
  'sparql',
  'urlencoded',
  'multipart',
  'file',
] as const;

export const textKinds = ['json', 'text', 'xml', 'sparql'] as const;

/** The text of one kind where it is too long to be edited: main has it in a file, and `body[kind]` is ''. */
export const largeTextSchema = z.object({
  kind: z.enum(textKinds),
  file: storedFileSchema,
  /** Line feeds at its end, which in YAML are said by its header. */
  tail: z.int().nonnegative(),
});
export type LargeText = z.infer<typeof largeTextSchema>;

/** Each kind keeps its own content, so that trying another kind loses nothing. */
export const requestBodySchema = z.object({
  kind: z.enum(bodyKinds),
  json: z.string(),
  text: z.string(),
  xml: z.string(),
  sparql: z.string().default(''),
  urlencoded: z.array(rowSchema),
  multipart: z.array(multipartRowSchema),
  file: storedFileSchema.nullable(),
  large: largeTextSchema.nullable().default(null),
});
export type RequestBody = z.infer<typeof requestBodySchema>;
export type BodyKind = RequestBody['kind'];

/** The text of the kind in use, where it is too long to be edited. */
export function largeTextOf({ kind, large }: RequestBody): LargeText | null {
  return large?.kind === kind ? large : null;
}

/** The files that a body names, also those of kinds that are not in use. */
export function filesOf({ file, large, multipart }: RequestBody): StoredFile[] {
  const files = [file, large?.file, ...multipart.map((row) => row.file)];
  return files.filter((named) => named !== null && named !== undefined);
}

export const requestOptionsSchema = z.object({
  followRedirects: z.boolean(),
  maxRedirects: z.int().min(0).max(100),
  /** For the whole exchange, in milliseconds; 0 waits for ever. */
  timeoutMs: z.int().min(0).max(86_400_000),
  /** Off: a certificate that can't be checked is accepted, for this request alone. */
  verifyCertificates: z.boolean(),
});
export type RequestOptions = z.infer<typeof requestOptionsSchema>;

/**
 * A request as a person edits it. `url` is what is sent, with its query as typed; `query` mirrors it as a table and
 * also keeps the rows that are off. All texts but the method may name variables, as `{{name}}`. What has a default is
 * missing in drafts of before there were collections.
 */
export const httpRequestSchema = z.object({
  method: z.string(),
  url: z.string(),
  query: z.array(rowSchema),
  /** What stands for `:name` as a whole segment of the URL's path. */
  path: z.array(rowSchema).default([]),
  headers: z.array(rowSchema),
  body: requestBodySchema,
  auth: authSchema.default(noAuth),
  /** The request's own variables. */
  variables: z.array(variableSchema).default([]),
  options: requestOptionsSchema,
});
export type HttpRequest = z.infer<typeof httpRequestSchema>;

/** A request that can be sent. A draft may hold one that can't: what is half typed is kept too. */
export const sendableRequestSchema = httpRequestSchema.extend({
  /** A token of RFC 9110 §5.6.2. */
  method: z
    .string()
    .max(64)
    .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'an HTTP method is one word, such as GET'),
});

/** What a new request starts from. A new object each time: nobody shares its arrays. */
export function emptyRequest(): HttpRequest {
  return {
    method: 'GET',
    url: '',
    query: [],
    path: [],
    headers: [],
    body: {
      kind: 'none',
      json: '',
      text: '',
      xml: '',
      sparql: '',
      urlencoded: [],
      multipart: [],
      file: null,
      large: null,
    },
    auth: noAuth(),
    variables: [],
    options: { followRedirects: true, maxRedirects: 10, timeoutMs: 0, verifyCertificates: true },
  };
}
