import { useSubscription } from '@trpc/tanstack-react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import type { BodyFacts } from '#router/contracts/body-view.ts';
import { type MainProcessError, toMainProcessError } from '../../../trpc/main-process-error.ts';
import { useTRPC } from '../../../trpc/provider.tsx';

export interface KnownFacts {
  /** Null until main has told the first. */
  readonly facts: BodyFacts | null;
  readonly error: MainProcessError | null;
  readonly retry: () => void;
}

/** What is known of a body, and grows while it arrives. */
export function useBodyFacts(id: string): KnownFacts {
  const trpc = useTRPC();
  const [facts, setFacts] = useState<BodyFacts | null>(null);
  const { error, reset } = useSubscription(
    trpc.bodies.facts.subscriptionOptions({ id }, { onData: (known) => setFacts(known) }),
  );
  const failure = error ? toMainProcessError(error) : null;
  const isLost = failure !== null && failure.isConnectionLost && !failure.isClientClosed;
  const askAgain = useEffectEvent(reset);
  // Asking again waits for the connection to be back.
  useEffect(() => {
    if (isLost) askAgain();
  }, [isLost]);
  return { facts: facts?.id === id ? facts : null, error: isLost ? null : failure, retry: reset };
}
