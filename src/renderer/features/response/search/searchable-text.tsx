import { useDebouncedCallback } from '@mantine/hooks';
import { type KeyboardEvent, type Ref, useImperativeHandle, useMemo, useRef, useState } from 'react';
import type { SearchQuery } from '#router/contracts/body-view.ts';
import { toMainProcessError } from '../../../trpc/main-process-error.ts';
import { TextView, type TextViewCommands, type TextViewProps } from '../viewer/text-view.tsx';
import { highlightsOf } from './row-hits.ts';
import { SearchBar } from './search-bar.tsx';
import { type Hit, useSearch } from './use-search.ts';

export interface SearchableTextCommands extends TextViewCommands {
  readonly openSearch: () => void;
}

export interface SearchableTextProps extends Omit<TextViewProps, 'highlights' | 'ref'> {
  readonly ref?: Ref<SearchableTextCommands> | undefined;
}

const nothing: SearchQuery = { text: '', matchCase: false, wholeWord: false, regex: false };
/** Typing pauses for so long before what was typed is searched for, in milliseconds. */
const pauseMs = 200;

/** A text with a search bar, which Ctrl/Cmd+F opens. One for each body: give it its id as key. */
export function SearchableText({ ref, ...props }: SearchableTextProps) {
  const { source, facts } = props;
  const view = useRef<TextViewCommands>(null);
  const [isOpen, setOpen] = useState(false);
  const [query, setQuery] = useState(nothing);
  const [current, setCurrent] = useState(0);
  const [problem, setProblem] = useState<string | null>(null);
  const searching = useSearch(facts.id);
  const { search } = searching;
  /** The jump that is under way: a later one makes it void. */
  const jump = useRef<AbortController>(null);

  const goTo = async ([offset, bytes]: Hit) => {
    jump.current?.abort();
    const { signal } = (jump.current = new AbortController());
    try {
      const [anchor, focus] = await Promise.all([
        source.place({ offset }, signal),
        source.place({ offset: offset + bytes }, signal),
      ]);
      view.current?.select({ anchor, focus });
      setProblem(null);
    } catch (cause) {
      if (!signal.aborted) setProblem(toMainProcessError(cause).message);
    }
  };
  const begin = (wanted: SearchQuery) => {
    jump.current?.abort();
    setCurrent(0);
    setProblem(null);
    if (wanted.text === '') searching.clear();
    else searching.start(wanted, (hit) => void goTo(hit));
  };
  const beginSoon = useDebouncedCallback(begin, pauseMs);
  const beginNow = (wanted: SearchQuery) => {
    beginSoon.cancel();
    begin(wanted);
  };
  const change = (wanted: SearchQuery) => {
    setQuery(wanted);
    if (wanted.text === query.text) beginNow(wanted);
    else beginSoon(wanted);
  };

  const go = (direction: -1 | 1) => {
    if (search?.query !== query || search.problem !== null) {
      beginNow(query);
      return;
    }
    const count = search.hits.length;
    // Where more may come, the last one that is known is not followed by the first.
    const isRound = search.progress?.done === true;
    const next = isRound
      ? (current + direction + count) % count
      : Math.max(0, Math.min(current + direction, count - 1));
    const hit = search.hits[next];
    if (!hit) return;
    setCurrent(next);
    void goTo(hit);
  };
  const close = () => {
    setOpen(false);
    beginSoon.cancel();
    searching.clear();
    view.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const isCommand = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
    if (isCommand && event.key.toLowerCase() === 'f') {
      setOpen(true);
      if (isOpen && event.currentTarget instanceof HTMLElement) {
        event.currentTarget.querySelector<HTMLInputElement>('.search-text input')?.focus();
      }
    } else if (isOpen && event.key === 'F3') go(event.shiftKey ? -1 : 1);
    // Elsewhere it cancels the request.
    else if (isOpen && event.key === 'Escape' && !event.defaultPrevented) close();
    else return;
    event.preventDefault();
  };

  const shown = search?.query;
  // Only an expression is highlighted by what the search has named so far.
  const hits = shown?.regex === true ? search?.hits : undefined;
  const encoding = facts.encoding.label;
  const highlights = useMemo(
    () => shown && highlightsOf({ query: shown, hits: hits ?? [] }, encoding),
    [shown, hits, encoding],
  );

  // The same ones as long as the text is shown: whoever holds them is told when it is there and when it has gone.
  useImperativeHandle(
    ref,
    () => ({
      select: (selection) => view.current?.select(selection),
      goTo: (at) => view.current?.goTo(at),
      askWhereTo: () => view.current?.askWhereTo(),
      focus: () => view.current?.focus(),
      openSearch: () => setOpen(true),
    }),
    [],
  );

  return (
    <div className="searchable-text" onKeyDown={onKeyDown}>
      {isOpen && (
        <SearchBar
          query={query}
          search={search}
          isArriving={facts.state === 'arriving'}
          current={current}
          problem={problem}
          onChange={change}
          onGo={go}
          onStop={searching.stop}
          onClose={close}
        />
      )}
      <TextView ref={view} {...props} {...(highlights && { highlights })} />
    </div>
  );
}
