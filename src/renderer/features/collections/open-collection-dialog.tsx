import { Loader } from '@mantine/core';
import { IconFolders } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPC } from '../../trpc/provider.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';

/** Browser host: the folders that it was started with, each a click away from being open. */
export function OpenCollectionDialog({ onClose }: { readonly onClose: () => void }) {
  const trpc = useTRPC();
  const offered = useQuery(trpc.collections.offered.queryOptions(undefined, { staleTime: 0, gcTime: 0 }));
  const open = useMutation(trpc.collections.open.mutationOptions({ onSuccess: onClose }));
  const problem = open.error ?? offered.error;
  const folders = offered.data;
  const first = folders?.find(({ isOpen }) => !isOpen);
  return (
    <Dialog
      onClose={onClose}
      title="Open a collection"
      closeButtonProps={{ 'aria-label': 'Close the list of collections' }}
    >
      {problem && (
        <Notice tone="warning">The collection was not opened: {toMainProcessError(problem).message}</Notice>
      )}
      {!folders && !problem && <Loader size="xs" aria-label="Looking for collections" />}
      {folders?.length === 0 && (
        <p className="pane-hint">
          There is no collection in the folder that Parley was started with. Start it with another one by
          “--collections”, or make a new collection.
        </p>
      )}
      <ul className="offered">
        {folders?.map(({ id, name, isOpen }) => (
          <li key={id}>
            <button
              type="button"
              data-autofocus={id === first?.id || undefined}
              disabled={isOpen || open.isPending}
              onClick={() => open.mutate({ offeredId: id })}
            >
              <IconFolders size={15} stroke={1.6} aria-hidden="true" />
              <span className="collection-name">{name}</span>
              {isOpen && <span className="fact">open</span>}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
