import { Changes } from './changes.ts';

/** Between two reports that somebody hears of, in milliseconds, unless it is the last. */
const reportEveryMs = 100;

/**
 * Runs work that says how far it is. Yields the newest report, ten times a second at most, and the last one when the
 * work has ended, however it has.
 *
 * Whoever stops listening, or aborts the signal, has the work aborted, and waits until it has ended. Throws what the work
 * throws.
 */
export async function* reportsOf<TReport>(
  work: (report: (news: TReport) => void, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): AsyncGenerator<TReport> {
  const unheard = new AbortController();
  const changes = new Changes();
  let newest: { readonly report: TReport } | undefined;
  let isOver = false;
  const working = work(
    (report) => {
      newest = { report };
      changes.announce();
    },
    AbortSignal.any([signal, unheard.signal]),
  ).finally(() => {
    isOver = true;
    changes.announce();
  });
  // It may fail while nobody asks for the next report.
  const settled = Promise.allSettled([working]);
  try {
    for (let dueAt = 0; !isOver; ) {
      const waitMs = dueAt - performance.now();
      if (newest && waitMs <= 0) {
        const { report } = newest;
        newest = undefined;
        dueAt = performance.now() + reportEveryMs;
        yield report;
      } else {
        await changes.next(unheard.signal, newest && waitMs);
      }
    }
    if (newest) yield newest.report;
    await working;
  } finally {
    unheard.abort();
    await settled;
  }
}
