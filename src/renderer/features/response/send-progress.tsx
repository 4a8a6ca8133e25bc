import { useEffect, useState } from 'react';
import { formatBytes, formatDuration, formatRate } from '../../ui/format.ts';
import { rateOf, type SendState } from './send-state.ts';

const stageTexts: Partial<Record<SendState['stage'], string>> = {
  resuming: 'Looking for the last response',
  unsent: 'Waiting for Parley',
  connecting: 'Connecting',
  waiting: 'Waiting for the response',
  receiving: 'Receiving',
};

/** What happens right now: phase, bytes, rate, time; a bar with an end where the server told how much will come. */
export function SendProgress({ send }: { readonly send: SendState }) {
  const elapsedMs = useElapsed(send.elapsedMs);
  const rate = rateOf(send);
  const total = send.head?.contentLength ?? null;
  const share = total === null || total === 0 ? null : Math.min(send.wireBytes / total, 1);
  return (
    <div className="progress">
      <div
        className="progress-track"
        role="progressbar"
        aria-label="Progress of the send"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share === null ? undefined : Math.round(share * 100)}
      >
        <div
          className="progress-bar"
          data-indeterminate={share === null || undefined}
          style={share === null ? undefined : { width: `${share * 100}%` }}
        />
      </div>
      <div className="progress-facts">
        <span className="progress-stage">{stageTexts[send.stage]}</span>
        {send.sentBytes > 0 && !send.head && <span className="fact">{formatBytes(send.sentBytes)} sent</span>}
        {send.head && (
          <span className="fact">
            {formatBytes(send.wireBytes)}
            {total !== null && ` of ${formatBytes(total)}`}
          </span>
        )}
        {rate !== null && send.head && <span className="fact">{formatRate(rate)}</span>}
        <span className="fact">{formatDuration(Math.round(elapsedMs / 100) * 100)}</span>
      </div>
    </div>
  );
}

/** Time since the send began: as main last told it, and from there by this window's clock. */
function useElapsed(toldMs: number): number {
  const [elapsedMs, setElapsedMs] = useState(toldMs);
  useEffect(() => {
    const at = performance.now();
    const timer = setInterval(() => setElapsedMs(toldMs + performance.now() - at), 100);
    return () => clearInterval(timer);
  }, [toldMs]);
  return Math.max(elapsedMs, toldMs);
}
