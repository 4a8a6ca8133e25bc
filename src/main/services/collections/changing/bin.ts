import { mkdir, readdir, readFile, rm, rmdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { opaqueId } from '#router/contracts/ids.ts';
import { errnoOf } from '../../errno.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { movePath } from '../../files/move-path.ts';
import { storageFailure } from '../../files/storage-failure.ts';
import { syncFolder, writeDurably } from '../../files/write-durably.ts';
import { isId, newId } from '../../ids.ts';
import type { FilePlace } from '../collection-files.ts';

export interface BinOptions {
  /** Holds a folder for each thing: `was.json` and, in `content`, the thing under its own name. */
  readonly folder: string;
  /** Told of what can't be looked at or cleared: it keeps nobody from working. */
  readonly onError: (error: unknown) => void;
}

const wasFile = 'was.json';
const contentFolder = 'content';

/** Where a thing in the bin was, for a person who looks for it there, and when it came. */
const wasSchema = z.object({
  collectionId: opaqueId,
  path: z.string(),
  /** Of the file or folder, in the file system. */
  absolute: z.string(),
  /** ISO 8601. */
  removedAt: z.iso.datetime(),
});
type Was = z.infer<typeof wasSchema>;

const keptMs = 30 * 24 * 3600 * 1000;

/** What was removed from collections, for 30 days. */
export class Bin {
  readonly #options: BinOptions;
  /** Where each thing was that is in it, as far as that can be told. */
  readonly #was = new Map<string, Was>();

  private constructor(options: BinOptions) {
    this.#options = options;
  }

  /** Opens the bin, and clears what has been in it for 30 days. Throws the system's error. */
  static async open(options: BinOptions): Promise<Bin> {
    await makeFolder(options.folder);
    const bin = new Bin(options);
    for (const id of await readdir(options.folder)) await bin.#load(id).catch(options.onError);
    return bin;
  }

  /**
   * Moves a file or folder into the bin, from another disk if need be.
   * @returns the id that `takeOut` knows it by. Throws as `movePath` does.
   */
  async put(absolute: string, { collectionId, path }: FilePlace, signal: AbortSignal): Promise<string> {
    const id = newId();
    const entry = join(this.#options.folder, id);
    const was = { collectionId, path, absolute, removedAt: new Date().toISOString() };
    try {
      await this.#makeEntry(entry, was);
      // Known before: who sees the file go asks at once.
      this.#was.set(id, was);
      const { onError } = this.#options;
      await movePath(absolute, join(entry, contentFolder, basename(absolute)), signal, onError);
    } catch (cause) {
      this.#was.delete(id);
      await this.#forget(entry);
      throw cause;
    }
    return id;
  }

  /** Moves what is in the bin to where nothing is. Throws as `movePath` does, ENOENT where it is not there any more. */
  async takeOut(id: string, to: string, signal: AbortSignal): Promise<void> {
    const entry = join(this.#options.folder, id);
    const [name] = await readdir(join(entry, contentFolder));
    if (name === undefined) throw Object.assign(new Error('nothing is in this entry'), { code: 'ENOENT' });
    await movePath(join(entry, contentFolder, name), to, signal, this.#options.onError);
    this.#was.delete(id);
    await this.#forget(entry);
  }

  /**
   * Whether what was at a place at a time has come into the bin since, alone or with a folder above it, and is there still.
   * @param sinceMs milliseconds since the epoch; what came before that was another thing
   */
  holds({ collectionId, path }: FilePlace, sinceMs: number): boolean {
    return [...this.#was.values()].some(
      (was) =>
        was.collectionId === collectionId &&
        (was.path === path || path.startsWith(`${was.path}/`)) &&
        Date.parse(was.removedAt) >= sinceMs,
    );
  }

  /** Throws a `Failure` of phase `store`: what refuses here is the data folder. */
  async #makeEntry(entry: string, was: Was): Promise<void> {
    try {
      await mkdir(entry, { mode: 0o700 });
      await writeDurably(join(entry, wasFile), `${JSON.stringify(was, null, 2)}\n`);
      await mkdir(join(entry, contentFolder), { mode: 0o700 });
      await syncFolder(entry);
      await syncFolder(this.#options.folder);
    } catch (cause) {
      throw storageFailure(cause, {
        what: 'it could not be put into Parley’s bin',
        kept: 'Nothing was removed.',
        then: 'remove it again',
      });
    }
  }

  /** Removes an entry, and never a thing in it: a move that failed may have left one. */
  async #forget(entry: string): Promise<void> {
    try {
      await rmdir(join(entry, contentFolder)).catch(unlessGone);
      await rm(join(entry, wasFile), { force: true });
      await rmdir(entry).catch(unlessGone);
    } catch (cause) {
      this.#options.onError(cause);
    }
  }

  /** Knows an entry of an earlier run, or clears it where its time is over. Rejects with the system's error. */
  async #load(id: string): Promise<void> {
    if (!isId(id)) return;
    const entry = join(this.#options.folder, id);
    const was = await wasOf(entry);
    if (await isOver(entry, was)) await rm(entry, { recursive: true, force: true });
    else if (was) this.#was.set(id, was);
  }
}

async function isOver(entry: string, was: Was | undefined): Promise<boolean> {
  // A kill came before the thing did, or after it was taken out.
  if ((await readdir(join(entry, contentFolder)).catch(unlessGone)).length === 0) return true;
  const removedAtMs = was ? Date.parse(was.removedAt) : (await stat(entry)).mtimeMs;
  return Date.now() - removedAtMs > keptMs;
}

/** Undefined where somebody has written to it. */
async function wasOf(entry: string): Promise<Was | undefined> {
  try {
    return wasSchema.parse(JSON.parse(await readFile(join(entry, wasFile), 'utf8')));
  } catch {
    return undefined;
  }
}

function unlessGone(cause: unknown): never[] {
  if (errnoOf(cause) !== 'ENOENT') throw cause;
  return [];
}
