import { useSubscription } from '@trpc/tanstack-react-query';
import { useState } from 'react';
import type { CompareEvent, CompareInput } from '#router/contracts/body-compare.ts';
import { toMainProcessError } from '../../../trpc/main-process-error.ts';
import { useTRPC } from '../../../trpc/provider.tsx';

/** Compares two bodies that have arrived; given up with the component. */
export function useComparison(input: CompareInput) {
  const trpc = useTRPC();
  const [event, setEvent] = useState<CompareEvent | null>(null);
  const { error, reset } = useSubscription(
    trpc.bodies.compare.subscriptionOptions(input, { onData: (data) => setEvent(data) }),
  );
  return {
    comparison: event?.type === 'result' ? event.comparison : null,
    progress: event?.type === 'progress' ? event : null,
    // A connection that was lost after the result takes nothing away from it.
    problem: error && event?.type !== 'result' ? toMainProcessError(error).message : null,
    again: reset,
  };
}
