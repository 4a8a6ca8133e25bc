import { z } from 'zod';

/** Where in an exchange something failed. `store` is writing what had arrived to disk. */
export const failurePhases = [
  'request',
  'dns',
  'proxy',
  'connect',
  'tls',
  'send',
  'response',
  'redirect',
  'decode',
  'store',
] as const;

/** Facts about a failure, for the window to act on: no text has to be parsed to know what went wrong. */
export const failureDetailsSchema = z.object({
  phase: z.enum(failurePhases).optional(),
  /** Host without port, as in the URL. */
  host: z.string().optional(),
  port: z.int().optional(),
  /** The system's or the library's own code, such as ECONNREFUSED or CERT_HAS_EXPIRED. */
  errno: z.string().optional(),
  url: z.string().optional(),
  /** Name (never a path) of the file in question. */
  file: z.string().optional(),
  header: z.string().optional(),
  /** Where in an expression that a person has typed, in UTF-16 code units from 0. */
  position: z.int().nonnegative().optional(),
});
export type FailureDetails = z.infer<typeof failureDetailsSchema>;
export type FailurePhase = (typeof failurePhases)[number];

/** The tRPC codes that a service may give; the router passes them on as they are. */
export const failureCodes = [
  'BAD_REQUEST',
  'NOT_FOUND',
  'CONFLICT',
  'PRECONDITION_FAILED',
  'PAYLOAD_TOO_LARGE',
  'UNPROCESSABLE_CONTENT',
  'BAD_GATEWAY',
  'GATEWAY_TIMEOUT',
  'SERVICE_UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
] as const;
export type FailureCode = (typeof failureCodes)[number];

/** A failure as it is kept, and as it crosses from a worker. */
export const keptFailureSchema = z.object({
  code: z.enum(failureCodes),
  message: z.string(),
  details: failureDetailsSchema,
});
export type KeptFailure = z.infer<typeof keptFailureSchema>;

/**
 * What a service throws when it can say what went wrong. `message` is shown to the person as it is: it names the
 * thing and the remedy. Anything else that a service throws is a defect, and its text is not shown.
 */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    readonly code: FailureCode,
    message: string,
    readonly details: FailureDetails = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
