import type { RowElsewhere } from '#router/contracts/elsewhere.ts';
import type { Variable } from '#router/contracts/variable.ts';
import { linesElsewhere, lineParts, partsElsewhere } from './line-parts.ts';
import { SavedAsTyped, type SavedAsTypedOptions } from './saved-as-typed.ts';
import { lacksName, namedLines, sameLines, withKnownIds, withUnnamedLines } from './saved-lines.ts';

type Variables = readonly Variable[];

export interface EnvironmentEditsOptions extends Pick<SavedAsTypedOptions<Variables>, 'value' | 'askAgain'> {
  /** As `environments.put` does. */
  readonly put: (before: Variables, after: Variables) => Promise<readonly RowElsewhere<Variable>[]>;
}

/** The variables of an environment, saved as they are typed. */
export class EnvironmentEdits extends SavedAsTyped<Variables> {
  constructor({ put, ...options }: EnvironmentEditsOptions) {
    super({
      ...options,
      put: async (before, after) => {
        const elsewhere = await put(before, after);
        if (elsewhere.length === 0) return null;
        return { value: linesElsewhere(after, elsewhere), parts: partsElsewhere(elsewhere) };
      },
      partsOf: lineParts,
      isSame: sameLines,
      storable: namedLines,
      adopted: withKnownIds,
      withLeftOut: withUnnamedLines,
      isPartial: lacksName,
    });
  }
}
