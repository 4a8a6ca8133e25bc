import { skipToken } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import { type ReactNode, useMemo, useState } from 'react';
import type { DraftId } from '#router/contracts/ids.ts';
import type { ScopedVariable } from '#router/contracts/variable.ts';
import { useTRPC } from '../../trpc/provider.tsx';
import { RequestScopeContext } from './scope-context.ts';

export interface RequestScopeProps {
  readonly draftId: DraftId;
  /** It edits a file, in which what is typed will stand. */
  readonly isSaved: boolean;
  /** Main is asked for what the draft can name while somebody sees it. */
  readonly isShown: boolean;
  readonly children: ReactNode;
}

/** Tells the fields within which variables the request can name. */
export function RequestScope({ draftId, isSaved, isShown, children }: RequestScopeProps) {
  const variables = useScope(draftId, isShown);
  const scope = useMemo(
    () => ({ draftId, isSaved, isShown, variables }),
    [draftId, isSaved, isShown, variables],
  );
  return <RequestScopeContext value={scope}>{children}</RequestScopeContext>;
}

/** What a draft can name, kept up to date while `isShown`; null until main has told it. */
function useScope(draftId: DraftId, isShown: boolean): ReadonlyMap<string, ScopedVariable> | null {
  const trpc = useTRPC();
  // What was told last stays while the request is not shown, and while main is away.
  const [variables, setVariables] = useState<ReadonlyMap<string, ScopedVariable> | null>(null);
  useSubscription(
    trpc.environments.scope.subscriptionOptions(isShown ? { draftId } : skipToken, {
      onData: (scope) =>
        setVariables(new Map(scope.variables.map((variable) => [variable.name, variable] as const))),
      // Names stand as they were known, and sending tells what is wrong; the field would be no place for it.
      onError: (error) => console.warn('The variables of a request are not known:', error.message),
    }),
  );
  return variables;
}
