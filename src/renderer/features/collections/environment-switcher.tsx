import { ActionIcon, Select, Tooltip } from '@mantine/core';
import { IconAdjustmentsHorizontal } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { Collection } from '#router/contracts/collection.ts';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPC } from '../../trpc/provider.tsx';

const noEnvironment = 'none';

export interface EnvironmentSwitcherProps {
  readonly collection: Collection;
  readonly onEdit: () => void;
}

/** The environment that a collection's requests are sent with. */
export function EnvironmentSwitcher({ collection, onEdit }: EnvironmentSwitcherProps) {
  const trpc = useTRPC();
  const choose = useMutation(trpc.environments.choose.mutationOptions());
  const { environments, environmentId } = collection;
  return (
    <div className="environment-switcher">
      <Select
        className="environment-select"
        aria-label={`Environment of ${collection.name}`}
        variant="unstyled"
        data={[
          { value: noEnvironment, label: 'No environment' },
          ...environments.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={environmentId ?? noEnvironment}
        allowDeselect={false}
        data-none={environmentId === null || undefined}
        comboboxProps={{ position: 'top-start', width: 220 }}
        error={choose.error && `Not changed: ${toMainProcessError(choose.error).message}`}
        onChange={(value) => {
          if (value === null) return;
          choose.mutate({ collectionId: collection.id, id: value === noEnvironment ? null : value });
        }}
      />
      <Tooltip label="Edit environments…">
        <ActionIcon aria-label={`Edit environments of ${collection.name}`} onClick={onEdit}>
          <IconAdjustmentsHorizontal size={15} stroke={1.6} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
