import { useMutation } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { useState } from 'react';
import type { MenuCommand, Notice, NoticeKind } from '#router/contracts/app.ts';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPC } from '../../trpc/provider.tsx';

export interface LifecycleOptions {
  /** Puts away all that is unsaved; a rejection keeps the window open for the person to decide. */
  readonly onBeforeClose: () => Promise<void>;
  readonly onCommand: (command: MenuCommand) => void;
  /** The connection to main stands again. */
  readonly onReconnect: () => void;
}

/** Follows what main tells this window, and with that the connection itself. */
export function useLifecycle({ onBeforeClose, onCommand, onReconnect }: LifecycleOptions) {
  const trpc = useTRPC();
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  const [connection, setConnection] = useState<'starting' | 'up' | 'lost'>('starting');
  const { mutate: readyToClose } = useMutation(
    trpc.lifecycle.readyToClose.mutationOptions({ onError: (cause) => report('could not be closed', cause) }),
  );
  const { mutate: dismiss } = useMutation(
    trpc.lifecycle.dismissNotice.mutationOptions({ onError: (cause) => report('keeps a notice', cause) }),
  );

  const close = async () => {
    try {
      await onBeforeClose();
    } catch (cause) {
      // Main hears nothing until its deadline and asks the person.
      report('is not ready to close', cause);
      return;
    }
    readyToClose();
  };

  useSubscription(
    trpc.lifecycle.events.subscriptionOptions(undefined, {
      onData: (event) => {
        if (event.type === 'before-close') void close();
        else if (event.type === 'notices') setNotices(event.notices);
        else onCommand(event.command);
      },
      onError: (cause) => report('hears nothing more from main', cause),
      onConnectionStateChange: ({ state, error }) => {
        if (state === 'pending') {
          if (connection === 'lost') onReconnect();
          setConnection('up');
        } else if (state === 'connecting' && error) {
          setConnection('lost');
        }
      },
    }),
  );

  return {
    connectionLost: connection === 'lost',
    /** What main has to tell the person, until it is dismissed. */
    notices,
    dismissNotice: (kind: NoticeKind) => {
      setNotices((present) => present.filter((notice) => notice.kind !== kind));
      dismiss({ kind });
    },
  };
}

/** Tells the log. A connection that ended for good is none of its business: this window's client was closed. */
function report(what: string, cause: unknown): void {
  const error = toMainProcessError(cause);
  if (!error.isConnectionLost) console.error(`The window ${what}:`, error.message);
}
