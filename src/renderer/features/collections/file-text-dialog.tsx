import { IconAlertTriangle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPC } from '../../trpc/provider.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { EditorSkeleton } from '../../ui/editor-skeleton.tsx';
import { Notice } from '../../ui/notice.tsx';
import './collections.css';
import { useTree } from './use-tree.ts';

const YamlText = lazy(() => import('./yaml-text.tsx'));

export interface FileTextDialogProps {
  readonly itemId: string;
  readonly onClose: () => void;
}

/** A file of a collection as it stands on the disk, with what is wrong with it. */
export function FileTextDialog({ itemId, onClose }: FileTextDialogProps) {
  const trpc = useTRPC();
  const item = useTree().item(itemId);
  const file = useQuery(
    trpc.collections.text.queryOptions({ id: itemId }, { staleTime: 0, gcTime: 0, refetchOnMount: 'always' }),
  );
  const name = file.data?.fileName ?? item?.name ?? 'File';
  return (
    <Dialog onClose={onClose} size="80%" title={name} closeButtonProps={{ 'aria-label': 'Close the text' }}>
      {item?.kind === 'other' && (
        <p className="file-text-hint">
          Parley can’t send requests of the kind “{item.type}” yet. The file is kept as it is.
        </p>
      )}
      {file.error && (
        <Notice tone="warning" action={{ label: 'Try again', onClick: () => void file.refetch() }}>
          The file can’t be read: {toMainProcessError(file.error).message}
        </Notice>
      )}
      {file.data?.problem && (
        <p className="file-text-problem" role="status">
          <IconAlertTriangle size={15} stroke={1.8} aria-hidden="true" />
          Line {file.data.problem.line}, column {file.data.problem.column}: {file.data.problem.message}
        </p>
      )}
      <div className="file-text" aria-busy={file.isPending}>
        <Suspense fallback={<EditorSkeleton />}>
          {file.data && <YamlText label={`Text of ${name}`} text={file.data.text} at={file.data.problem} />}
        </Suspense>
      </div>
    </Dialog>
  );
}
