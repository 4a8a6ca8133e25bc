import { useQuery } from '@tanstack/react-query';
import { useState, useSyncExternalStore } from 'react';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { useTRPC, useTRPCClient } from '../../trpc/provider.tsx';
import type { OpenTab, TabSnapshot } from './open-tab.ts';
import { OpenTabs } from './open-tabs.ts';

/** The tabs of this window, once main has told them; asked for once, and again while main is away. */
export function useOpenedTabs() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  return useQuery({
    queryKey: trpc.tabs.open.mutationKey(),
    queryFn: () => OpenTabs.open(client),
    retry: (_count, error) => toMainProcessError(error).isConnectionLost,
    retryDelay: 500,
    gcTime: Number.POSITIVE_INFINITY,
  });
}

const noTab: TabSnapshot = { content: null, openError: null, problem: null, pastSends: 0 };
const never = () => () => undefined;
const nothing = () => noTab;

/** The present state of a tab; without one, that of a tab which has nothing. */
export function useTab(tab: OpenTab | null): TabSnapshot {
  return useSyncExternalStore(tab?.subscribe ?? never, tab?.snapshot ?? nothing);
}

/** How many tabs keep all that is in their views: where they were scrolled to, what can be undone, what is searched for. */
const maxMounted = 12;

/** The tabs whose views are in the page: those that were shown last, and those that upload a file. */
export function useMountedTabs(tabs: readonly OpenTab[], active: OpenTab | null): readonly OpenTab[] {
  const [recent, setRecent] = useState<readonly OpenTab[]>([]);
  if (active && recent[0] !== active) {
    const others = recent.filter((tab) => tab !== active && tabs.includes(tab));
    setRecent([active, ...others.filter((tab, at) => at < maxMounted - 1 || tab.uploads.size > 0)]);
  }
  return tabs.filter((tab) => tab === active || recent.includes(tab));
}
