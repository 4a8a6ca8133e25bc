import { Failure } from '#router/contracts/failure.ts';
import { errnoOf } from '../../errno.ts';
import { NameTakenError } from '../../files/name-taken-error.ts';
import { FileChangedError } from '../../files/replace-file.ts';
import { storageFailure } from '../../files/storage-failure.ts';
import { TooLargeError } from '../../files/text-files.ts';
import { collectionFolder } from '../folder-words.ts';
import { FormatError } from '../opencollection/format-error.ts';
import { CannotRewriteError } from '../../yaml/rewrite-yaml.ts';
import { YamlProblem } from '../../yaml/yaml-source.ts';

/**
 * What to throw where a change of the tree did not come about. Defects, and what is a `Failure` already, come back as they
 * are.
 * @param what such as `could not be renamed`
 */
export function changeFailure(cause: unknown, name: string, what: string): unknown {
  if (cause instanceof Failure) return cause;
  const failure = (code: 'CONFLICT' | 'UNPROCESSABLE_CONTENT', words: string) =>
    new Failure(code, words, { file: name }, { cause });
  if (cause instanceof YamlProblem) {
    const at = `line ${cause.line}, column ${cause.column}`;
    const words = `“${name}” ${what}: its file is not YAML at ${at}. Correct it in an editor, then try again.`;
    return failure('UNPROCESSABLE_CONTENT', words);
  }
  if (cause instanceof CannotRewriteError) {
    return failure(
      'UNPROCESSABLE_CONTENT',
      `“${name}” ${what}: ${cause.message}. Make the change in an editor.`,
    );
  }
  if (cause instanceof FormatError) {
    const words = `“${name}” ${what}: ${cause.message}. Correct it in an editor, then try again.`;
    return failure('UNPROCESSABLE_CONTENT', words);
  }
  if (cause instanceof TooLargeError) {
    return failure(
      'UNPROCESSABLE_CONTENT',
      `“${name}” ${what}: its file is too large. Edit it in an editor.`,
    );
  }
  if (cause instanceof FileChangedError) {
    const words = `“${name}” ${what}: another program is writing to it. Wait until it is done, then try again.`;
    return failure('CONFLICT', words);
  }
  if (cause instanceof NameTakenError) {
    const words = `“${name}” ${what}: something else has its name by now. Rename that, then try again.`;
    return failure('CONFLICT', words);
  }
  if (errnoOf(cause) === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return failure(
      'UNPROCESSABLE_CONTENT',
      `“${name}” ${what}: its file is not UTF-8. Save it as UTF-8 in an editor.`,
    );
  }
  return storageFailure(
    cause,
    { what: `“${name}” ${what}`, kept: 'It is as it was.', then: 'try again', file: name },
    collectionFolder,
  );
}

export function isGone(): Failure {
  return new Failure(
    'NOT_FOUND',
    'This is not in the collection any more: it was moved or removed meanwhile.',
  );
}

/** Where an undo would undo more than what was done. */
export function changedSince(name: string): Failure {
  return new Failure(
    'CONFLICT',
    `“${name}” was changed since, so this can’t be taken back. Change it back by hand.`,
    { file: name },
  );
}
