/** What a call is given that begins a job in a worker. */
export interface JobCall<TReport> {
  readonly signal: AbortSignal;
  readonly onData: (report: TReport) => void;
  readonly onError: (error: unknown) => void;
  readonly onComplete: () => void;
}

/** Resolves when a job has ended; throws what it throws, and the signal's reason. */
export async function toItsEnd<TReport>(
  begin: (call: JobCall<TReport>) => unknown,
  onReport: (report: TReport) => void,
  signal: AbortSignal,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    begin({ signal, onData: onReport, onError: reject, onComplete: resolve });
  });
  // A subscription that is given up completes.
  signal.throwIfAborted();
}
