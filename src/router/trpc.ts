import { initTRPC, TRPCError } from '@trpc/server';
import { z } from 'zod';
import type { Context } from './context.ts';
import { Failure } from './contracts/failure.ts';

/**
 * The adapter's codec carries bytes, dates and the like as they are. Declaring a transformer that changes nothing
 * tells tRPC's types so; without one they would turn a `Uint8Array` into what JSON makes of it.
 */
export const transformer = {
  serialize: (value: unknown) => value,
  deserialize: (value: unknown) => value,
};

/** The zod issues of a refused input, reduced to what a window can show. */
function inputIssues(error: TRPCError) {
  return error.code === 'BAD_REQUEST' && error.cause instanceof z.ZodError
    ? error.cause.issues.map(({ path, message, code }) => ({ path: path.map(String), message, code }))
    : undefined;
}

export interface RouterOptions {
  /** Stack traces cross to the window only in development. */
  readonly isDev: boolean;
}

function messageFor(error: TRPCError, path: string | undefined, logId: string | undefined): string {
  const issues = inputIssues(error);
  if (issues) {
    const first = issues[0];
    return `${path ?? 'The call'} was refused: ${first?.path.join('.') || 'input'}: ${first?.message ?? 'bad input'}`;
  }
  if (error.cause instanceof Failure || error.code !== 'INTERNAL_SERVER_ERROR') return error.message;
  return `Something went wrong inside Parley. The log has the details under ${logId ?? 'this time'}.`;
}

/** tRPC's builder with the project's context and error shape. */
export function createBuilder({ isDev }: RouterOptions) {
  return initTRPC.context<Context>().create({
    isDev,
    transformer,
    errorFormatter({ shape, error, ctx, path }) {
      const logId = ctx?.services.log.failure(error, { path, session: ctx.session.id });
      return {
        ...shape,
        message: messageFor(error, path, logId),
        data: {
          ...shape.data,
          issues: inputIssues(error),
          details: error.cause instanceof Failure ? error.cause.details : undefined,
          logId,
        },
      };
    },
  });
}

export type Builder = ReturnType<typeof createBuilder>;

/** Gives each `Failure` of a service its tRPC code. Every procedure is built on it. */
export function createProcedure(t: Builder) {
  return t.procedure.use(async ({ next }) => {
    const result = await next();
    if (!result.ok && result.error.cause instanceof Failure) throw asTRPCError(result.error.cause);
    return result;
  });
}

/** A failure as tRPC carries it. */
export function asTRPCError(cause: unknown): unknown {
  return cause instanceof Failure
    ? new TRPCError({ code: cause.code, message: cause.message, cause })
    : cause;
}

export type Procedure = ReturnType<typeof createProcedure>;
