import { Button, Group, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPC } from '../../trpc/provider.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';

/** Asks for the name; main asks for the folder where it can. */
export function NewCollectionDialog({ onClose }: { readonly onClose: () => void }) {
  const trpc = useTRPC();
  const [name, setName] = useState('');
  const create = useMutation(
    trpc.collections.create.mutationOptions({
      // Null: no folder was chosen. The name stays, for another try.
      onSuccess: (collection) => {
        if (collection) onClose();
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== '' && !create.isPending) create.mutate({ name: name.trim() });
  };
  return (
    <Dialog
      onClose={onClose}
      title="New collection"
      closeButtonProps={{ 'aria-label': 'Close without a new collection' }}
    >
      <form onSubmit={submit}>
        <TextInput
          data-autofocus
          label="Name"
          description="A folder of this name is made for its files."
          value={name}
          maxLength={200}
          autoComplete="off"
          onChange={({ currentTarget: { value } }) => setName(value)}
        />
        {create.error && (
          <Notice tone="warning">
            The collection was not made: {toMainProcessError(create.error).message}
          </Notice>
        )}
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={name.trim() === ''} loading={create.isPending}>
            Make collection
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
