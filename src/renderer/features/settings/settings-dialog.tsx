import { Button, Group, NumberInput, Progress, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Settings } from '#router/contracts/settings.ts';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPC } from '../../trpc/provider.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { formatBytes } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';

const GiB = 1024 ** 3;
const leastGiB = 0.0625;
const mostGiB = 65_536;

export interface SettingsDialogProps {
  readonly settings: Settings;
  readonly onClose: () => void;
}

/** What can be chosen for all windows, and how much of the disk responses take. */
export default function SettingsDialog({ settings, onClose }: SettingsDialogProps) {
  const trpc = useTRPC();
  const usage = useQuery(trpc.settings.bodyUsage.queryOptions(undefined, { refetchInterval: 2000 }));
  const put = useMutation(trpc.settings.put.mutationOptions({ onSuccess: onClose }));
  const [quotaGiB, setQuotaGiB] = useState<number | string>(settings.bodyQuotaBytes / GiB);
  const isValid = typeof quotaGiB === 'number' && quotaGiB >= leastGiB && quotaGiB <= mostGiB;

  const save = (event: FormEvent) => {
    event.preventDefault();
    if (isValid) put.mutate({ ...settings, bodyQuotaBytes: Math.round(quotaGiB * GiB) });
  };

  return (
    <Dialog onClose={onClose} title="Settings" closeButtonProps={{ 'aria-label': 'Close settings' }}>
      <form onSubmit={save}>
        <NumberInput
          data-autofocus
          label="Responses may take up to"
          description="When more comes, those that no window shows go first. For more than that, you are asked."
          suffix=" GiB"
          min={leastGiB}
          max={mostGiB}
          clampBehavior="none"
          decimalScale={4}
          value={quotaGiB}
          onChange={setQuotaGiB}
          error={isValid ? undefined : 'Between 0.0625 and 65,536 GiB'}
        />
        {usage.data && (
          <div className="settings-usage">
            <Progress
              value={Math.min(100, (usage.data.usedBytes / settings.bodyQuotaBytes) * 100)}
              aria-label="Disk used by responses"
            />
            <Text size="sm">
              {usage.data.count === 0
                ? 'No response is kept now.'
                : `${formatBytes(usage.data.usedBytes)} in ${usage.data.count === 1 ? 'one response' : `${usage.data.count} responses`} now.`}
            </Text>
          </div>
        )}
        {put.error && (
          <Notice tone="warning">The settings were not saved: {toMainProcessError(put.error).message}</Notice>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!isValid} loading={put.isPending}>
            Save settings
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
