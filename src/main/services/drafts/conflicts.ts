import { posix } from 'node:path';
import { Failure, type FailureCode } from '#router/contracts/failure.ts';
import type { FilePlace } from '../collections/collection-files.ts';

/* What a person is told where a draft and its file don't go together. */

function failure(code: FailureCode, { path }: FilePlace, words: (file: string) => string, cause?: unknown) {
  const file = posix.basename(path);
  return new Failure(code, words(`“${file}”`), { file }, cause === undefined ? undefined : { cause });
}

export function changed(place: FilePlace): Failure {
  return failure(
    'CONFLICT',
    place,
    (file) => `${file} has changed on disk while you edited it. Compare both, then choose what to keep.`,
  );
}

export function removed(place: FilePlace): Failure {
  return failure(
    'CONFLICT',
    place,
    (file) => `${file} was removed while it was being saved. Save again to write it again.`,
  );
}

export function broken(place: FilePlace, cause: unknown): Failure {
  // What stands in the way of the file has words of its own: `pathInside`.
  if (cause instanceof Failure && cause.code === 'PRECONDITION_FAILED') return cause;
  return failure(
    'CONFLICT',
    place,
    (file) =>
      `${file} has changed on disk and can’t be read as a request any more. Repair it, or keep yours.`,
    cause,
  );
}

export function nothingToKeep(place: FilePlace): Failure {
  return failure(
    'NOT_FOUND',
    place,
    (file) =>
      `${file} is gone: nothing of it can be kept. Save the request to write it again, or discard it.`,
  );
}

export function collides(place: FilePlace): Failure {
  return failure(
    'CONFLICT',
    place,
    (file) => `What you edited in ${file} was changed there as well. Compare both, then choose one.`,
  );
}

export function nothingToTakeBack(place: FilePlace): Failure {
  return failure('NOT_FOUND', place, (file) => `What others had written in ${file} is not kept any more.`);
}

export function notThere(place: FilePlace): Failure {
  return failure('NOT_FOUND', place, (file) => `${file} is gone. Choose another request from the tree.`);
}

export function collectionGone(place: FilePlace): Failure {
  return failure(
    'PRECONDITION_FAILED',
    place,
    (file) => `The folder of the collection that ${file} is in is gone. Bring it back, then save again.`,
  );
}

/** Its window gets a copy when it asks for the draft again, which it does by itself. */
export function heldElsewhere(): Failure {
  return new Failure(
    'PRECONDITION_FAILED',
    'Another window has this request open by now. What you typed goes on in a copy, in a moment.',
  );
}

/** Likewise. */
export function editedElsewhere(): Failure {
  return new Failure(
    'PRECONDITION_FAILED',
    'Another window has edited this request meanwhile. What you typed goes on in a copy, in a moment.',
  );
}

/** Of what is to be done with a draft that says something else than its window shows. */
export function editedUnseen(): Failure {
  return new Failure(
    'PRECONDITION_FAILED',
    'Another window has edited this request meanwhile, so nothing was done. Look at what it says now, then try again.',
  );
}

/** Its window asks for the draft again by itself, or says with the edit what it was made on. */
export function notHeld(): Failure {
  return new Failure(
    'PRECONDITION_FAILED',
    'Your last edit is not saved yet, since the connection was lost. It is sent again in a moment.',
  );
}
