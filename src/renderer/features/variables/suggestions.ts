import type { ScopedVariable } from '#router/contracts/variable.ts';
import { matchWord, type TextRange } from '../collections/fuzzy.ts';
import type { VariableMap } from './about-variable.ts';

export interface Suggestion {
  readonly variable: ScopedVariable;
  /** The pieces of the name that were typed. */
  readonly ranges: readonly TextRange[];
}

const mostShown = 50;

/** The variables whose names have what was typed, what fits best first; of equals the one that counts most. */
export function suggestionsFor(typed: string, variables: VariableMap | null): Suggestion[] {
  const word = typed.toLowerCase();
  const found: (Suggestion & { readonly score: number })[] = [];
  for (const variable of variables?.values() ?? []) {
    const ranges: TextRange[] = [];
    const name = variable.name.toLowerCase();
    // A lower case of another length would be marked in the wrong places.
    const score = matchWord(word, name, name.length === variable.name.length ? ranges : undefined);
    if (score !== null) found.push({ variable, ranges, score });
  }
  return found.toSorted((one, other) => other.score - one.score).slice(0, mostShown);
}
