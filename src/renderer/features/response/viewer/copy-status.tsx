import { Button, Group, Text } from '@mantine/core';
import { Dialog } from '../../../ui/dialog.tsx';
import { formatBytes } from '../../../ui/format.ts';
import { Notice } from '../../../ui/notice.tsx';
import type { Copying } from './use-copy.ts';

export interface CopyStatusProps {
  readonly copying: Copying;
  /** Saves the whole body; left out where that is not possible now. */
  readonly onSave?: (() => void) | undefined;
}

/** What there is to say about a copy: a question before a very large one, progress of a slow one, and a failure. */
export function CopyStatus({ copying, onSave }: CopyStatusProps) {
  const { state, confirm, dismiss } = copying;
  switch (state.stage) {
    case 'idle':
      return null;
    case 'asking':
      return (
        <Dialog onClose={dismiss} title={`Copy ${formatBytes(state.bytes)}?`}>
          <Text size="sm">
            {state.isPossible
              ? 'The clipboard holds all of it in memory, and many programs can’t paste that much.'
              : 'That is more than a clipboard can hold.'}{' '}
            Saving the response to a file takes no memory.
          </Text>
          <Group justify="flex-end" gap="xs" mt="md">
            <Button data-autofocus variant="subtle" onClick={dismiss}>
              Cancel
            </Button>
            {state.isPossible && (
              <Button variant="default" onClick={confirm}>
                Copy all the same
              </Button>
            )}
            {onSave && (
              <Button
                onClick={() => {
                  dismiss();
                  onSave();
                }}
              >
                Save response
              </Button>
            )}
          </Group>
        </Dialog>
      );
    case 'finding':
      return (
        <Notice
          action={{ label: 'Cancel copy', onClick: dismiss }}
          figures={state.readBytes > 0 ? `${formatBytes(state.readBytes)} read so far` : undefined}
        >
          Finding what to copy
        </Notice>
      );
    case 'reading':
      return (
        <Notice
          action={{ label: 'Cancel copy', onClick: dismiss }}
          figures={`${formatBytes(state.doneBytes)} of ${formatBytes(state.totalBytes)}`}
        >
          Copying
        </Notice>
      );
    case 'copied':
      return <Notice onClose={dismiss}>Copied {formatBytes(state.bytes)}.</Notice>;
    case 'failed':
      return (
        <Notice tone="warning" onClose={dismiss}>
          Nothing was copied: {state.message}
        </Notice>
      );
  }
}
