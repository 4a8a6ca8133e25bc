import { readFile } from 'node:fs/promises';
import { errnoOf } from '../../errno.ts';
import { FileChangedError, replaceFile } from '../../files/replace-file.ts';
import { Turns } from '../../files/turns.ts';
import { unreadable } from '../../variables/yaml-files.ts';
import { YamlProblem } from '../../yaml/yaml-source.ts';
import type { CollectionFiles, FilePlace } from '../collection-files.ts';
import { FormatError } from '../opencollection/format-error.ts';
import { nameOf } from '../reading/file-roles.ts';
import { changeFailure } from './failures.ts';

/** How often an edit is made again on what others have just written, before the person is asked to. */
const maxAttempts = 10;

/** What is not UTF-8 could not be written back, and a byte order mark stays. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** By file: of two edits that come at once, of two windows say, the later one is made on the earlier one. */
const turns = new Turns();
const noEnd = new AbortController().signal;

type Edit = (text: string | undefined) => Promise<string | undefined>;

/**
 * Changes the text of a collection's file, or makes the file, after the edits of it that came before. Resolves when it is on the
 * disk and the tree has it.
 * @param edit given what the file says, or undefined where there is none; called again where others have written it
 * meanwhile. What it returns is to stand there; undefined leaves all as it is.
 * Throws a `Failure`, and what `edit` throws; the file is as it was then.
 */
export async function editFile(
  files: Pick<CollectionFiles, 'absolute' | 'refresh'>,
  place: FilePlace,
  edit: Edit,
): Promise<void> {
  try {
    if (await editUntilWritten(files.absolute(place), edit)) {
      await files.refresh(place.collectionId, [place.path]);
    }
  } catch (cause) {
    if (cause instanceof YamlProblem || cause instanceof FormatError) throw unreadable(place, cause);
    throw changeFailure(cause, nameOf(place.path), 'could not be saved');
  }
}

/** @returns whether there was something to write. */
async function editUntilWritten(path: string, edit: Edit): Promise<boolean> {
  using _turn = await turns.take(path, noEnd);
  let expected = await textAt(path);
  for (let attempt = 1; ; attempt++) {
    const text = await edit(expected);
    if (text === undefined) return false;
    try {
      await replaceFile(path, { expected, text });
      return true;
    } catch (cause) {
      if (!(cause instanceof FileChangedError) || attempt === maxAttempts) throw cause;
      expected = cause.found;
    }
  }
}

async function textAt(path: string): Promise<string | undefined> {
  try {
    return utf8.decode(await readFile(path));
  } catch (cause) {
    if (errnoOf(cause) === 'ENOENT') return undefined;
    throw cause;
  }
}
