import { createContext, useContext } from 'react';
import type { DraftId } from '#router/contracts/ids.ts';
import type { ScopedVariable } from '#router/contracts/variable.ts';

/** The request whose fields these are, and what it can name. */
export interface RequestScopeValue {
  /** Null where there is none, as in a test of a single field. */
  readonly draftId: DraftId | null;
  /** It edits a file, in which what is typed will stand. */
  readonly isSaved: boolean;
  readonly isShown: boolean;
  /** By name; null until they are known: no name is unknown until then. */
  readonly variables: ReadonlyMap<string, ScopedVariable> | null;
}

export const RequestScopeContext = createContext<RequestScopeValue>({
  draftId: null,
  isSaved: false,
  isShown: true,
  variables: null,
});

export function useRequestScope(): RequestScopeValue {
  return useContext(RequestScopeContext);
}
