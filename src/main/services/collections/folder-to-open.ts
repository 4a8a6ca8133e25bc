import { access, realpath } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { Failure } from '#router/contracts/failure.ts';
import { errnoOf } from '../errno.ts';
import { collectionFile } from './collection-files.ts';

interface Named {
  readonly name: string;
  readonly path: string;
}

/**
 * Makes sure that a folder can be opened as a collection.
 * @param open the collections that are open
 * @returns its path without links in it, so that the same folder has the same path each time
 * Throws a `Failure`: NOT_FOUND, PRECONDITION_FAILED where it is no collection, CONFLICT where one that is open is
 * the same folder, is in it or holds it.
 */
export async function folderToOpen(path: string, open: readonly Named[]): Promise<string> {
  const folder = basename(path);
  const real = await realpath(path).catch((cause: unknown) => {
    if (errnoOf(cause) === undefined) throw cause;
    throw new Failure(
      'NOT_FOUND',
      `The folder “${folder}” can't be found any more. Choose another one.`,
      { file: folder },
      { cause },
    );
  });
  checkApart(real, open);
  if (!(await isThere(join(real, collectionFile)))) {
    const older = await isThere(join(real, 'bruno.json'));
    throw new Failure(
      'PRECONDITION_FAILED',
      older
        ? `“${folder}” is a collection in Bruno's older format (.bru files). Convert it to OpenCollection in Bruno, then open it here.`
        : `“${folder}” has no ${collectionFile}, so it is no collection. Create a collection there instead.`,
      { file: folder },
    );
  }
  return real;
}

/** Throws a `Failure` CONFLICT where files would be in two collections. */
export function checkApart(path: string, open: readonly Named[]): void {
  for (const other of open) {
    if (other.path === path) {
      throw new Failure('CONFLICT', `This folder is open already, as “${other.name}”.`);
    }
    if (isWithin(path, other.path)) {
      throw new Failure(
        'CONFLICT',
        `“${basename(path)}” is a folder of “${other.name}”, which is open. Close that collection first, or choose another folder.`,
      );
    }
    if (isWithin(other.path, path)) {
      throw new Failure(
        'CONFLICT',
        `“${other.name}”, which is open, is a folder of “${basename(path)}”. Close that collection first, or choose another folder.`,
      );
    }
  }
}

function isWithin(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

export async function isThere(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (cause) {
    if (errnoOf(cause) === undefined) throw cause;
    return false;
  }
}
