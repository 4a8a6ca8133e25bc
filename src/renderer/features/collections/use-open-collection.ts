import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC, useTRPCClient } from '../../trpc/provider.tsx';

/**
 * Opens a folder as a collection. Main asks the person for it in the desktop app; a browser can't, and shows the folders
 * that its host offers.
 */
export function useOpenCollection(fail: (what: string, cause: unknown) => void) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const [isChoosing, setChoosing] = useState(false);
  const open = async () => {
    try {
      const { host } = await queries.ensureQueryData(trpc.app.info.queryOptions());
      if (host === 'browser') setChoosing(true);
      else await client.collections.open.mutate({});
    } catch (cause) {
      fail('The collection was not opened', cause);
    }
  };
  return {
    open: () => void open(),
    isChoosing,
    stopChoosing: () => setChoosing(false),
  };
}
