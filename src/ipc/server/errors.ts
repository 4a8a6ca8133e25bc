import {
  type AnyTRPCRouter,
  getTRPCErrorFromUnknown,
  getTRPCErrorShape,
  type inferRouterContext,
  TRPCError,
  type TRPCErrorShape,
  type TRPCProcedureType,
} from '@trpc/server';
import { TRPC_ERROR_CODES_BY_KEY } from '@trpc/server/rpc';

/** What `onError` is told. */
export interface ErrorReport<TRouter extends AnyTRPCRouter> {
  readonly error: TRPCError;
  /** `unknown` for what failed before it was known what is called. */
  readonly type: TRPCProcedureType | 'unknown';
  readonly path: string | undefined;
  readonly input: unknown;
  /** Undefined where `createContext` had not finished, or failed. */
  readonly ctx: inferRouterContext<TRouter> | undefined;
}

export interface ErrorOptions<TRouter extends AnyTRPCRouter> {
  readonly router: TRouter;
  /** Stack traces cross only where this is true. Never taken from the environment: a packaged app has no NODE_ENV. */
  readonly isDev?: boolean;
  /** Told of every failure once; what it throws itself is dropped. */
  readonly onError?: (report: ErrorReport<TRouter>) => void;
}

/** Sent where an error's own shape can't be made or encoded. It says nothing that a formatter would have hidden. */
export const fallbackShape: TRPCErrorShape = {
  code: TRPC_ERROR_CODES_BY_KEY.INTERNAL_SERVER_ERROR,
  message: 'Internal server error',
  data: { code: 'INTERNAL_SERVER_ERROR', httpStatus: 500 },
};

/**
 * An error out of anything that was thrown. tRPC keeps the message of an `Error` of this realm; a string, a plain
 * object or another realm's error keeps its message here.
 */
export function toTRPCError(cause: unknown): TRPCError {
  const error = getTRPCErrorFromUnknown(cause);
  if (error === cause || cause instanceof Error) return error;
  const message = typeof cause === 'string' ? cause : messageOf(cause);
  return message === undefined || message === error.message
    ? error
    : new TRPCError({ code: error.code, message, cause: error.cause ?? error });
}

function messageOf(cause: unknown): string | undefined {
  if (typeof cause !== 'object' || cause === null || !('message' in cause)) return undefined;
  return typeof cause.message === 'string' ? cause.message : undefined;
}

/** Tells `onError`, whose own failure must not become the process's. */
export function report<TRouter extends AnyTRPCRouter>(
  options: ErrorOptions<TRouter>,
  details: ErrorReport<TRouter>,
): void {
  try {
    const result: unknown = options.onError?.(details);
    if (result instanceof Promise) result.catch(dropped);
  } catch (cause) {
    dropped(cause);
  }
}

/** An error reporter that fails has nobody left to tell. */
function dropped(_cause: unknown): void {}

/** The shape that crosses: the router's formatter, or a minimal one where that throws. */
export function errorShape<TRouter extends AnyTRPCRouter>(
  options: ErrorOptions<TRouter>,
  details: ErrorReport<TRouter>,
): TRPCErrorShape {
  try {
    const shape: TRPCErrorShape = getTRPCErrorShape({ config: options.router._def._config, ...details });
    return options.isDev ? shape : withoutStack(shape);
  } catch (cause) {
    report(options, { ...details, error: toTRPCError(cause) });
    return fallbackShape;
  }
}

function withoutStack(shape: TRPCErrorShape): TRPCErrorShape {
  if (!shape.data || !('stack' in shape.data)) return shape;
  const { stack: _stack, ...data } = shape.data;
  return { ...shape, data };
}

/** How work that was told to stop is expected to end; not an error to report. */
export function isAbortError(cause: unknown): boolean {
  return typeof cause === 'object' && cause !== null && 'name' in cause && cause.name === 'AbortError';
}
