import { type ReactNode, useMemo } from 'react';
import type { DraftId } from '#router/contracts/ids.ts';
import { FieldScopeContext } from './scope-context.ts';
import { useScope } from './use-scope.ts';

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
  const variables = useScope(isShown ? { draftId } : null);
  const scope = useMemo(
    () => ({ kind: 'request' as const, draftId, isSaved, isShown, variables }),
    [draftId, isSaved, isShown, variables],
  );
  return <FieldScopeContext value={scope}>{children}</FieldScopeContext>;
}
