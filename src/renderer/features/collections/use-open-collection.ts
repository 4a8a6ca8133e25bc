import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC, useTRPCClient } from '../../trpc/provider.tsx';

/**
 * Opens a folder as a collection. Main asks the person for it in the desktop app; a browser can't, and shows the folders
 * that its host offers.
 */
export function useOpenCollection(fail: (what: string, cause: unknown) => void) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const info = useQuery(trpc.app.info.queryOptions());
  const [isChoosing, setChoosing] = useState(false);
  return {
    open: () => {
      if (info.data?.host === 'browser') setChoosing(true);
      else {
        client.collections.open
          .mutate({})
          .catch((cause: unknown) => fail('The collection was not opened', cause));
      }
    },
    isChoosing,
    stopChoosing: () => setChoosing(false),
  };
}
