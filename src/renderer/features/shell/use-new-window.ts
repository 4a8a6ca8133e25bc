import { useMutation } from '@tanstack/react-query';
import { newTabAddress } from '../../trpc/connect.ts';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPC } from '../../trpc/provider.tsx';
import { randomId } from '../../ui/random-id.ts';
import { addressOfDraft } from '../drafts/open-draft.ts';

/**
 * One more window on the same data, with a new draft: main opens it in the desktop app. In a browser the page opens a
 * tab by itself, which a browser lets it do for a person's click or key.
 */
export function useNewWindow() {
  const trpc = useTRPC();
  const { mutate, error, reset } = useMutation(trpc.app.openWindow.mutationOptions());
  return {
    open: () => {
      if (window.electronTRPC) mutate();
      // A draft that nobody knows is a new one. Without an opener the tab has a memory of its own.
      else window.open(newTabAddress(addressOfDraft(randomId())), '_blank', 'noopener');
    },
    /** Why there is no other window. */
    problem: error ? toMainProcessError(error).message : null,
    dismissProblem: reset,
  };
}
