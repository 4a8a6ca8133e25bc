import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { Failure } from '#router/contracts/failure.ts';
import type { CollectionId } from '#router/contracts/ids.ts';
import { editFile } from '../collections/changing/edit-file.ts';
import { endingOf, fileNameOf, isMadeOf } from '../collections/changing/file-names.ts';
import { inFreePlace } from '../collections/changing/free-place.ts';
import { type CollectionFiles, environmentsFolder, type FilePlace } from '../collections/collection-files.ts';
import { collectionFolder } from '../collections/folder-words.ts';
import { FormatError } from '../collections/opencollection/format-error.ts';
import { errnoOf } from '../errno.ts';
import { makeFolderDurably } from '../files/make-folder.ts';
import { makeNewFile } from '../files/make-new.ts';
import { movePath } from '../files/move-path.ts';
import { storageFailure } from '../files/storage-failure.ts';
import { unreadable } from '../variables/yaml-files.ts';
import { CannotRewriteError } from '../yaml/rewrite-yaml.ts';
import { YamlProblem } from '../yaml/yaml-source.ts';

/** What was begun is finished: a write is short, and waits for other processes have an end of their own. */
const noEnd = new AbortController().signal;

/** A file that stays in its folder leaves nothing on another disk. */
const noLeftover = () => undefined;

/** The files of environments: made, changed and renamed so that nothing of anybody is overwritten. */
export class EnvironmentFolder {
  readonly #files: Pick<CollectionFiles, 'absolute' | 'refresh'>;

  constructor(files: Pick<CollectionFiles, 'absolute' | 'refresh'>) {
    this.#files = files;
  }

  /** Throws a `Failure`: NOT_FOUND where it is gone. */
  async text(place: FilePlace): Promise<string> {
    try {
      return await readFile(this.#files.absolute(place), 'utf8');
    } catch (cause) {
      if (errnoOf(cause) === 'ENOENT') throw isGone(place);
      throw unreadable(place, cause);
    }
  }

  /** Makes a file for an environment of that name. */
  async create(collectionId: CollectionId, name: string, text: string): Promise<FilePlace> {
    const folder = { collectionId, path: environmentsFolder };
    try {
      await makeFolderDurably(this.#files.absolute(folder));
      const wanted = { stem: fileNameOf(name), ending: '.yml' };
      const place = await inFreePlace(this.#files, folder, wanted, (free) =>
        makeNewFile(this.#files.absolute(free), text, noEnd),
      );
      await this.#files.refresh(collectionId, [place.path]);
      return place;
    } catch (cause) {
      throw notWritten(cause, 'the environment could not be made', 'try again');
    }
  }

  /**
   * Changes a file. `edit` is called again with the new text where others have written it meanwhile.
   * Throws a `Failure`, and what `edit` throws; the file is as it was then.
   */
  async change(place: FilePlace, edit: (text: string) => Promise<string>): Promise<void> {
    await editFile(this.#files, place, async (text) => {
      if (text === undefined) throw isGone(place);
      return await edit(text);
    });
  }

  /**
   * Gives the file the name that an environment of the new name would have, where it has that of the old one.
   * @param beforeMove called with where it goes.
   * @returns where it is now.
   */
  async follow(
    place: FilePlace,
    [oldName, name]: readonly [string, string],
    beforeMove: (to: FilePlace) => Promise<void>,
  ): Promise<FilePlace> {
    const { collectionId, path } = place;
    const own = basename(path);
    const ending = endingOf(own);
    if (!isMadeOf(own.slice(0, -ending.length), oldName)) return place;
    const folder = { collectionId, path: environmentsFolder };
    try {
      const wanted = { stem: fileNameOf(name), ending, own };
      const to = await inFreePlace(this.#files, folder, wanted, async (free) => {
        if (free.path === path) return;
        await beforeMove(free);
        const [from, target] = [this.#files.absolute(place), this.#files.absolute(free)];
        await movePath(from, target, noEnd, noLeftover);
      });
      await this.#files.refresh(collectionId, [path, to.path]);
      return to;
    } catch (cause) {
      throw notWritten(cause, 'the file of the environment could not be renamed', 'rename it again');
    }
  }
}

function isGone({ path }: Pick<FilePlace, 'path'>): Failure {
  const file = basename(path);
  return new Failure('NOT_FOUND', `The environment’s file ${file} is not there any more.`, { file });
}

/** What to throw where a file could not be made to say something else. */
export function cannotChange(place: FilePlace, cause: unknown): unknown {
  const file = basename(place.path);
  if (cause instanceof CannotRewriteError) {
    const message = `${file} is written in a way that Parley can't change without harm. Change it in an editor.`;
    return new Failure('UNPROCESSABLE_CONTENT', message, { file }, { cause });
  }
  if (cause instanceof YamlProblem || cause instanceof FormatError) return unreadable(place, cause);
  return notWritten(cause, `${file} could not be saved`, 'change it again');
}

function notWritten(cause: unknown, what: string, then: string): unknown {
  return storageFailure(cause, { what, then }, collectionFolder);
}
