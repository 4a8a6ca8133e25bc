import type { EventFilter, FoundEvents, BodyEvent } from '#router/contracts/body-events.ts';
import { PageCache } from '../viewer/page-cache.ts';

/** Events that are asked for at once, and kept of those that were looked at. */
const eventsAtOnce = 200;
const keptEvents = 4000;
/** So many rows before the end of what a filter has found, more is looked for. */
const aheadRows = 50;

export interface EventListOptions {
  readonly fetch: (
    range: { readonly first: number; readonly count: number; readonly filter: EventFilter },
    signal: AbortSignal,
  ) => Promise<FoundEvents>;
  /** Rows are to be drawn anew; there may be more of them. */
  readonly onArrival: () => void;
  readonly onFailure: (cause: unknown) => void;
}

/** The events that a list shows. */
export interface EventList extends Disposable {
  /** Rows that there are, where the stream has `total` events. */
  count(total: number): number;
  /** Undefined while it is on its way. */
  get(row: number): BodyEvent | undefined;
  /** Says which rows are looked at. */
  want(first: number, last: number, total: number): void;
  /** More events have come than the `total` before. */
  grow(before: number): void;
  /** Asks again for what could not be had. */
  retry(): void;
}

/** All events: a row each, of which those in view are fetched. */
export function allEvents({ fetch, ...told }: EventListOptions): EventList {
  const pages = new PageCache<readonly BodyEvent[]>({
    fetch: async (page, signal) =>
      (await fetch({ first: page * eventsAtOnce, count: eventsAtOnce, filter: {} }, signal)).events,
    sizeOf: (events) => events.length,
    maxSize: keptEvents,
    ...told,
  });
  const pageOf = (row: number) => Math.floor(row / eventsAtOnce);
  return {
    count: (total) => total,
    get: (row) => pages.get(pageOf(row))?.[row % eventsAtOnce],
    want: (first, last) => pages.want(pageOf(first), pageOf(Math.max(first, last))),
    grow: (before) => pages.markStale(pageOf(Math.max(before - 1, 0))),
    retry: () => pages.retry(),
    [Symbol.dispose]: () => pages[Symbol.dispose](),
  };
}

/** Those that match a filter, which is asked for more of them when the last ones that are known come into view. */
export function filteredEvents(filter: EventFilter, options: EventListOptions): EventList {
  const found: BodyEvent[] = [];
  let stop = new AbortController();
  let next = 0;
  let isAsking = false;
  let hasFailed = false;
  const ask = async () => {
    const { signal } = stop;
    isAsking = true;
    try {
      const answer = await options.fetch({ first: next, count: eventsAtOnce, filter }, signal);
      if (signal.aborted) return;
      found.push(...answer.events);
      next = answer.next;
    } catch (cause) {
      if (signal.aborted) return;
      hasFailed = true;
      options.onFailure(cause);
    }
    isAsking = false;
    options.onArrival();
  };
  return {
    count: () => found.length,
    get: (row) => found[row],
    want(_first, last, total) {
      const isWanted = last + aheadRows >= found.length && next < total;
      if (isWanted && !isAsking && !hasFailed) void ask();
    },
    grow: () => undefined,
    retry() {
      hasFailed = false;
      options.onArrival();
    },
    [Symbol.dispose]() {
      stop.abort(new DOMException('Closed', 'AbortError'));
      stop = new AbortController();
      isAsking = false;
    },
  };
}
