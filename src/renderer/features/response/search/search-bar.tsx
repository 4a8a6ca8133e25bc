import { ActionIcon, Button, TextInput } from '@mantine/core';
import { IconChevronDown, IconChevronUp, IconX } from '@tabler/icons-react';
import type { SearchQuery } from '#router/contracts/body-view.ts';
import { formatBytes } from '../../../ui/format.ts';
import { isSearching, type Search } from './use-search.ts';

export interface SearchBarProps {
  readonly query: SearchQuery;
  readonly search: Search | null;
  /** More of the body is to come, and is searched too. */
  readonly isArriving: boolean;
  /** Index of the hit that is gone to. */
  readonly current: number;
  /** What kept it from going there. */
  readonly problem: string | null;
  readonly onChange: (query: SearchQuery) => void;
  readonly onGo: (direction: -1 | 1) => void;
  readonly onStop: () => void;
  readonly onClose: () => void;
}

/** Above a text: what is searched for in it, how far that has come, and the way from hit to hit. */
export function SearchBar({
  query,
  search,
  isArriving,
  current,
  problem,
  onChange,
  onGo,
  onStop,
  onClose,
}: SearchBarProps) {
  const wrong = search?.problem ?? problem;
  return (
    <div role="search" className="search-bar">
      <div className="search-line">
        <TextInput
          className="search-text"
          aria-label="Search in the body"
          placeholder="Search"
          value={query.text}
          error={wrong !== null}
          autoFocus
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => onChange({ ...query, text: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.nativeEvent.isComposing)
              return;
            event.preventDefault();
            onGo(event.shiftKey ? -1 : 1);
          }}
        />
        <Option label="Match case" sign="Aa" query={query} name="matchCase" onChange={onChange} />
        <Option label="Whole word" sign="ab" query={query} name="wholeWord" onChange={onChange} />
        <Option label="Regular expression" sign=".*" query={query} name="regex" onChange={onChange} />
        <ActionIcon aria-label="Previous hit" title="Shift F3" onClick={() => onGo(-1)}>
          <IconChevronUp size={15} />
        </ActionIcon>
        <ActionIcon aria-label="Next hit" title="F3" onClick={() => onGo(1)}>
          <IconChevronDown size={15} />
        </ActionIcon>
        <span className="search-count">{search && !wrong && countOf(search, current, isArriving)}</span>
        <span className="visually-hidden" role="status" aria-label="Hits">
          {search && !wrong && spokenCountOf(search, current)}
        </span>
        {search && isSearching(search) && (
          <Button variant="subtle" size="compact-xs" onClick={onStop}>
            Stop searching
          </Button>
        )}
        <ActionIcon aria-label="Close search" title="Esc" onClick={onClose}>
          <IconX size={15} />
        </ActionIcon>
      </div>
      {wrong !== null && (
        <p className="search-note" role="alert" data-tone="warning">
          {wrong}
        </p>
      )}
      {query.regex && <p className="search-note">An expression matches within 64 KiB of a line.</p>}
    </div>
  );
}

interface OptionProps extends Pick<SearchBarProps, 'query' | 'onChange'> {
  readonly label: string;
  readonly sign: string;
  readonly name: 'matchCase' | 'wholeWord' | 'regex';
}

function Option({ label, sign, query, name, onChange }: OptionProps) {
  return (
    <ActionIcon
      className="search-option"
      aria-label={label}
      aria-pressed={query[name]}
      title={label}
      onClick={() => onChange({ ...query, [name]: !query[name] })}
    >
      <span aria-hidden="true" data-sign={name}>
        {sign}
      </span>
    </ActionIcon>
  );
}

/** What is read aloud: that it searches, where one goes, and what came of it. Figures that go on changing are not. */
function spokenCountOf(search: Search, current: number): string {
  if (!isSearching(search)) return countOf(search, current, false);
  return search.hits.length > 0 ? `Hit ${number(current + 1)}, searching on` : 'Searching';
}

/** `3 of 120 · 12 MiB of 1 GiB searched`. */
function countOf(search: Search, current: number, isArriving: boolean): string {
  const { hits, progress, isStopped } = search;
  const found = progress?.hitCount ?? hits.length;
  const named = hits.length > 0 && found > hits.length;
  const parts = [
    hits.length > 0
      ? `${number(current + 1)} of ${number(found)}`
      : isSearching(search)
        ? null
        : 'Nothing found',
    named ? `the first ${number(hits.length)} can be gone to` : null,
    progress && !progress.done ? howFar(progress, isStopped, isArriving) : null,
  ];
  return parts.filter((part) => part !== null).join(' · ');
}

function howFar(
  { searchedBytes, totalBytes }: NonNullable<Search['progress']>,
  isStopped: boolean,
  isArriving: boolean,
): string {
  if (isArriving && !isStopped) return `${formatBytes(searchedBytes)} searched, more to come`;
  return `${formatBytes(searchedBytes)} of ${formatBytes(totalBytes)} searched${isStopped ? ', stopped' : ''}`;
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
