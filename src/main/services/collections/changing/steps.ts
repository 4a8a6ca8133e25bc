import { lstat } from 'node:fs/promises';
import { posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { errnoOf } from '../../errno.ts';
import { movePath } from '../../files/move-path.ts';
import { rewriteFile } from '../../files/rewrite-file.ts';
import { isId } from '../../ids.ts';
import type { TextFiles } from '../../files/text-files.ts';
import type { CollectionFiles, FilePlace } from '../collection-files.ts';
import { parentOf } from '../reading/file-roles.ts';
import type { Bin } from './bin.ts';
import { changedSince, isGone } from './failures.ts';
import { inFormerPlace } from './free-place.ts';
import { type Info, infoOf, withInfo } from './info-text.ts';

/** One thing that is done to the files of a collection, and that can be taken back by another one. */
export type Step =
  | Edit
  | { readonly do: 'move'; readonly from: FilePlace; readonly to: FilePlace }
  | { readonly do: 'remove'; readonly place: FilePlace }
  /** Brings something back from the bin: to its former place, or beside. */
  | { readonly do: 'restore'; readonly from: FilePlace; readonly to: FilePlace };

/** Changes what a file says in its `info`. */
export interface Edit {
  readonly do: 'edit';
  readonly place: FilePlace;
  readonly to: Info;
  /** Where an earlier edit is taken back: what it has led to. The file has to say that still. */
  readonly from?: Info;
  /** Both texts of that edit: where the file is as the edit left it, it gets back every byte. */
  readonly texts?: { readonly from: string; readonly to: string };
}

export interface Done {
  /** Takes it back. */
  readonly inverse: Step;
  /** What went from where to where; undefined for an edit. A thing in the bin has a place as well. */
  readonly moved?: { readonly from: FilePlace; readonly to: FilePlace };
}

export interface StepsOptions {
  readonly files: CollectionFiles;
  /** How the files of requests are read and written. */
  readonly texts: TextFiles;
  readonly bin: Bin;
  /**
   * Called before a file or folder of a collection moves, and once it has: what belongs to it follows. Where it does not
   * move `notMoved` is called, also where `beforeMove` has failed.
   */
  readonly beforeMove: (from: FilePlace, to: FilePlace) => Promise<void>;
  readonly afterMove: (from: FilePlace, to: FilePlace) => Promise<void>;
  readonly notMoved: (from: FilePlace, to: FilePlace) => Promise<void>;
  /** Told of what went wrong beside a step, which is done or has an error of its own. */
  readonly onError: (error: unknown) => void;
}

/** Texts that are remembered for an undo are no longer than this. */
const rememberedChars = 256 * 1024;

/** Does steps. Each is done whole or not at all. */
export class Steps {
  readonly #options: StepsOptions;

  constructor(options: StepsOptions) {
    this.#options = options;
  }

  /** Throws a `Failure` where things are not as the step expects, or what the file system's parts throw. */
  perform(step: Step, signal: AbortSignal): Promise<Done> {
    switch (step.do) {
      case 'edit':
        return this.#edit(step, signal);
      case 'move':
        return this.#move(step.from, step.to, signal);
      case 'remove':
        return this.#remove(step.place, signal);
      case 'restore':
        return this.#restore(step.from, step.to, signal);
    }
  }

  async #edit(edit: Edit, signal: AbortSignal): Promise<Done> {
    const { texts } = this.#options;
    const { place, to } = edit;
    let was: { readonly text: string; readonly info: Info } = { text: '', info: {} };
    const text = await rewriteFile(
      this.#absolute(place),
      (found) => {
        if (found === undefined) throw isGone();
        const now = edited(found, edit);
        was = { text: found, info: now.from };
        return now.text;
      },
      { texts, signal },
    );
    const inverse = { do: 'edit', place, from: to, to: was.info } as const;
    const isShort = was.text.length + text.length <= 2 * rememberedChars;
    return { inverse: isShort ? { ...inverse, texts: { from: text, to: was.text } } : inverse };
  }

  async #move(from: FilePlace, to: FilePlace, signal: AbortSignal): Promise<Done> {
    const { beforeMove, afterMove, notMoved, onError } = this.#options;
    const [source, target] = [this.#absolute(from), this.#absolute(to)];
    if ((await lstat(source)).isSymbolicLink() && parentOf(from.path) !== parentOf(to.path)) {
      // It may say where it leads from where it stands.
      throw Object.assign(new Error('a link is not moved'), { code: 'EINVAL' });
    }
    try {
      await beforeMove(from, to);
      await movePath(source, target, signal, onError);
    } catch (cause) {
      await notMoved(from, to).catch(onError);
      throw cause;
    }
    // It has moved, whatever comes now: on disk, what belongs to it knows both places.
    await afterMove(from, to).catch(onError);
    return { inverse: { do: 'move', from: to, to: from }, moved: { from, to } };
  }

  async #remove(place: FilePlace, signal: AbortSignal): Promise<Done> {
    const inBin = placeInBin(await this.#options.bin.put(this.#absolute(place), place, signal), place);
    return { inverse: { do: 'restore', from: inBin, to: place }, moved: { from: place, to: inBin } };
  }

  async #restore(inBin: FilePlace, former: FilePlace, signal: AbortSignal): Promise<Done> {
    const { files, bin } = this.#options;
    const parent = await this.#standing({ ...former, path: parentOf(former.path) });
    const to = await inFormerPlace(files, parent, posix.basename(former.path), (free) =>
      bin.takeOut(idInBin(inBin), files.absolute(free), signal),
    );
    return { inverse: { do: 'remove', place: to }, moved: { from: inBin, to } };
  }

  /** The folder, or the first one above it that is there. */
  async #standing(folder: FilePlace): Promise<FilePlace> {
    if (folder.path === '' || (await isFileThere(this.#absolute(folder)))) return folder;
    return this.#standing({ ...folder, path: parentOf(folder.path) });
  }

  #absolute(place: FilePlace): string {
    if (isInBin(place)) throw isGone();
    return this.#options.files.absolute(place);
  }
}

/** A place that no file has: `\0` is in no path. */
function placeInBin(binId: string, { collectionId }: FilePlace): FilePlace {
  return { collectionId, path: `\0${binId}` };
}

/** Throws a `Failure` for what is not in the bin itself: it was taken out, or is in something else there. */
function idInBin({ path }: FilePlace): string {
  const id = path.slice(1);
  if (!path.startsWith('\0') || !isId(id)) throw isGone();
  return id;
}

export function isInBin({ path }: FilePlace): boolean {
  return path.startsWith('\0');
}

function edited(
  text: string,
  { place, to, from, texts }: Edit,
): { readonly text: string; readonly from: Info } {
  const info = infoOf(text);
  const found = Object.fromEntries(
    Object.entries({ name: info.name, seq: info.seq }).filter(([key]) => Object.hasOwn(to, key)),
  );
  if (text === texts?.from) return { text: texts.to, from: found };
  if (from && !isDeepStrictEqual(found, { ...found, ...from })) {
    throw changedSince(posix.basename(place.path));
  }
  return { text: withInfo(text, to), from: found };
}

export function isFileThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    (cause: unknown) => {
      if (errnoOf(cause) !== 'ENOENT' && errnoOf(cause) !== 'ENOTDIR') throw cause;
      return false;
    },
  );
}
