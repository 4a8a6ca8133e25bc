import { type Hide, redactText, redactValue } from './redact.ts';

export interface DescribedError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  /** Such as ECONNREFUSED. */
  readonly code?: string;
  /** A `Failure`'s facts. */
  readonly details?: unknown;
  readonly cause?: DescribedError;
  /** Of an AggregateError: each address of a host is tried, and each has its own reason. */
  readonly errors?: readonly DescribedError[];
}

export interface Describing {
  readonly stacks: boolean;
  readonly hide?: Hide;
}

/** An error with its causes as plain data, without secrets. */
export function describeError(error: unknown, how: Describing, depth = 5): DescribedError {
  const { stacks, hide } = how;
  if (!(error instanceof Error)) return { name: typeof error, message: redactText(String(error), hide) };
  const described = { name: error.name, message: redactText(error.message, hide) };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  const details = 'details' in error ? { details: redactValue(error.details, hide) } : {};
  const stack = stacks && error.stack !== undefined ? { stack: redactText(error.stack, hide) } : {};
  if (depth === 0) return { ...described, ...code, ...details, ...stack };
  const inner = (cause: unknown) => describeError(cause, how, depth - 1);
  return {
    ...described,
    ...code,
    ...details,
    ...stack,
    ...(error.cause === undefined ? {} : { cause: inner(error.cause) }),
    ...(error instanceof AggregateError ? { errors: error.errors.map(inner) } : {}),
  };
}
