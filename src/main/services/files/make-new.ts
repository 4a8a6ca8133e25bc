import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf } from '../errno.ts';
import { NameTakenError } from './name-taken-error.ts';
import { createFile, FileChangedError } from './replace-file.ts';
import type { TextFiles } from './text-files.ts';
import { syncFolder } from './write-durably.ts';

/** Makes a file of the user's where nothing is yet. Throws `NameTakenError`, or as `replaceFile` does. */
export async function makeNewFile(
  path: string,
  text: string,
  signal: AbortSignal,
  texts?: TextFiles,
): Promise<void> {
  try {
    await createFile(path, text, { signal, texts });
  } catch (cause) {
    throw cause instanceof FileChangedError ? isTaken(path) : cause;
  }
}

/** Makes a folder of the user's where nothing is yet, in one that is there. Throws `NameTakenError`, or the system's error. */
export async function makeNewFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (cause) {
    throw errnoOf(cause) === 'EEXIST' ? isTaken(path) : cause;
  }
  await syncFolder(dirname(path));
}

function isTaken(path: string): NameTakenError {
  return new NameTakenError(`Something is at ${path} already`);
}
