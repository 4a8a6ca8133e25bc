import type { Report } from './probe/report.ts';

/** One start: when each step was reached, in milliseconds since the process was asked for. */
export interface Start {
  /** Of the main process. */
  readonly main: Readonly<Record<string, number>>;
  /** Milliseconds of processors that the main process had used by then: these don't wait for other work. */
  readonly processor: Readonly<Record<string, number>>;
  /** Of the first page. */
  readonly page: Readonly<Record<string, number>>;
  /** Path names of what the page asked for before it painted. */
  readonly loaded: readonly string[];
}

/** Now, in milliseconds since the epoch, as finely as a process's `performance` counts. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}

/**
 * A start as it was seen from outside.
 * @param began when the process was asked for, in milliseconds since the epoch. All clocks are this machine's.
 */
export function startSince(
  began: number,
  { timeOrigin, main, processor = {}, page }: Pick<Report, 'page'> & Partial<Report>,
): Start {
  const sinceBegan = (origin: number, times: Readonly<Record<string, number | null>>) =>
    Object.fromEntries(
      Object.entries(times).flatMap(([name, at]) => (at === null ? [] : [[name, origin + at - began]])),
    );
  const { responseEnd, firstPaint, firstContentfulPaint, editable } = page;
  return {
    main: timeOrigin === undefined ? {} : sinceBegan(timeOrigin, { process: 0, ...main }),
    processor,
    page: sinceBegan(page.timeOrigin, {
      'navigation-begins': 0,
      'document-there': responseEnd,
      'first-paint': firstPaint,
      'first-contentful-paint': firstContentfulPaint,
      'url-editable': editable,
    }),
    loaded: page.loaded,
  };
}
