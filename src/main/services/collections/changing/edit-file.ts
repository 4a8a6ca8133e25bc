import { rewriteFile } from '../../files/rewrite-file.ts';
import { wholeTexts } from '../../files/text-files.ts';
import { unreadable } from '../../variables/yaml-files.ts';
import { YamlProblem } from '../../yaml/yaml-source.ts';
import type { CollectionFiles, FilePlace } from '../collection-files.ts';
import { FormatError } from '../opencollection/format-error.ts';
import { nameOf } from '../reading/file-roles.ts';
import { changeFailure } from './failures.ts';

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
    const rewriting = { texts: wholeTexts, signal: noEnd };
    if ((await rewriteFile(files.absolute(place), edit, rewriting)) !== undefined) {
      await files.refresh(place.collectionId, [place.path]);
    }
  } catch (cause) {
    if (cause instanceof YamlProblem || cause instanceof FormatError) throw unreadable(place, cause);
    throw changeFailure(cause, nameOf(place.path), 'could not be saved');
  }
}
