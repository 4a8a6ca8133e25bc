import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/provider.tsx';
import type { SaveState } from '../drafts/draft-journal.ts';
import { SaveIndicator } from '../drafts/save-indicator.tsx';
import { SettingsButton } from '../settings/settings-button.tsx';

export interface StatusBarProps {
  readonly save: SaveState;
  readonly connectionLost: boolean;
  readonly isSettingsOpen: boolean;
  readonly onSettings: (isOpen: boolean) => void;
}

/** The bottom line: how safe the edits are, and which Parley this is. */
export function StatusBar({ save, connectionLost, isSettingsOpen, onSettings }: StatusBarProps) {
  const trpc = useTRPC();
  const version = useQuery(trpc.app.getAppVersion.queryOptions());
  return (
    <footer className="status-bar">
      <SaveIndicator save={save} connectionLost={connectionLost} />
      <span className="status-bar-version">Parley {version.data}</span>
      <SettingsButton isOpen={isSettingsOpen} onOpen={onSettings} />
    </footer>
  );
}
