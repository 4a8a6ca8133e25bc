import { Button } from '@mantine/core';
import { formatBytes } from '../../ui/format.ts';
import { usePatience } from '../../ui/use-patience.ts';
import type { SaveProgressFigures } from './use-save-body.ts';

export interface SaveProgressProps {
  readonly progress: SaveProgressFigures;
  readonly onCancel: () => void;
}

/** How far a save is, once it takes a while, and the way to give it up. */
export function SaveProgress({ progress: { writtenBytes, totalBytes }, onCancel }: SaveProgressProps) {
  if (!usePatience()) return null;
  return (
    <div className="progress">
      <div
        className="progress-track"
        role="progressbar"
        aria-label="Saving"
        aria-valuemin={0}
        aria-valuemax={totalBytes}
        aria-valuenow={writtenBytes}
      >
        <div
          className="progress-bar"
          style={{ width: `${(writtenBytes / Math.max(totalBytes, 1)) * 100}%` }}
        />
      </div>
      <div className="progress-facts">
        <span className="progress-stage">
          <span role="status">Saving</span>: {formatBytes(writtenBytes)} of {formatBytes(totalBytes)}
        </span>
        <Button variant="subtle" size="compact-xs" onClick={onCancel}>
          Cancel save
        </Button>
      </div>
    </div>
  );
}
