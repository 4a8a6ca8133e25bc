import { ActionIcon, Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { onFirstClick } from './first-click.ts';

export interface NoticeProps {
  readonly children: ReactNode;
  /** Figures that go on changing: they are seen behind the text, and not read aloud with each change. */
  readonly figures?: string | undefined;
  readonly tone?: 'calm' | 'warning';
  readonly action?: { readonly label: string; readonly onClick: () => void };
  readonly onClose?: () => void;
}

/** A line of news in its place on the page: it interrupts nobody and waits to be read. */
export function Notice({ children, figures, tone = 'calm', action, onClose }: NoticeProps) {
  return (
    <div className="notice" data-tone={tone}>
      <div className="notice-text">
        <span role="status">{children}</span>
        {figures !== undefined && `: ${figures}`}
      </div>
      {action && (
        <Button variant="subtle" size="compact-xs" onClick={onFirstClick(action.onClick)}>
          {action.label}
        </Button>
      )}
      {onClose && (
        <ActionIcon size="sm" aria-label="Dismiss" onClick={onClose}>
          <IconX size={14} />
        </ActionIcon>
      )}
    </div>
  );
}
