import { TRPCClientError, type TRPCLink } from '@trpc/client';
import { observable } from '@trpc/server/observable';
import { IpcClosedError, IpcConnectionError } from '#ipc/client/index.ts';
import type { AppRouter } from '#router/index.ts';
import { NotHandedOverError } from './refuse-late.ts';

type ErrorData = NonNullable<TRPCClientError<AppRouter>['data']>;

/** What a failure of a call that never reached main, or whose answer did not come back, is given for a code. */
const lostCode = 'SERVICE_UNAVAILABLE';

/** Every failure of a call, as the window sees it. `message` is fit to be shown. */
export class MainProcessError extends TRPCClientError<AppRouter> {
  /** tRPC's code, such as `NOT_FOUND`. */
  readonly code: ErrorData['code'];
  /** The procedure that failed, such as `requests.send`; undefined where main was not reached. */
  readonly path: string | undefined;
  /** What is wrong with the input, where that is what is wrong. */
  readonly issues: ErrorData['issues'];
  /** Facts such as host, phase and errno. */
  readonly details: ErrorData['details'];
  /** Finds the full cause and stack in main's log file. */
  readonly logId: string | undefined;
  /** The connection to main was lost: whether the call was carried out is not known. */
  readonly isConnectionLost: boolean;
  /** Main was away, and the call was refused before it had it: it is not carried out later. */
  readonly isNotHandedOver: boolean;
  /** This window's own client was closed: no later call will do better. */
  readonly isClientClosed: boolean;

  constructor(error: TRPCClientError<AppRouter>) {
    super(error.message, {
      ...(error.shape && { result: { error: error.shape } }),
      ...(error.cause instanceof Error && { cause: error.cause }),
      ...(error.meta && { meta: error.meta }),
    });
    // The base class sets its own prototype, and `instanceof` would say false.
    Object.setPrototypeOf(this, MainProcessError.prototype);
    this.name = 'MainProcessError';
    this.code = error.data?.code ?? (isAbort(error.cause) ? 'CLIENT_CLOSED_REQUEST' : lostCode);
    this.path = error.data?.path;
    this.issues = error.data?.issues;
    this.details = error.data?.details;
    this.logId = error.data?.logId;
    this.isConnectionLost = error.cause instanceof IpcConnectionError;
    this.isNotHandedOver = error.cause instanceof NotHandedOverError;
    this.isClientClosed = error.cause instanceof IpcClosedError;
  }
}

function isAbort(cause: unknown): boolean {
  return cause instanceof Error && cause.name === 'AbortError';
}

/** Anything that a call, a hook or a stream failed with, as a `MainProcessError`. */
export function toMainProcessError(cause: unknown): MainProcessError {
  if (cause instanceof MainProcessError) return cause;
  if (cause instanceof TRPCClientError) return new MainProcessError(cause);
  return new MainProcessError(
    TRPCClientError.from<AppRouter>(cause instanceof Error ? cause : new Error(String(cause))),
  );
}

/** Turns each failure that passes through into a `MainProcessError`. */
export const mainProcessErrorLink: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) =>
      next(op).subscribe({
        next: (envelope) => observer.next(envelope),
        error: (cause) => observer.error(toMainProcessError(cause)),
        complete: () => observer.complete(),
      }),
    );
