import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { HttpRequest } from '#router/contracts/request.ts';
import { useTRPC } from '../../trpc/provider.tsx';
import type { OpenTab } from './open-tab.ts';
import type { TabContent } from './tab-draft.ts';

/**
 * Whether the tab's edits and what others wrote can both be kept, asked anew when main has another edit or the file says
 * something else.
 * @param isAsked there is such a question
 * @returns undefined until it is known
 */
export function useCanMerge(tab: OpenTab, content: TabContent, isAsked: boolean): boolean | undefined {
  const trpc = useTRPC();
  const [known, setKnown] = useState<Known | null>(null);
  const { refetch } = useQuery(
    trpc.drafts.sides.queryOptions({ id: tab.draftId }, { gcTime: 0, staleTime: 0, enabled: false }),
  );
  const {
    request,
    status: { theirs },
  } = content;
  const isWithMain = content.save.kind === 'saved';
  useEffect(() => {
    if (!isAsked || !isWithMain) return;
    // Where it can't be told, main says so to who tries.
    void refetch().then(({ data }) => setKnown(data ? { request, theirs, canMerge: data.canMerge } : null));
  }, [isAsked, isWithMain, request, theirs, refetch]);
  // While the person types, the answer of before stays.
  return isAsked && known?.theirs === theirs ? known.canMerge : undefined;
}

interface Known {
  readonly request: HttpRequest;
  readonly theirs: HttpRequest | null;
  readonly canMerge: boolean;
}
