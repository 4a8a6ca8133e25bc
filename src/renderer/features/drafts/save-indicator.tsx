import { IconAlertTriangle, IconCheck, IconLoader2 } from '@tabler/icons-react';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import type { SaveState } from './draft-journal.ts';

export interface SaveIndicatorProps {
  readonly save: SaveState;
  readonly connectionLost: boolean;
}

/** Tells in a few words how safe the newest edits are, which has nothing to do with whether they are in a file yet. */
export function SaveIndicator({ save, connectionLost }: SaveIndicatorProps) {
  if (save.kind === 'saved') {
    return (
      <span className="save-state" data-state="saved">
        <IconCheck size={13} stroke={2} aria-hidden="true" /> Edits kept
      </span>
    );
  }
  const waiting =
    connectionLost || (save.kind === 'failed' && toMainProcessError(save.error).isConnectionLost);
  if (waiting || save.kind === 'failed') {
    return (
      <span className="save-state" data-state="failed">
        <IconAlertTriangle size={13} stroke={2} aria-hidden="true" />
        <span>
          Edits not kept yet:{' '}
          {save.kind === 'failed' && !waiting
            ? toMainProcessError(save.error).message
            : 'waiting for Parley’s main process'}
        </span>
      </span>
    );
  }
  return (
    <span className="save-state" data-state="saving">
      <IconLoader2 size={13} stroke={2} aria-hidden="true" /> Keeping edits…
    </span>
  );
}
