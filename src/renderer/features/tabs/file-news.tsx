import { Button } from '@mantine/core';
import { lazy, type ReactNode, Suspense, useState } from 'react';
import type { OpenTab, TabContent } from './open-tab.ts';

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
  const { status, clash } = content;
  const file = `“${status.source?.name ?? 'The file'}”`;
  const keep = (side: Keep) => {
    setComparing(false);
    void tab.resolve(side);
  };
  const compare = <Choice onClick={() => setComparing(true)}>Compare</Choice>;
  const mine = <Choice onClick={() => keep('mine')}>Keep mine</Choice>;
  const theirs = <Choice onClick={() => keep('theirs')}>Take theirs</Choice>;
  const both = <Choice onClick={() => keep('both')}>Keep both</Choice>;
  return (
    <>
      {clash ? (
        <Bar text={`${file} has changed on disk while you edited it.`}>
          {compare}
          {mine}
          {theirs}
        </Bar>
      ) : (
        <>
          {status.file === 'changed' && (
            <Bar text={`${file} has changed on disk while you edited it.`}>
              {compare}
              {mine}
              {theirs}
              {both}
            </Bar>
          )}
          {status.file === 'removed' && (
            <Bar text={`${file} was deleted on disk. Save to write it again.`}>
              <Choice onClick={onSave}>Save</Choice>
            </Bar>
          )}
          {status.file === 'broken' && (
            <Bar text={`${file} can’t be read as a request any more. What you have here is kept.`}>
              {compare}
              {mine}
            </Bar>
          )}
        </>
      )}
      {isComparing && (
        <Suspense>
          <CompareDialog
            tab={tab}
            name={status.source?.name ?? ''}
            canKeepBoth={!clash && status.file === 'changed'}
            canTakeTheirs={status.file !== 'broken'}
            onKeep={keep}
            onClose={() => setComparing(false)}
          />
        </Suspense>
      )}
    </>
  );
}

function Bar({ text, children }: { readonly text: string; readonly children: ReactNode }) {
  return (
    <div className="notice" data-tone="warning">
      <div className="notice-text">
        <span role="status">{text}</span>
      </div>
      {children}
    </div>
  );
}

function Choice({ onClick, children }: { readonly onClick: () => void; readonly children: ReactNode }) {
  return (
    <Button variant="subtle" size="compact-xs" onClick={onClick}>
      {children}
    </Button>
  );
}
