import { useSubscription } from '@trpc/tanstack-react-query';
import { useState } from 'react';
import type { BodyFacts } from '#router/contracts/body-view.ts';
import type { MainProcessError } from '../../../trpc/main-process-error.ts';
import { useTRPC } from '../../../trpc/provider.tsx';
import { useAskingAgain } from '../../../trpc/use-asking-again.ts';

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
  const failure = useAskingAgain(error, reset);
  return { facts: facts?.id === id ? facts : null, error: failure, retry: reset };
}
