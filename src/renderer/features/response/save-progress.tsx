import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { formatBytes } from '../../ui/format.ts';
import type { SaveProgressFigures } from './use-save-body.ts';

/** What is done before anybody has read that it is being done is not told, in milliseconds. */
const patienceMs = 500;

export interface SaveProgressProps {
  readonly progress: SaveProgressFigures;
  readonly onCancel: () => void;
}

/** How far a save is, once it takes a while, and the way to give it up. */
export function SaveProgress({ progress: { writtenBytes, totalBytes }, onCancel }: SaveProgressProps) {
  const [isDue, setIsDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsDue(true), patienceMs);
    return () => clearTimeout(timer);
  }, []);
  if (!isDue) return null;
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
