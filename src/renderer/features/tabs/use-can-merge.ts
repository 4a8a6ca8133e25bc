import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { HttpRequest } from '#router/contracts/request.ts';
import { useTRPC } from '../../trpc/provider.tsx';
import { isSameRequest } from '../drafts/same-request.ts';
import type { OpenTab } from './open-tab.ts';
import type { TabContent } from './tab-draft.ts';

/**
 * Whether the tab's edits and what others wrote can both be kept, asked anew when main has another edit or the file says
 * something else.
 * @param isAsked there is such a question
 * @returns undefined until it is known, and where it can't be told
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
    // Another question ends this one, whose answer is none then.
    let isCurrent = true;
    void refetch().then(({ data }) => {
      if (isCurrent) setKnown(theirs && data ? { request, theirs, canMerge: data.canMerge } : null);
    });
    return () => {
      isCurrent = false;
    };
  }, [isAsked, isWithMain, request, theirs, refetch]);
  if (!isAsked || !theirs || !known) return undefined;
  // While the person types, and while main tells once more what it has told, the answer of before stays.
  return isSameRequest(known.theirs, theirs) ? known.canMerge : undefined;
}

interface Known {
  readonly request: HttpRequest;
  readonly theirs: HttpRequest;
  readonly canMerge: boolean;
}
