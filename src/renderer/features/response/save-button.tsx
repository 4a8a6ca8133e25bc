import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { SaveForm } from '#router/contracts/body.ts';
import { useTRPC } from '../../trpc/provider.tsx';
import { formatBytes } from '../../ui/format.ts';

export interface SaveButtonProps {
  readonly bodyId: string;
  /** All of it has arrived that will. */
  readonly canSave: boolean;
  readonly isSaving: boolean;
  readonly onSave: (form: SaveForm) => void;
}

/** Saves the body; where its coding was undone, also what was sent, from a menu. */
export function SaveButton({ bodyId, canSave, isSaving, onSave }: SaveButtonProps) {
  const trpc = useTRPC();
  const { data: body } = useQuery(trpc.bodies.info.queryOptions({ id: bodyId }, { enabled: canSave }));
  return (
    <Button.Group className="save-response">
      <Button
        variant="default"
        size="compact-xs"
        leftSection={<IconDownload size={13} stroke={1.8} />}
        disabled={!canSave}
        loading={isSaving}
        title={canSave ? 'Save response' : 'Can be saved when it has arrived, or when you cancel'}
        onClick={() => onSave('decoded')}
      >
        Save response
      </Button>
      {canSave && body?.asSentBytes !== undefined && (
        <Menu position="bottom-end" offset={4} shadow="md">
          <Menu.Target>
            <Button
              className="save-response-more"
              variant="default"
              size="compact-xs"
              disabled={isSaving}
              aria-label="More ways to save"
            >
              <IconChevronDown size={13} stroke={1.8} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => onSave('decoded')}>Save ({formatBytes(body.size)})</Menu.Item>
            <Menu.Item onClick={() => onSave('as-sent')}>
              Save as sent ({formatBytes(body.asSentBytes)})
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </Button.Group>
  );
}
