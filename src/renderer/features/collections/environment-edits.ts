import type { Variable } from '#router/contracts/variable.ts';
import { SavedAsTyped, type SavedAsTypedOptions } from './saved-as-typed.ts';
import { lacksName, namedLines, sameLines, withKnownIds, withUnnamedLines } from './saved-lines.ts';

type Variables = readonly Variable[];

/** The variables of an environment, saved as they are typed. */
export class EnvironmentEdits extends SavedAsTyped<Variables> {
  constructor(options: Pick<SavedAsTypedOptions<Variables>, 'value' | 'put' | 'askAgain'>) {
    super({
      ...options,
      isSame: sameLines,
      storable: namedLines,
      adopted: withKnownIds,
      withLeftOut: withUnnamedLines,
      isPartial: lacksName,
    });
  }
}
