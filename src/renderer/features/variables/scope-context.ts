import { createContext, useContext } from 'react';
import type { DraftId } from '#router/contracts/ids.ts';
import type { VariableMap } from './about-variable.ts';

/** Whose fields these are, and what they can name. */
export interface FieldScope {
  /** `place`: the settings of a folder or collection. Requests within may know more names than it does. */
  readonly kind: 'request' | 'place';
  /** Null where there is none, as in a test of a single field. */
  readonly draftId: DraftId | null;
  /** It edits a file, in which what is typed will stand. */
  readonly isSaved: boolean;
  readonly isShown: boolean;
  /** By name; null until they are known: no name is unknown until then. */
  readonly variables: VariableMap | null;
}

export const FieldScopeContext = createContext<FieldScope>({
  kind: 'request',
  draftId: null,
  isSaved: false,
  isShown: true,
  variables: null,
});

export function useFieldScope(): FieldScope {
  return useContext(FieldScopeContext);
}
