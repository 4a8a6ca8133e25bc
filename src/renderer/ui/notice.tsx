import { ActionIcon, Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { onFirstClick } from './first-click.ts';

interface NoticeAction {
  readonly label: string;
  readonly onClick: () => void;
}

export interface NoticeProps {
  readonly children: ReactNode;
  /** All that there is to read, where the text leaves something out. */
  readonly title?: string;
  /** Figures that go on changing: they are seen behind the text, and not read aloud with each change. */
  readonly figures?: string | undefined;
  readonly tone?: 'calm' | 'warning';
  readonly action?: NoticeAction;
  /** Where there is a choice. */
  readonly otherAction?: NoticeAction;
  readonly onClose?: () => void;
}

/** A line of news in its place on the page: it interrupts nobody and waits to be read. */
export function Notice({
  children,
  title,
  figures,
  tone = 'calm',
  action,
  otherAction,
  onClose,
}: NoticeProps) {
  return (
    <div className="notice" data-tone={tone}>
      <div className="notice-text" title={title}>
        <span role="status">{children}</span>
        {figures !== undefined && `: ${figures}`}
      </div>
      {/* Not known by their labels: the button that had “Undo” and has “Redo” keeps the focus. */}
      {action && <ActionButton {...action} />}
      {otherAction && <ActionButton {...otherAction} />}
      {onClose && (
        <ActionIcon size="sm" aria-label="Dismiss" onClick={onClose}>
          <IconX size={14} />
        </ActionIcon>
      )}
    </div>
  );
}

function ActionButton({ label, onClick }: NoticeAction) {
  return (
    <Button variant="subtle" size="compact-xs" onClick={onFirstClick(onClick)}>
      {label}
    </Button>
  );
}
