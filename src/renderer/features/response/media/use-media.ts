import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { toMainProcessError } from '../../../trpc/main-process-error.ts';
import { useTRPC } from '../../../trpc/provider.tsx';

/**
 * Where an image or a PDF is loaded from. The path ends with the connection that it was asked for over, and whoever loads it
 * only sees that there is nothing: so main is asked again before what is at a path is called broken.
 */
export function useMedia(bodyId: string) {
  const trpc = useTRPC();
  const { data, error, isFetching, refetch } = useQuery(trpc.bodies.media.queryOptions({ id: bodyId }));
  const [failed, setFailed] = useState<{ readonly path: string; readonly cause: unknown } | null>(null);
  const path = isFetching ? null : (data?.path ?? null);
  return {
    /** Null while main is asked for it. */
    path,
    /** Why there is no path. */
    problem: error && !isFetching ? toMainProcessError(error).message : null,
    /** What loading it failed with, where main stands by the path. */
    failure: failed !== null && failed.path === path ? failed : null,
    /** What is at the path could not be loaded, or is not what it should be. */
    fail: (cause: unknown) => {
      if (path === null) return;
      setFailed({ path, cause });
      void refetch();
    },
    again: () => {
      setFailed(null);
      void refetch();
    },
  };
}
