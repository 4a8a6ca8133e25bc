import { useMutation } from '@tanstack/react-query';
import { newTabAddress } from '../../trpc/connect.ts';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPC } from '../../trpc/provider.tsx';
import { randomId } from '../../ui/random-id.ts';
import { addressOfTabs } from '../tabs/strip-memory.ts';

/**
 * One more window on the same data, with tabs of its own: main opens it in the desktop app. In a browser the page opens a
 * browser tab by itself, which a browser lets it do for a person's click or key.
 */
export function useNewWindow() {
  const trpc = useTRPC();
  const { mutate, error, reset } = useMutation(trpc.app.openWindow.mutationOptions());
  return {
    open: () => {
      if (window.electronTRPC) mutate();
      // Tabs that nobody knows are new ones. Without an opener the browser tab has a memory of its own.
      else window.open(newTabAddress(addressOfTabs(randomId())), '_blank', 'noopener');
    },
    /** Why there is no other window. */
    problem: error ? toMainProcessError(error).message : null,
    dismissProblem: reset,
  };
}
