import { type ReactNode, useMemo } from 'react';
import type { ItemId } from '#router/contracts/ids.ts';
import { FieldScopeContext } from './scope-context.ts';
import { useScope } from './use-scope.ts';

export interface PlaceScopeProps {
  /** Of a folder or collection, whose settings the fields within edit in its file. */
  readonly itemId: ItemId;
  readonly children: ReactNode;
}

/** Tells the fields within which variables all requests of a folder or collection can name. */
export function PlaceScope({ itemId, children }: PlaceScopeProps) {
  const variables = useScope({ itemId });
  const scope = useMemo(
    () => ({ kind: 'place' as const, draftId: null, isSaved: true, isShown: true, variables }),
    [variables],
  );
  return <FieldScopeContext value={scope}>{children}</FieldScopeContext>;
}
