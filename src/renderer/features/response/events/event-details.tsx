import { Button, CloseButton } from '@mantine/core';
import type { BodyEvent } from '#router/contracts/body-events.ts';
import { formatBytes } from '../../../ui/format.ts';
import { timeOf } from './event-row.ts';

export interface EventDetailsProps {
  readonly event: BodyEvent;
  /** Shows its place in the body as it came. */
  readonly onGoToRaw: (offset: number) => void;
  readonly onClose: () => void;
}

/** One event with all its data, or the first 4 KiB of it. */
export function EventDetails({ event, onGoToRaw, onClose }: EventDetailsProps) {
  const { index, type, id, lastEventId, at, retry, data, dataBytes, isCut, offset } = event;
  const facts = [
    type,
    id === undefined ? lastEventId && `last id ${lastEventId}` : `id ${id}`,
    at !== undefined && timeOf(at),
    retry !== undefined && `retry ${retry} ms`,
    formatBytes(dataBytes),
  ];
  return (
    <section className="event-details" aria-label={`Event ${index + 1}`}>
      <div className="event-details-bar">
        <span className="fact fact-minor">{facts.filter(Boolean).join(' · ')}</span>
        <Button variant="subtle" size="compact-xs" onClick={() => onGoToRaw(offset)}>
          Show in the text
        </Button>
        <CloseButton size="sm" aria-label="Close event" onClick={onClose} />
      </div>
      <pre>{data}</pre>
      {isCut && <p className="search-note">This is the beginning. All of it is in the text.</p>}
    </section>
  );
}
