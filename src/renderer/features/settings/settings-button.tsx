import { ActionIcon } from '@mantine/core';
import { IconSettings } from '@tabler/icons-react';
import { useSubscription } from '@trpc/tanstack-react-query';
import { lazy, Suspense } from 'react';
import { useTRPC } from '../../trpc/provider.tsx';
import './settings.css';

const SettingsDialog = lazy(() => import('./settings-dialog.tsx'));

export interface SettingsButtonProps {
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
}

/** Opens the settings, which are open where they are asked for elsewhere, too. */
export function SettingsButton({ isOpen, onOpen }: SettingsButtonProps) {
  const trpc = useTRPC();
  const { data: settings } = useSubscription(trpc.settings.watch.subscriptionOptions());
  return (
    <>
      <ActionIcon size="sm" aria-label="Settings" disabled={!settings} onClick={() => onOpen(true)}>
        <IconSettings size={14} stroke={1.6} />
      </ActionIcon>
      {isOpen && settings && (
        <Suspense>
          <SettingsDialog settings={settings} onClose={() => onOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
