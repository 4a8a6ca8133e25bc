import { dirname } from 'node:path';
import { filesOf, type HttpRequest } from '#router/contracts/request.ts';
import type { FilePlace } from '../collections/collection-files.ts';
import { makeFolderDurably } from '../files/make-folder.ts';
import { FileChangedError, replaceFile } from '../files/replace-file.ts';
import { storageFailure } from '../files/storage-failure.ts';
import type { CollectionBodies } from './collection-bodies.ts';
import * as conflict from './conflicts.ts';
import { affected } from './draft-file.ts';
import type { DraftedText } from './drafted-text.ts';
import type { FollowedFile, FollowedFileOptions } from './followed-file.ts';
import { hashOf } from './kept-texts.ts';
import type { Version } from './link.ts';
import { fileFailure } from './saved-file.ts';
import type { Versions } from './versions.ts';

export interface DraftWritingOptions extends FollowedFileOptions {
  readonly bodies: CollectionBodies;
}

/** How often something is written anew on what has just come into its file, before the person is asked to. */
export const maxAttempts = 10;

/** How a draft gets into its file. Nothing else may happen to the draft meanwhile, but for edits. */
export class DraftWriting {
  readonly #options: DraftWritingOptions;
  readonly #versions: Versions;
  readonly #drafted: DraftedText;
  readonly #file: FollowedFile;

  constructor(options: DraftWritingOptions, versions: Versions, drafted: DraftedText, file: FollowedFile) {
    this.#options = options;
    this.#versions = versions;
    this.#drafted = drafted;
    this.#file = file;
  }

  /**
   * Writes the file while the draft stands on another text, and stays there. First the draft: a kill in between leaves it with
   * its edits. Where it can't be written, the draft stands again on what it stood on.
   * @param expected what the file says where it was not written
   */
  async standingOn<TResult>(
    version: Version,
    expected: string,
    write: () => Promise<TResult>,
  ): Promise<TResult> {
    const { onChanged, onError } = this.#options;
    const { base, origin } = this.#versions;
    try {
      await this.moveOnto(version);
      return await write();
    } catch (cause) {
      const isAsItWas = (await this.#file.text()) === expected;
      // An edit of before may have brought back meanwhile what it was made on.
      if (isAsItWas && this.#versions.origin === version) {
        this.#versions.standAgainOn(base, origin);
        onChanged();
        await this.#versions.write().catch(onError);
      }
      await this.#file.look();
      throw cause;
    }
  }

  /**
   * Makes the file say what the draft says.
   * @returns what the file said before. Throws a `Failure`; the file is as it was then.
   */
  async write(expected: string | undefined, signal?: AbortSignal): Promise<string | undefined> {
    const { files, onError } = this.#options;
    const versions = this.#versions;
    for (let attempt = 1; ; attempt += 1) {
      const { place } = this.#file;
      try {
        await this.#replace(place, expected, signal);
        break;
      } catch (cause) {
        // It may have been written all the same, where only the last step failed.
        await this.#file.look();
        versions.endSaving();
        const { state, place: placeNow } = this.#file;
        const isChanged = cause instanceof FileChangedError || state.kind === 'changed';
        // What came in between may be nothing to decide about: the tree has given it another name, say, or its folder.
        const canFollow = state.kind === 'same' && (isChanged || placeNow !== place);
        if (!canFollow || attempt === maxAttempts || signal?.aborted) {
          if (!isChanged) throw fileFailure(cause, placeNow, 'saved');
          throw state.kind === 'removed' ? conflict.removed(placeNow) : conflict.changed(placeNow);
        }
        expected = versions.base.reading.text;
      }
    }
    try {
      // From here on the file has it. What fails is made good by the next write of the draft, or by the next start.
      await versions.settle();
      await versions.removeOthers();
      await files.refresh(this.#file.place.collectionId, [this.#file.place.path]);
    } catch (cause) {
      onError(cause);
    }
    return expected;
  }

  /** Throws `FileChangedError` where the file does not say what is expected, and all else that can go wrong. */
  async #replace(place: FilePlace, expected: string | undefined, signal?: AbortSignal): Promise<void> {
    const { bodies, files, texts, onChanged } = this.#options;
    const versions = this.#versions;
    const { request } = versions;
    if (files.collection(place.collectionId)?.state === 'missing') throw conflict.collectionGone(place);
    const path = files.absolute(place);
    const { collectionId } = place;
    versions.relink({ files: await bodies.adopt(collectionId, request, versions.link.files, signal) });
    const text = this.#drafted.textOf(versions.origin, request);
    if (text !== expected) {
      versions.relink({ saving: hashOf(text) });
      await versions.write();
      if (expected === undefined) await makeFolderDurably(dirname(path), 0o777);
      await replaceFile(path, { expected, text, texts, ...(signal && { signal }) });
    }
    this.#file.agree();
    versions.setBase({ reading: this.#drafted.read(text), as: request });
    onChanged();
  }

  /**
   * From now on, and on disk, the draft stands on another text of the file.
   * @param exchanged makes the request that it then has; left out, it keeps its own
   */
  async moveOnto(version: Version, exchanged?: () => HttpRequest): Promise<void> {
    try {
      await this.#versions.keepFor(version);
      this.#rememberFiles();
      this.#versions.standOn(version, exchanged?.());
      this.#file.agree();
    } catch (cause) {
      throw storageFailure(cause, affected);
    }
    try {
      // Before its window is told, which then edits what it is told.
      await this.#versions.write();
    } finally {
      this.#options.onChanged();
    }
  }

  /** Those that the draft names may be named by no text of the file any more. */
  #rememberFiles(): void {
    const { body } = this.#versions.request;
    const files = { ...this.#versions.link.files };
    for (const file of filesOf(body)) {
      const path = this.#drafted.names.pathOf(file);
      if (path !== undefined) files[file.id] = path;
    }
    this.#versions.relink({ files });
  }
}
