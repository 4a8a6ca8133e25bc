/** Why a call failed without an answer: its connection ended first, or could not be made. */
export class IpcConnectionError extends Error {
  override readonly name: string = 'IpcConnectionError';
}

/** The client was closed by its owner; it connects no more. */
export class IpcClosedError extends IpcConnectionError {
  constructor() {
    super('The client was closed');
  }
}

/** The main process listens, and does not serve this page. Asking again would be refused again: nothing is retried. */
export class IpcRefusedError extends Error {
  override readonly name = 'IpcRefusedError';

  constructor() {
    super('The main process refused this page');
  }
}

/** Runs a callback of the client's user. What it throws is that user's, and must not stop the adapter. */
export function callUser(callback: () => void): void {
  try {
    callback();
  } catch (cause) {
    // Reported as any uncaught error is, outside of the adapter's own stack.
    queueMicrotask(() => {
      throw cause;
    });
  }
}
