import type { FileToSave, Platform } from '#main/services/platform.ts';
import type { SaveResult } from '#router/contracts/body.ts';

/** A host's part of a save: what `end` says, or throws, is its end. */
export function saving(
  end: (file: FileToSave, signal: AbortSignal) => SaveResult | Promise<SaveResult>,
): Platform['saveBody'] {
  return async function* (_session, file, signal) {
    yield { type: 'result', result: await end(file, signal) };
  };
}

/** For a test in which nothing is saved. */
export const savesNothing = saving(() => {
  throw new Error('this test saves nothing');
});
