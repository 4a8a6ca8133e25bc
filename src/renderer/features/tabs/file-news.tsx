import { ActionIcon, Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import type { MainProcessError } from '../../trpc/main-process-error.ts';
import { onFirstClick } from '../../ui/first-click.ts';
import type { OpenTab } from './open-tab.ts';
import type { TabContent } from './tab-draft.ts';
import { useCanMerge } from './use-can-merge.ts';
import { useTab } from './use-tabs.ts';

const CompareDialog = lazy(() => import('./compare-dialog.tsx'));

export type Keep = 'mine' | 'theirs' | 'both';

export interface FileNewsProps {
  readonly tab: OpenTab;
  readonly content: TabContent;
  readonly onSave: () => void;
}

/** What has happened to the tab's file while it was edited, and what can be done about it; mostly nothing. */
export function FileNews({ tab, content, onSave }: FileNewsProps) {
  const [isComparing, setComparing] = useState(false);
  const { problem } = useTab(tab);
  const { status, canTakeBack } = content;
  const isChanged = status.file === 'changed';
  const canMerge = useCanMerge(tab, content, isChanged);
  const file = `“${status.source?.name ?? 'The file'}”`;
  const keep = (side: Keep) => {
    setComparing(false);
    void tab.resolve(side);
  };
  const refused = problem?.code === 'CONFLICT' ? problem : null;
  const mineLabel = status.file === 'broken' ? 'Overwrite the file' : 'Keep mine and save';
  const compare = <Choice onClick={() => setComparing(true)}>Compare</Choice>;
  const mine = <Choice onClick={() => keep('mine')}>{mineLabel}</Choice>;
  const theirs = <Choice onClick={() => keep('theirs')}>Take theirs</Choice>;
  return (
    <>
      {isChanged ? (
        <Bar
          text={`${file} has changed on disk while you edited it.`}
          more={canMerge === false ? 'Both changed the same things, so one of them has to be chosen.' : ''}
          refused={refused}
        >
          {compare}
          {mine}
          {theirs}
          <Choice isDisabled={canMerge !== true} onClick={() => keep('both')}>
            Keep both
          </Choice>
        </Bar>
      ) : (
        <>
          {status.file === 'removed' && (
            <Bar text={`${file} was deleted on disk. Save to write it again.`} refused={refused}>
              <Choice onClick={onSave}>Save</Choice>
            </Bar>
          )}
          {status.file === 'binned' && (
            <Bar
              text={`${file} was deleted here and is in Parley’s bin. Undo in the tree brings it back until Parley ends, Save writes it again.`}
              refused={refused}
            >
              <Choice onClick={onSave}>Save</Choice>
            </Bar>
          )}
          {status.file === 'broken' && (
            <Bar
              text={`${file} can’t be read as a request any more. What you have here is kept.`}
              refused={refused}
            >
              {compare}
              {mine}
            </Bar>
          )}
        </>
      )}
      {canTakeBack && (
        <Bar
          text={`${file} was overwritten with what you have here. What others had written is kept while this tab is open.`}
          refused={null}
        >
          <Choice onClick={() => void tab.takeBack()}>Undo</Choice>
          <ActionIcon size="sm" aria-label="Dismiss" onClick={tab.dismissTakeBack}>
            <IconX size={14} />
          </ActionIcon>
        </Bar>
      )}
      {isComparing && (
        <Suspense>
          <CompareDialog
            tab={tab}
            name={status.source?.name ?? ''}
            canKeepBoth={isChanged}
            canTakeTheirs={status.file !== 'broken'}
            mineLabel={mineLabel}
            onKeep={keep}
            onClose={() => setComparing(false)}
          />
        </Suspense>
      )}
    </>
  );
}

interface BarProps {
  readonly text: string;
  readonly more?: string;
  /** Why something was not done because of this news: it is read aloud, and the choices get the focus. Null: nothing was refused. */
  readonly refused: MainProcessError | null;
  readonly children: ReactNode;
}

function Bar({ text, more = '', refused, children }: BarProps) {
  const box = useRef<HTMLDivElement>(null);
  const seen = useRef(refused);
  useEffect(() => {
    if (refused === seen.current) return;
    seen.current = refused;
    if (refused) box.current?.querySelector('button')?.focus();
  }, [refused]);
  return (
    <div ref={box} className="notice" data-tone="warning">
      <div className="notice-text">
        {refused === null ? (
          <span role="status">{text}</span>
        ) : (
          <span role="alert">Not saved: {refused.message}</span>
        )}
        {more !== '' && <span> {more}</span>}
      </div>
      {children}
    </div>
  );
}

interface ChoiceProps {
  readonly isDisabled?: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function Choice({ isDisabled = false, onClick, children }: ChoiceProps) {
  return (
    <Button variant="subtle" size="compact-xs" disabled={isDisabled} onClick={onFirstClick(onClick)}>
      {children}
    </Button>
  );
}
