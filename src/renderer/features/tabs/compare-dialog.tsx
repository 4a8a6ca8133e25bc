import { Button, Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPC } from '../../trpc/provider.tsx';
import { MergeSides } from '../../ui/code/merge-sides.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { Keep } from './file-news.tsx';
import type { OpenTab } from './open-tab.ts';

export interface CompareDialogProps {
  readonly tab: OpenTab;
  readonly name: string;
  readonly canKeepBoth: boolean;
  readonly canTakeTheirs: boolean;
  /** What keeping mine is called: it may write the file. */
  readonly mineLabel: string;
  readonly onKeep: (side: Keep) => void;
  readonly onClose: () => void;
}

/** Both texts of a file side by side, and the choice between them. */
export default function CompareDialog(props: CompareDialogProps) {
  const { tab, name, canKeepBoth, canTakeTheirs, mineLabel, onKeep, onClose } = props;
  const trpc = useTRPC();
  const sides = useQuery(trpc.drafts.sides.queryOptions({ id: tab.draftId }, { gcTime: 0, staleTime: 0 }));
  return (
    <Dialog
      onClose={onClose}
      size="min(1200px, 94vw)"
      title={`“${name}” on disk and here`}
      closeButtonProps={{ 'aria-label': 'Close the comparison' }}
    >
      <div className="compare-heads">
        <span>On disk</span>
        <span>Here, as saving would write it</span>
      </div>
      {sides.data ? (
        <MergeSides left={sides.data.theirs} right={sides.data.mine} />
      ) : (
        <div className="compare-sides">
          {sides.isPending && <Loader size="xs" m="md" aria-label="Reading both" />}
        </div>
      )}
      {sides.error && (
        <Notice tone="warning" action={{ label: 'Try again', onClick: () => void sides.refetch() }}>
          The two could not be compared: {toMainProcessError(sides.error).message}
        </Notice>
      )}
      {canKeepBoth && sides.data && !sides.data.canMerge && (
        <Notice>Both changed the same things, so one of them has to be chosen.</Notice>
      )}
      <div className="dialog-buttons">
        <Button data-autofocus variant="default" onClick={onClose}>
          Decide later
        </Button>
        {canKeepBoth && (
          <Button variant="default" disabled={!sides.data?.canMerge} onClick={() => onKeep('both')}>
            Keep both
          </Button>
        )}
        {canTakeTheirs && (
          <Button variant="default" onClick={() => onKeep('theirs')}>
            Take theirs
          </Button>
        )}
        <Button onClick={() => onKeep('mine')}>{mineLabel}</Button>
      </div>
    </Dialog>
  );
}
