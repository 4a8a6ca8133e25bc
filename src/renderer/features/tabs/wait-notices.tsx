import { useSubscription } from '@trpc/tanstack-react-query';
import { useReducer, useSyncExternalStore } from 'react';
import type { FileProgress } from '#router/contracts/draft.ts';
import { useTRPC } from '../../trpc/provider.tsx';
import { formatShare } from '../../ui/format.ts';
import { Notice } from '../../ui/notice.tsx';
import { usePatience } from '../../ui/use-patience.ts';
import type { Wait, Waits } from './waits.ts';

/** Tells of each thing that takes a while how far it is, and lets the person give up what can be given up. */
export function WaitNotices({ waits }: { readonly waits: Waits }) {
  const present = useSyncExternalStore(waits.subscribe, waits.snapshot);
  return present.map((wait) => <WaitNotice key={wait.key} wait={wait} />);
}

function WaitNotice({ wait }: { readonly wait: Wait }) {
  return usePatience() ? <DueNotice wait={wait} /> : null;
}

const verbs = { opening: 'Opening', saving: 'Saving' } as const;

interface Told extends FileProgress {
  /** The file is in its place, and there is nothing left to be given up. */
  readonly isWritten: boolean;
}

const nothingTold: Told = { name: '', share: null, isWritten: false };

function followed(before: Told, now: FileProgress): Told {
  const isEnded = before.share?.doing === 'writing' && now.share?.doing !== 'writing';
  return { ...now, isWritten: before.isWritten || isEnded };
}

function DueNotice({ wait: { kind, of, cancel } }: { readonly wait: Wait }) {
  const trpc = useTRPC();
  const [{ name, share, isWritten }, follow] = useReducer(followed, nothingTold);
  useSubscription(
    trpc.drafts.progress.subscriptionOptions(of, {
      onData: follow,
      // What is waited for tells what is wrong.
      onError: (error) => console.warn('How far a file is can’t be told:', error.message),
    }),
  );
  return (
    <Notice
      figures={share ? formatShare(share.doneBytes, share.totalBytes) : undefined}
      {...(!isWritten && cancel && { action: { label: 'Cancel', onClick: cancel } })}
    >
      {verbs[kind]} {name || 'your request'}
      {isWritten && ' (written; it is being read once more)'}
    </Notice>
  );
}
