import { useEffect, useEffectEvent } from 'react';
import { type MainProcessError, toMainProcessError } from './main-process-error.ts';

/**
 * Asks again for what a subscription tells where the connection is lost; asking again waits for it to be back.
 * @param error of the subscription. @param reset begins it anew.
 * @returns what a person has to know of: null while the connection is on its way back
 */
export function useAskingAgain(error: unknown, reset: () => void): MainProcessError | null {
  const failure = error ? toMainProcessError(error) : null;
  const isLost = failure !== null && failure.isConnectionLost && !failure.isClientClosed;
  const askAgain = useEffectEvent(reset);
  useEffect(() => {
    if (isLost) askAgain();
  }, [isLost]);
  return isLost ? null : failure;
}
