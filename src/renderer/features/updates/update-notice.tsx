import { Progress } from '@mantine/core';
import { formatBytes } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { useUpdates } from './use-updates.ts';

/** What there is to say about updates, with the next step for the person to choose; mostly nothing. */
export function UpdateNotice() {
  const updates = useUpdates();
  return (
    <>
      {updates.refusal !== null && (
        <Notice tone="warning" onClose={updates.dismissRefusal}>
          {updates.refusal}
        </Notice>
      )}
      <StepNotice {...updates} />
    </>
  );
}

function StepNotice({ state, check, download, cancel, restart, dismiss }: ReturnType<typeof useUpdates>) {
  switch (state.step) {
    case 'idle':
      return null;
    case 'unsupported':
      return <Notice onClose={() => dismiss()}>{state.reason}</Notice>;
    case 'checking':
      return <Notice>Looking for updates…</Notice>;
    case 'current':
      return <Notice onClose={() => dismiss()}>Parley {state.version} is the newest there is.</Notice>;
    case 'available':
      return (
        <Notice action={{ label: 'Download', onClick: () => download() }} onClose={() => dismiss()}>
          Parley {state.version} is available.
        </Notice>
      );
    case 'downloading':
      return (
        <>
          <Notice action={{ label: 'Cancel', onClick: () => cancel() }}>
            Downloading Parley {state.version}
            {state.total > 0 && `, ${formatBytes(state.total)}`}
          </Notice>
          <Progress
            value={state.total > 0 ? (100 * state.received) / state.total : 0}
            size={2}
            radius={0}
            aria-label="Download of the update"
          />
        </>
      );
    case 'ready':
      return (
        <Notice action={{ label: 'Restart to update', onClick: () => restart() }} onClose={() => dismiss()}>
          Parley {state.version} is downloaded.
        </Notice>
      );
    case 'restarting':
      return <Notice>Restarting as Parley {state.version}…</Notice>;
    case 'failed': {
      const again = { check, download, restart }[state.doing];
      return (
        <Notice
          tone="warning"
          action={{ label: 'Try again', onClick: () => again() }}
          onClose={() => dismiss()}
        >
          {state.message}
        </Notice>
      );
    }
  }
}
