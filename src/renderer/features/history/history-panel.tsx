import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { IconSearch, IconTrash } from '@tabler/icons-react';
import { type KeyboardEvent, useCallback, useId, useRef, useState } from 'react';
import type { HistoryPage, HistorySummary } from '#router/contracts/history.ts';
import type { SendId } from '#router/contracts/ids.ts';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPC } from '../../trpc/provider.tsx';
import { Notice } from '../../ui/notice.tsx';
import { agoOf } from './ago.ts';
import { HistoryQuestion } from './history-question.tsx';
import { HistoryRow } from './history-row.tsx';
import { useNow } from './use-now.ts';
import './history.css';

/** So many are shown at first, and so many more each time. */
const pageSize = 100;
/** As many as main keeps, and tells at once. */
const maxShown = 1000;

export interface HistoryPanelProps {
  /** Opens what was sent, with its response. */
  readonly onOpen: (id: SendId) => void;
}

/** Every send, the newest first. */
export function HistoryPanel({ onOpen }: HistoryPanelProps) {
  const trpc = useTRPC();
  const [search, setSearch] = useState('');
  const [words] = useDebouncedValue(search, 120);
  const [limit, setLimit] = useState(pageSize);
  // What was told last stays until the next is: who asks for more stays where he is in the list.
  const [page, setPage] = useState<HistoryPage | null>(null);
  const { error } = useSubscription(
    trpc.history.watch.subscriptionOptions({ search: words.trim(), skip: 0, limit }, { onData: setPage }),
  );
  const remove = useMutation(trpc.history.remove.mutationOptions());
  const clear = useMutation(trpc.history.clear.mutationOptions());
  const [asksToClear, setAsksToClear] = useState(false);
  const [asked, setAsked] = useState<HistorySummary | null>(null);
  const clearButton = useRef<HTMLButtonElement>(null);
  const searchField = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const listId = useId();
  const now = useNow(5000);
  const focusEntry = (at: number) =>
    list.current?.querySelectorAll<HTMLElement>('.history-entry')[at]?.focus();
  const endAsking = (isForgotten: boolean) => {
    const { entries = [] } = page ?? {};
    const at = entries.findIndex(({ id }) => id === asked?.id);
    setAsked(null);
    if (isForgotten && asked) remove.mutate({ id: asked.id });
    if (isForgotten && entries.length === 1) searchField.current?.focus();
    else focusEntry(isForgotten ? (at + 1 < entries.length ? at + 1 : at - 1) : at);
  };
  // Kept, so that the rows are drawn again only for what they say.
  const ask = useCallback((entry: HistorySummary) => {
    setAsksToClear(false);
    setAsked(entry);
  }, []);
  const problem = error ?? remove.error ?? clear.error;

  return (
    <div className="history">
      <div className="history-bar">
        <TextInput
          ref={searchField}
          className="history-search"
          size="xs"
          aria-label="Search the history"
          aria-controls={listId}
          placeholder="URL, name or status"
          leftSection={<IconSearch size={14} stroke={1.8} />}
          value={search}
          onChange={({ currentTarget: { value } }) => {
            setSearch(value);
            setLimit(pageSize);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            // In the empty field as well: who clears a search means no send that runs.
            event.preventDefault();
            setSearch('');
          }}
        />
        <Tooltip label="Clear the history">
          <ActionIcon
            ref={clearButton}
            aria-label="Clear the history"
            disabled={!page || page.count === 0}
            onClick={() => {
              setAsked(null);
              setAsksToClear(true);
            }}
          >
            <IconTrash size={16} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </div>
      {asksToClear && (
        <HistoryQuestion
          label="Clear the history"
          text="Forget all sends and their responses? This can’t be undone."
          yes="Forget all"
          no="Keep them"
          onYes={() => {
            setAsksToClear(false);
            searchField.current?.focus();
            clear.mutate();
          }}
          onNo={() => {
            setAsksToClear(false);
            clearButton.current?.focus();
          }}
        />
      )}
      {asked && (
        <HistoryQuestion
          key={asked.id}
          label="Forget a send"
          text={`Forget ${asked.method} ${asked.name || asked.url} and its response? This can’t be undone.`}
          yes="Forget it"
          no="Keep it"
          onYes={() => endAsking(true)}
          onNo={() => endAsking(false)}
        />
      )}
      {problem && <Notice tone="warning">{toMainProcessError(problem).message}</Notice>}
      {page?.count === 0 && (
        <p className="history-empty">
          {words.trim() === ''
            ? 'What you send appears here, with its response, until newer ones need the room.'
            : 'No send matches.'}
        </p>
      )}
      <ul ref={list} id={listId} className="history-list" aria-label="History" onKeyDown={moveFocus}>
        {page?.entries.map((entry) => (
          <HistoryRow
            key={entry.id}
            entry={entry}
            ago={agoOf(entry.at, now)}
            onOpen={onOpen}
            onForget={ask}
          />
        ))}
      </ul>
      {page && page.count > page.entries.length && limit < maxShown && (
        <Button
          variant="subtle"
          size="compact-xs"
          onClick={() => setLimit((shown) => Math.min(maxShown, shown + pageSize))}
        >
          Show more of {page.count}
        </Button>
      )}
    </div>
  );
}

/** Up and down through the entries; Delete asks whether to forget the one that has the focus. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const entries = [...event.currentTarget.querySelectorAll<HTMLElement>('.history-entry')];
  const at = entries.findIndex((entry) => entry === document.activeElement);
  if (at === -1) return;
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    entries[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
  } else if (event.key === 'Delete') {
    event.preventDefault();
    entries[at]?.parentElement?.querySelector<HTMLElement>('.history-remove')?.click();
  }
}
