import { ActionIcon } from '@mantine/core';
import { IconSettings } from '@tabler/icons-react';
import { useSubscription } from '@trpc/tanstack-react-query';
import { lazy, Suspense, useState } from 'react';
import { useTRPC } from '../../trpc/provider.tsx';
import './settings.css';

const SettingsDialog = lazy(() => import('./settings-dialog.tsx'));

/** Opens the settings. */
export function SettingsButton() {
  const trpc = useTRPC();
  const { data: settings } = useSubscription(trpc.settings.watch.subscriptionOptions());
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <ActionIcon size="sm" aria-label="Settings" disabled={!settings} onClick={() => setOpen(true)}>
        <IconSettings size={14} stroke={1.6} />
      </ActionIcon>
      {isOpen && settings && (
        <Suspense>
          <SettingsDialog settings={settings} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
