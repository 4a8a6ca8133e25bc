import { Button, Skeleton } from '@mantine/core';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useOpenedTabs } from '../tabs/use-tabs.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { useLifecycle } from './use-lifecycle.ts';
import { Workbench } from './workbench.tsx';

/** Shows the screen once main has told which tabs are on it: nothing that is typed can be reset by a late answer. */
export function TabsGate() {
  const { data: tabs, error, refetch } = useOpenedTabs();
  if (!tabs) return <Opening error={error} onRetry={() => void refetch()} />;
  return <Workbench tabs={tabs} />;
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
      <div className="request-bar">
        <Skeleton height={38} radius="sm" animate={!error} />
      </div>
      {error ? (
        <div className="full-page-news" role="alert">
          <p>Your requests could not be opened: {toMainProcessError(error).message}</p>
          <Button onClick={onRetry}>Try again</Button>
        </div>
      ) : (
        <main className="panes">
          <span className="visually-hidden">Opening your requests</span>
        </main>
      )}
    </div>
  );
}
