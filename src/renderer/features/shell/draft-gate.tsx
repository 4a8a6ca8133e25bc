import { Button, Skeleton } from '@mantine/core';
import { useState } from 'react';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { ParleyMark } from '../../ui/parley-mark.tsx';
import { storeInSession } from '../../ui/session-store.ts';
import { type OpenedDraft, rememberDraft } from '../drafts/open-draft.ts';
import { useOpenedDraft } from '../drafts/use-draft.ts';
import { sendKey } from '../response/use-send.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { useLifecycle } from './use-lifecycle.ts';
import { Workbench } from './workbench.tsx';

/** Shows the screen once main has told what is on it: nothing that is typed can be reset by a late answer. */
export function DraftGate() {
  const first = useOpenedDraft();
  const [chosen, setChosen] = useState<OpenedDraft | null>(null);
  const opened = chosen ?? first.data;
  if (!opened) return <Opening error={first.error} onRetry={() => void first.refetch()} />;
  return (
    <Workbench
      key={opened.draft.id}
      opened={opened}
      focusUrlAtFirst={chosen !== null}
      onShow={(next, sendId) => {
        rememberDraft(next.draft.id);
        storeInSession(sendKey, sendId);
        setChosen(next);
      }}
    />
  );
}

function Opening({ error, onRetry }: { readonly error: Error | null; readonly onRetry: () => void }) {
  const { connectionLost } = useLifecycle({
    onBeforeClose: () => Promise.resolve(),
    onCommand: () => undefined,
    onReconnect: () => undefined,
  });
  return (
    <div className="workbench" aria-busy={!error}>
      {connectionLost && <ConnectionBanner />}
      <div className="top-bar">
        <span className="brand">
          <ParleyMark />
        </span>
        <Skeleton height={38} radius="sm" animate={!error} />
      </div>
      {error ? (
        <div className="full-page-news" role="alert">
          <p>Your request could not be opened: {toMainProcessError(error).message}</p>
          <Button onClick={onRetry}>Try again</Button>
        </div>
      ) : (
        <main className="panes">
          <span className="visually-hidden">Opening your request</span>
        </main>
      )}
    </div>
  );
}
