import { useMutation } from '@tanstack/react-query';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPC } from '../../trpc/provider.tsx';

/** Makes an empty request in a collection or folder, and shows it. */
export function useSavedRequest(onMade: (itemId: string) => void) {
  const trpc = useTRPC();
  const { mutate, error, reset } = useMutation(
    trpc.collections.createRequest.mutationOptions({
      onSuccess: ({ id }) => {
        if (id !== null) onMade(id);
      },
    }),
  );
  return {
    make: (parentId: string) => mutate({ parentId }),
    /** Why none was made. */
    problem: error ? toMainProcessError(error).message : null,
    dismissProblem: reset,
  };
}
