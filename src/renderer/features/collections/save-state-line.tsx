import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import type { SavedAsTyped, SavedSnapshot } from './saved-as-typed.ts';

export interface SaveStateLineProps<TValue> {
  readonly state: SavedSnapshot<TValue>;
  readonly edits: SavedAsTyped<TValue>;
  readonly children?: ReactNode;
}

/** Whether what is typed is in its file, with the way on where it is not. */
export function SaveStateLine<TValue>({ state, edits, children }: SaveStateLineProps<TValue>) {
  const { save, isPartial } = state;
  return (
    <div className="environment-state">
      <span role="status" data-state={isPartial ? 'failed' : save.kind}>
        {save.kind === 'saved' && !isPartial && 'Saved'}
        {save.kind === 'saved' && isPartial && 'A name is needed: one line is not saved yet'}
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
  );
}
