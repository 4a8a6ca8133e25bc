import { posix } from 'node:path';
import { Failure } from '#router/contracts/failure.ts';
import type { CollectionFiles, FilePlace } from '../collections/collection-files.ts';
import { collectionFolder } from '../collections/folder-words.ts';
import { FormatError } from '../collections/opencollection/format-error.ts';
import { errnoOf } from '../errno.ts';
import { storageFailure } from '../files/storage-failure.ts';
import { type TextFiles, TooLargeError } from '../files/text-files.ts';
import { CannotRewriteError } from '../yaml/rewrite-yaml.ts';
import { YamlProblem } from '../yaml/yaml-source.ts';

export type FoundFile =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unreadable'; readonly cause: unknown }
  /** Nobody can tell: the collection is closed, or its folder can't be read now. */
  | { readonly kind: 'unknown' };

/** Looks at the file of a saved request. Throws the signal's reason alone. */
export async function findFile(
  files: CollectionFiles,
  texts: TextFiles,
  place: FilePlace,
  signal?: AbortSignal,
): Promise<FoundFile> {
  const state = files.collection(place.collectionId)?.state;
  if (state === undefined || state === 'missing') return { kind: 'unknown' };
  try {
    return { kind: 'text', text: await texts.read(files.absolute(place), signal) };
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof Failure && cause.code === 'NOT_FOUND') return { kind: 'unknown' };
    if (cause instanceof Failure) return { kind: 'unreadable', cause };
    const errno = errnoOf(cause);
    return errno === 'ENOENT' || errno === 'ENOTDIR' ? { kind: 'absent' } : { kind: 'unreadable', cause };
  }
}

/** What to throw where a file can't be read as a request, or can't be written. Defects come back as they are. */
export function fileFailure(cause: unknown, { path }: FilePlace, what: 'read' | 'saved'): unknown {
  const file = posix.basename(path);
  const failure = (code: 'UNPROCESSABLE_CONTENT' | 'PAYLOAD_TOO_LARGE', message: string) =>
    new Failure(code, message, { file }, { cause });
  if (cause instanceof YamlProblem) {
    const where = `line ${cause.line}, column ${cause.column}`;
    const words = `“${file}” can’t be read as YAML: ${cause.message} (${where}). Repair it in a text editor.`;
    return failure('UNPROCESSABLE_CONTENT', words);
  }
  if (cause instanceof FormatError) {
    const words = `“${file}” can’t be read as a request: ${cause.message}. Repair it in a text editor.`;
    return failure('UNPROCESSABLE_CONTENT', words);
  }
  if (cause instanceof CannotRewriteError) {
    const words = `“${file}” can’t be saved: ${cause.message}. Make the change in a text editor.`;
    return failure('UNPROCESSABLE_CONTENT', words);
  }
  if (cause instanceof TooLargeError) {
    const words = `“${file}” has more than 5 MiB besides a body that stands in lines of its own (“data: |”) or on one line between single quotes, the most that can be edited here. Edit it in a text editor.`;
    return failure('PAYLOAD_TOO_LARGE', words);
  }
  if (errnoOf(cause) === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
    return failure('UNPROCESSABLE_CONTENT', `“${file}” is not UTF-8. Save it as UTF-8 in a text editor.`);
  }
  return storageFailure(
    cause,
    { what: `“${file}” could not be ${what}`, kept: 'Your edits are kept.', then: 'try again', file },
    collectionFolder,
  );
}
