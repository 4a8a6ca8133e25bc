import { Button, Text } from '@mantine/core';
import { useState } from 'react';
import { Dialog } from '../../ui/dialog.tsx';
import type { OpenTab } from './open-tab.ts';
import { titleOf } from './tab-title.ts';
import { useTab } from './use-tabs.ts';

export interface CloseDialogProps {
  readonly tab: OpenTab;
  /** Resolves when it is saved, or is not going to be. */
  readonly onSave: () => Promise<void>;
  readonly onDiscard: () => void;
  readonly onCancel: () => void;
}

/** Asks what becomes of the edits in a tab that is to be closed. */
export function CloseDialog({ tab, onSave, onDiscard, onCancel }: CloseDialogProps) {
  const { content } = useTab(tab);
  const [isSaving, setSaving] = useState(false);
  const isSaved = content?.status.source !== null;
  const isRemoved = content?.status.file === 'removed';
  return (
    <Dialog
      onClose={onCancel}
      title={
        isSaved ? `Save “${titleOf(content)}” before you close it?` : 'Save this request before you close it?'
      }
      closeButtonProps={{ 'aria-label': 'Keep the tab open' }}
    >
      <Text size="sm">
        {isSaved
          ? isRemoved
            ? 'Its file was deleted on disk. Without saving, what stands here is gone.'
            : 'It has edits that are not in its file yet. Without saving they are gone.'
          : `${titleOf(content)} belongs to no collection. Without saving it is gone.`}
      </Text>
      <div className="dialog-buttons">
        <Button variant="subtle" color="red" mr="auto" onClick={onDiscard}>
          Don’t save
        </Button>
        <Button variant="default" onClick={onCancel}>
          Keep open
        </Button>
        <Button
          data-autofocus
          loading={isSaving}
          onClick={() => {
            setSaving(true);
            void onSave().finally(() => setSaving(false));
          }}
        >
          {isSaved ? 'Save' : 'Save as…'}
        </Button>
      </div>
    </Dialog>
  );
}
