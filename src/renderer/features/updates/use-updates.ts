import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useSubscription } from '@trpc/tanstack-react-query';
import type { UpdateState } from '#router/contracts/update.ts';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPC } from '../../trpc/provider.tsx';

/** How it stands with updates, and what the person can choose. */
export function useUpdates() {
  const trpc = useTRPC();
  const { data: state } = useSubscription(
    trpc.updates.state.subscriptionOptions(undefined, { onError: report }),
  );
  const [refusal, setRefusal] = useState<string | null>(null);
  const onError = (cause: unknown) => {
    const { isNotHandedOver, message } = toMainProcessError(cause);
    if (isNotHandedOver) setRefusal(message);
    else report(cause);
  };
  const told = { onMutate: () => setRefusal(null), onError };
  const { mutate: check } = useMutation(trpc.updates.check.mutationOptions(told));
  const { mutate: download } = useMutation(trpc.updates.download.mutationOptions(told));
  const { mutate: cancel } = useMutation(trpc.updates.cancel.mutationOptions(told));
  const { mutate: restart } = useMutation(trpc.updates.restart.mutationOptions(told));
  const { mutate: dismiss } = useMutation(trpc.updates.dismiss.mutationOptions(told));
  return {
    ...{ state: state ?? idle, check, download, cancel, restart, dismiss },
    /** Why what the person chose last was not done; null where it was. */
    refusal,
    dismissRefusal: () => setRefusal(null),
  };
}

const idle: UpdateState = { step: 'idle' };

/** The state has what fails in main. What is left is a connection that ended, and its banner tells of that. */
function report(cause: unknown): void {
  const error = toMainProcessError(cause);
  if (!error.isConnectionLost) console.error('A choice about updates did not reach main:', error.message);
}
