import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { memo } from 'react';
import type { HistorySummary } from '#router/contracts/history.ts';
import type { SendId } from '#router/contracts/ids.ts';
import { formatBytes, formatDuration } from '../../ui/format.ts';
import { MethodBadge } from '../collections/method-badge.tsx';

export interface HistoryRowProps {
  readonly entry: HistorySummary;
  /** When it was, for people. */
  readonly ago: string;
  readonly onOpen: (id: SendId) => void;
  readonly onForget: (entry: HistorySummary) => void;
}

/** One send of the list. There may be a thousand: it is drawn again only where it says something else. */
export const HistoryRow = memo(function HistoryRow({ entry, ago, onOpen, onForget }: HistoryRowProps) {
  const { id, method, name, url, sentUrl, environment, elapsedMs, body } = entry;
  const title = name || withoutScheme(url);
  // Two sends of one request differ in nothing else where their environments do.
  const where = sentUrl === '' || withoutScheme(sentUrl) === title ? '' : withoutScheme(sentUrl);
  const facts = [environment, ago, formatDuration(elapsedMs), body ? formatBytes(body.size) : ''];
  return (
    <li className="history-row">
      <button
        type="button"
        className="history-entry"
        title={`${method} ${sentUrl || url}`}
        onClick={() => onOpen(id)}
      >
        <MethodBadge method={method} />
        <span className="history-what">
          <span className="history-name">{title}</span>
          {where !== '' && <span className="history-where">{where}</span>}
          <span className="history-facts">{facts.filter(Boolean).join(' · ')}</span>
        </span>
        <StatusMark entry={entry} />
      </button>
      <ActionIcon
        className="history-remove"
        size="sm"
        aria-label={`Forget ${method} ${sentUrl || url}`}
        onClick={() => onForget(entry)}
      >
        <IconX size={14} />
      </ActionIcon>
    </li>
  );
});

/** The status, and how it ended where that was not as it should. */
function StatusMark({ entry: { status, outcome } }: { readonly entry: HistorySummary }) {
  const isComplete = status !== null && outcome === 'complete';
  return (
    <span className="history-status" data-tone={isComplete ? String(Math.floor(status / 100)) : 'none'}>
      {status}{' '}
      {!isComplete && (
        <span className="history-outcome">
          {outcome === 'cancelled' ? 'cancelled' : status === null ? 'failed' : 'incomplete'}
        </span>
      )}
    </span>
  );
}

function withoutScheme(url: string): string {
  return url.replace(/^https?:\/\//i, '') || 'No URL';
}
