import { mkdir, rmdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Failure } from '#router/contracts/failure.ts';
import { errnoOf } from '../errno.ts';
import { makeFolderDurably } from '../files/make-folder.ts';
import { refusalOf } from '../files/refusal.ts';
import { createFile } from '../files/replace-file.ts';
import { storageFailure } from '../files/storage-failure.ts';
import { syncFolder } from '../files/write-durably.ts';
import { pairText } from '../yaml/value-text.ts';
import { fileNameOf } from './changing/file-names.ts';
import { collectionFile } from './collection-files.ts';

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
    await mkdir(path);
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
    if (errnoOf(cause) === 'EEXIST') {
      throw new Failure(
        'CONFLICT',
        `There is a “${folderName}” in that folder already. Choose another name, or open that one.`,
        { file: folderName },
        { cause },
      );
    }
    if (refusalOf(cause) === 'forbidden') {
      throw new Failure(
        'SERVICE_UNAVAILABLE',
        `Parley may not write to “${basename(parent)}”, so the collection “${name}” could not be made. Choose another folder, or give it write access.`,
        { phase: 'store', errno: errnoOf(cause) ?? '', file: basename(parent) },
        { cause },
      );
    }
    throw storageFailure(cause, {
      what: `the collection “${name}” could not be made`,
      then: 'create it again',
      file: folderName,
    });
  }
}
