import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type KeyboardEvent, useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import type { BodyEvent, EventFilter } from '#router/contracts/body-events.ts';
import type { BodyFacts } from '#router/contracts/body-view.ts';
import { toMainProcessError } from '../../../trpc/main-process-error.ts';
import { useTRPCClient } from '../../../trpc/provider.tsx';
import { NotRead } from '../viewer/not-read.tsx';
import { useRowList } from '../viewer/use-row-list.ts';
import { EventDetails } from './event-details.tsx';
import { allEvents, type EventList, filteredEvents } from './event-list.ts';
import { drawEventRow } from './event-row.ts';

export interface EventsViewProps {
  readonly facts: BodyFacts;
  /** Shows a place of the body as it came. */
  readonly onGoToRaw: (offset: number) => void;
}

/** Typing pauses for so long before the list is filtered, in milliseconds. */
const pauseMs = 200;

/** A stream of server-sent events, or of JSON a line, as a list, which grows while they come. */
export function EventsView({ facts, onGoToRaw }: EventsViewProps) {
  const client = useTRPCClient();
  const [text, setText] = useState('');
  const [type, setType] = useState('');
  const [filterText] = useDebouncedValue(text, pauseMs);
  const [filterType] = useDebouncedValue(type, pauseMs);
  /** Events that there were when the list was told to wait. */
  const [pausedAt, setPausedAt] = useState<number | null>(null);
  const [isFollowing, setFollowing] = useState(true);
  const [current, setCurrent] = useState<number | null>(null);
  const [isOpen, setOpen] = useState(false);
  const [held, setHeld] = useState<{ readonly row: number | null; readonly event: BodyEvent } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [arrivals, setArrivals] = useState(0);
  const host = useRef<HTMLDivElement>(null);

  const { id, events: known = 0 } = facts;
  const total = pausedAt ?? known;
  const isArriving = facts.state === 'arriving';
  const list = useMemo<EventList>(() => {
    const options = {
      fetch: (range: { first: number; count: number; filter: EventFilter }, signal: AbortSignal) =>
        client.bodies.events.query({ id, ...range }, { signal }),
      onArrival: () => setArrivals((before) => before + 1),
      onFailure: (cause: unknown) => setProblem(toMainProcessError(cause).message),
    };
    if (filterText === '' && filterType === '') return allEvents(options);
    const query = { text: filterText, matchCase: false, wholeWord: false, regex: false } as const;
    const filter = {
      ...(filterText !== '' && { query }),
      ...(filterType !== '' && { type: filterType }),
    };
    return filteredEvents(filter, options);
  }, [client, id, filterText, filterType]);
  const start = useEffectEvent(() => list.want(0, 0, total));
  useEffect(() => {
    start();
    return () => list[Symbol.dispose]();
  }, [list]);
  const filterBy = (setPart: (value: string) => void, value: string) => {
    setPart(value);
    setProblem(null);
  };
  // What is opened before a filter takes effect is of the list before.
  const [shownList, setShownList] = useState(list);
  if (shownList !== list) {
    setShownList(list);
    setCurrent(null);
    setOpen(false);
    setHeld(null);
  }

  const seen = useRef(total);
  useEffect(() => {
    if (seen.current !== total) list.grow(seen.current);
    seen.current = total;
  }, [list, total]);

  const draw = useCallback(
    (element: HTMLElement, row: number) => {
      const isThere = row < list.count(total);
      element.hidden = !isThere;
      drawEventRow(element, isThere ? list.get(row) : undefined, { row, isCurrent: row === current });
      return arrivals >= 0 && list.get(row) !== undefined;
    },
    [list, total, current, arrivals],
  );
  const rows = list.count(total);
  const rowList = useRowList(host, {
    rows: Math.max(rows, 1),
    draw,
    follow: isFollowing && isArriving && pausedAt === null,
    onWindow: (first, last) => list.want(first, last, total),
    isThere: (row) => row >= rows || list.get(row) !== undefined,
    onLeaveEnd: () => setFollowing(false),
  });

  const go = (row: number) => {
    if (rows === 0) return;
    const next = Math.max(0, Math.min(row, rows - 1));
    setCurrent(next);
    setFollowing(false);
    rowList.current?.reveal(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const at = current ?? -1;
    const page = Math.max(1, (rowList.current?.rowsInView ?? 1) - 1);
    const moves = new Map([
      ['ArrowDown', at + 1],
      ['ArrowUp', at - 1],
      ['PageDown', at + page],
      ['PageUp', at - page],
      ['Home', 0],
      ['End', rows - 1],
    ]);
    const to = moves.get(event.key);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (to !== undefined) go(to);
    else if (event.key === 'Enter' && current !== null) setOpen(!isOpen);
    else if (event.key === 'Escape' && isOpen) setOpen(false);
    else return;
    event.preventDefault();
  };
  // The list forgets rows that are far out of view: the one that is open stays open.
  const inList = isOpen && current !== null ? list.get(current) : undefined;
  if (inList && inList !== held?.event) setHeld({ row: current, event: inList });
  const opened = isOpen && held?.row === current ? held.event : undefined;

  return (
    <div className="body-viewer events-view">
      <div className="events-bar">
        <TextInput
          aria-label="Only events with this text"
          placeholder="Text"
          value={text}
          onChange={(event) => filterBy(setText, event.currentTarget.value)}
        />
        <TextInput
          aria-label="Only events of this type"
          placeholder="Type"
          value={type}
          onChange={(event) => filterBy(setType, event.currentTarget.value)}
        />
        <span className="search-count" role="status" aria-label="Events">
          {countOf(rows, total, filterText !== '' || filterType !== '', known - total)}
        </span>
        {(isArriving || pausedAt !== null) && (
          <Button
            variant="subtle"
            size="compact-xs"
            onClick={() => {
              setPausedAt(pausedAt === null ? known : null);
              setFollowing(pausedAt !== null);
            }}
          >
            {pausedAt === null ? 'Pause' : 'Go on'}
          </Button>
        )}
        {isArriving && pausedAt === null && !isFollowing && (
          <Button variant="subtle" size="compact-xs" onClick={() => setFollowing(true)}>
            To the newest
          </Button>
        )}
      </div>
      <div
        ref={host}
        className="rows-host events-host"
        role="listbox"
        tabIndex={0}
        aria-label="Events"
        aria-activedescendant={current === null ? undefined : `event-row-${current}`}
        onKeyDown={onKeyDown}
        onClick={(event) => {
          const element = event.target instanceof Element ? event.target.closest('[data-row]') : null;
          if (!(element instanceof HTMLElement)) return;
          go(Number(element.dataset['row']));
          setOpen(true);
        }}
      />
      {opened && <EventDetails event={opened} onGoToRaw={onGoToRaw} onClose={() => setOpen(false)} />}
      <NotRead
        what="The events"
        problem={problem}
        onRetry={() => {
          setProblem(null);
          list.retry();
        }}
      />
    </div>
  );
}

function countOf(rows: number, total: number, isFiltered: boolean, waiting: number): string {
  const events = total === 1 ? 'event' : 'events';
  const all = `${total.toLocaleString('en-US')} ${events}`;
  const shown = isFiltered ? `${rows.toLocaleString('en-US')} shown of ${all}` : all;
  const have = waiting === 1 ? 'has' : 'have';
  return waiting > 0 ? `${shown}, ${waiting.toLocaleString('en-US')} more ${have} come` : shown;
}
