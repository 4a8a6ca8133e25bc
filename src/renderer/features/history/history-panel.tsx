import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { IconSearch, IconTrash, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, useId, useState } from 'react';
import type { HistorySummary } from '#router/contracts/history.ts';
import type { SendId } from '#router/contracts/ids.ts';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPC } from '../../trpc/provider.tsx';
import { formatBytes, formatDuration } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { MethodBadge } from '../collections/method-badge.tsx';
import { agoOf } from './ago.ts';
import './history.css';

/** So many are shown at first, and so many more each time. */
const pageSize = 100;

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
  const { data: page, error } = useSubscription(
    trpc.history.watch.subscriptionOptions({ search: words.trim(), skip: 0, limit }),
  );
  const remove = useMutation(trpc.history.remove.mutationOptions());
  const clear = useMutation(trpc.history.clear.mutationOptions());
  const [asksToClear, setAsksToClear] = useState(false);
  const listId = useId();
  const problem = error ?? remove.error ?? clear.error;

  return (
    <div className="history">
      <div className="history-bar">
        <TextInput
          className="history-search"
          size="xs"
          aria-label="Search the history"
          aria-controls={listId}
          placeholder="Method, URL, name or status"
          leftSection={<IconSearch size={14} stroke={1.8} />}
          value={search}
          onChange={({ currentTarget: { value } }) => {
            setSearch(value);
            setLimit(pageSize);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || search === '') return;
            event.preventDefault();
            setSearch('');
          }}
        />
        <Tooltip label="Clear the history">
          <ActionIcon
            aria-label="Clear the history"
            disabled={!page || page.count === 0}
            onClick={() => setAsksToClear(true)}
          >
            <IconTrash size={16} stroke={1.6} />
          </ActionIcon>
        </Tooltip>
      </div>
      {asksToClear && (
        <div className="history-question" role="alertdialog" aria-label="Clear the history">
          <p>Forget all sends and their responses? This can’t be undone.</p>
          <Button
            size="compact-xs"
            color="red"
            autoFocus
            onClick={() => {
              setAsksToClear(false);
              clear.mutate();
            }}
          >
            Forget all
          </Button>
          <Button size="compact-xs" variant="default" onClick={() => setAsksToClear(false)}>
            Keep them
          </Button>
        </div>
      )}
      {problem && <Notice tone="warning">{toMainProcessError(problem).message}</Notice>}
      {page?.count === 0 && (
        <p className="history-empty">
          {words.trim() === ''
            ? 'What you send appears here, with its response, until newer ones need the room.'
            : 'No send matches.'}
        </p>
      )}
      <ul id={listId} className="history-list" aria-label="History" onKeyDown={moveFocus}>
        {page?.entries.map((entry) => (
          <li key={entry.id} className="history-row">
            <button type="button" className="history-entry" onClick={() => onOpen(entry.id)}>
              <MethodBadge method={entry.method} />
              <span className="history-what">
                <span className="history-name">{entry.name || withoutScheme(entry.url)}</span>
                <span className="history-facts">{factsOf(entry)}</span>
              </span>
              <StatusMark entry={entry} />
            </button>
            <ActionIcon
              className="history-remove"
              size="sm"
              aria-label={`Forget ${entry.method} ${entry.url}`}
              onClick={() => remove.mutate({ id: entry.id })}
            >
              <IconX size={14} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      {page && page.count > page.entries.length && (
        <Button
          variant="subtle"
          size="compact-xs"
          onClick={() => setLimit((shown) => Math.min(500, shown + pageSize))}
        >
          Show more of {page.count}
        </Button>
      )}
    </div>
  );
}

function StatusMark({ entry: { status, outcome } }: { readonly entry: HistorySummary }) {
  const text = status === null ? (outcome === 'cancelled' ? 'cancelled' : 'failed') : String(status);
  const tone = status === null ? 'none' : String(Math.floor(status / 100));
  return (
    <span className="history-status" data-tone={tone}>
      {text}
    </span>
  );
}

function factsOf({ at, elapsedMs, body }: HistorySummary): string {
  const size = body ? ` · ${formatBytes(body.size)}` : '';
  return `${agoOf(at, Date.now())} · ${formatDuration(elapsedMs)}${size}`;
}

function withoutScheme(url: string): string {
  return url.replace(/^https?:\/\//i, '') || 'No URL';
}

/** Up and down through the entries; Delete forgets the one that has the focus. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const entries = [...event.currentTarget.querySelectorAll<HTMLElement>('.history-entry')];
  const at = entries.findIndex((entry) => entry === document.activeElement);
  if (at === -1) return;
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    entries[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
  } else if (event.key === 'Delete') {
    event.preventDefault();
    const row = entries[at]?.parentElement;
    (entries[at + 1] ?? entries[at - 1])?.focus();
    row?.querySelector<HTMLElement>('.history-remove')?.click();
  }
}
