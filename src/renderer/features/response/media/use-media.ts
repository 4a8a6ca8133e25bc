import { useQuery } from '@tanstack/react-query';
import { toMainProcessError } from '../../../trpc/main-process-error.ts';
import { useTRPC } from '../../../trpc/provider.tsx';

/** Where an image or a PDF is loaded from. The path is good for this document; after a lost connection there is a new one. */
export function useMedia(bodyId: string) {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.bodies.media.queryOptions({ id: bodyId }));
  return {
    /** null until main has told it. */
    path: data?.path ?? null,
    problem: error ? toMainProcessError(error).message : null,
    askAgain: () => void refetch(),
  };
}
