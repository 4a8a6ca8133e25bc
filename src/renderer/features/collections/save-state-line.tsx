import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { Notice } from '../../ui/notice.tsx';
import type { SavedAsTyped, SavedSnapshot } from './saved-as-typed.ts';

export interface SaveStateLineProps<TValue> {
  readonly state: SavedSnapshot<TValue>;
  readonly edits: SavedAsTyped<TValue>;
  readonly children?: ReactNode;
}

/** Whether what is typed is in its file, with the way on where it is not. */
export function SaveStateLine<TValue>({ state, edits, children }: SaveStateLineProps<TValue>) {
  const { save, isPartial, elsewhere } = state;
  const isSaved = save.kind === 'saved';
  const isUndecided = elsewhere.length > 0;
  return (
    <>
      {isUndecided && (
        <Notice
          tone="warning"
          action={{ label: 'Keep mine', onClick: () => edits.choose('mine') }}
          otherAction={{ label: 'Take theirs', onClick: () => edits.choose('theirs') }}
        >
          Changed elsewhere while you edited it: {elsewhere.join(', ')}.
        </Notice>
      )}
      <div className="environment-state">
        <span role="status" data-state={isPartial || isUndecided ? 'failed' : save.kind}>
          {isSaved && !isPartial && !isUndecided && 'Saved'}
          {isSaved && isUndecided && 'Not saved yet: others have changed the same'}
          {isSaved && isPartial && !isUndecided && 'A name is needed: one line is not saved yet'}
          {save.kind === 'saving' && 'Saving…'}
          {save.kind === 'failed' && `Not saved: ${toMainProcessError(save.error).message}`}
        </span>
        {save.kind === 'failed' && (
          <Button
            variant="subtle"
            size="compact-xs"
            onClick={() => {
              edits.flush().catch(() => {
                // The state beside the button says it.
              });
            }}
          >
            Try again
          </Button>
        )}
        {children}
      </div>
    </>
  );
}
