import { mkdir, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Failure } from '#router/contracts/failure.ts';
import { errnoOf } from '../errno.ts';
import { makeFolderDurably } from '../files/make-folder.ts';
import { createFile } from '../files/replace-file.ts';
import { type PlaceWords, storageFailure } from '../files/storage-failure.ts';
import { syncFolder } from '../files/write-durably.ts';
import { pairText } from '../yaml/value-text.ts';
import { fileNameOf } from './changing/file-names.ts';
import { collectionFile } from './collection-files.ts';
import { collectionFolder } from './folder-words.ts';

/** A collection's own file, as short as it can be. */
export function collectionText(name: string): string {
  return `opencollection: 1.0.0\n\n${pairText('info', { name }, { indent: 0, inFlow: false })}\n`;
}

/**
 * Makes a collection in a folder of its own below another one. Nothing that is there is touched.
 * Throws a `Failure`: CONFLICT where the name is taken; of phase `store` where the file system refuses.
 * @returns the path of the new folder
 */
export async function makeCollection(parent: string, name: string): Promise<string> {
  const folderName = fileNameOf(name);
  const path = join(parent, folderName);
  try {
    await makeFolderDurably(parent);
    await mkdir(path).catch((cause: unknown) => {
      throw errnoOf(cause) === 'EEXIST' ? isTaken(folderName, cause) : cause;
    });
    try {
      await syncFolder(parent);
      await createFile(join(path, collectionFile), collectionText(name));
    } catch (cause) {
      // Who put something else into it meanwhile keeps it.
      await rmdir(path).catch(() => undefined);
      throw cause;
    }
    return path;
  } catch (cause) {
    const what = `the collection “${name}” could not be made`;
    throw storageFailure(cause, { what, then: 'create it again', file: folderName }, wordsOf(parent));
  }
}

function isTaken(folderName: string, cause: unknown): Failure {
  return new Failure(
    'CONFLICT',
    `There is a “${folderName}” in that folder already. Choose another name, or open that one.`,
    { file: folderName },
    { cause },
  );
}

/** Also where another folder is what helps. */
function wordsOf(parent: string): PlaceWords {
  return {
    ...collectionFolder,
    forbidden: {
      problem: `Parley may not write to “${basename(parent)}”`,
      remedy: 'Choose another folder, or give it write access',
    },
    readOnly: {
      problem: 'The disk is read-only',
      remedy: 'Choose another folder, or make it writable',
    },
  };
}
