import { useEffect, useRef, useState } from 'react';
import type { SearchEvent, SearchQuery } from '#router/contracts/body-view.ts';
import { toMainProcessError } from '../../../trpc/main-process-error.ts';
import { useTRPCClient } from '../../../trpc/provider.tsx';

/** A hit in bytes of the body. */
export type Hit = readonly [offset: number, bytes: number];

type SearchProgress = Extract<SearchEvent, { type: 'progress' }>;

/** What a search has come to. */
export interface Search {
  readonly query: SearchQuery;
  /** Those that are named, in order. There may be more: `progress` counts them all. */
  readonly hits: readonly Hit[];
  readonly progress: SearchProgress | null;
  /** Why there is no more of it. */
  readonly problem: string | null;
  /** It was told to stop before its end. */
  readonly isStopped: boolean;
}

/** Searches a body, one query at a time. What was searched for before is given up at once. */
export function useSearch(id: string) {
  const client = useTRPCClient();
  const [search, setSearch] = useState<Search | null>(null);
  const running = useRef<{ unsubscribe(): void } | null>(null);
  useEffect(() => () => running.current?.unsubscribe(), []);

  const giveUp = () => {
    running.current?.unsubscribe();
    running.current = null;
  };
  const change = (changed: (before: Search) => Search) => setSearch((before) => before && changed(before));

  return {
    search,
    /** @param onFirst told of the first hit, as soon as it is known */
    start: (query: SearchQuery, onFirst: (hit: Hit) => void) => {
      giveUp();
      setSearch({ query, hits: [], progress: null, problem: null, isStopped: false });
      let isFirst = true;
      running.current = client.bodies.search.subscribe(
        { id, query },
        {
          onData: (event) => {
            if (event.type === 'progress') {
              change((before) => ({ ...before, progress: event }));
              return;
            }
            const [first] = event.hits;
            if (isFirst && first) onFirst(first);
            isFirst = false;
            change((before) => ({ ...before, hits: [...before.hits, ...event.hits] }));
          },
          onError: (cause) => change((before) => ({ ...before, problem: toMainProcessError(cause).message })),
        },
      );
    },
    stop: () => {
      giveUp();
      change((before) => ({ ...before, isStopped: true }));
    },
    clear: () => {
      giveUp();
      setSearch(null);
    },
  };
}

/** More of the body, or more bytes of it, are still to be searched. */
export function isSearching({ progress, problem, isStopped }: Search): boolean {
  return problem === null && !isStopped && progress?.done !== true;
}
