import type { BigIntStats } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { errnoOf } from '../../errno.ts';
import { environmentsFolder, folderFile } from '../collection-files.ts';
import { brokenFacts } from './facts-of.ts';
import { type FileRole, isFolderLookedAt, joined, nameOf, parentOf, roleOf } from './file-roles.ts';
import { explained, FolderOnDisk, identityOf } from './folder-on-disk.ts';
import type { Batch, Facts } from './found.ts';
import type { News } from './news.ts';
import { type ReadFile, readFacts } from './read-facts.ts';
import { ToldJobs } from './told-jobs.ts';
import { versionOf } from './version.ts';

/** What is known of a file that was read before: see `reading-cache.ts`. */
export type KnownFiles = ReadonlyMap<string, { readonly version: string; readonly facts: Facts }>;

export interface FolderReaderOptions {
  /** The collection's folder. */
  readonly root: string;
  /** Takes a batch in; the next one comes when it resolves. Must not reject. */
  readonly tell: (batch: Batch) => Promise<void>;
  /**
   * Told of each folder right before its names are read, and when it is gone: for who watches it.
   * @param identity of the folder itself, whatever its name; undefined: it is gone
   */
  readonly onFolder?: (path: string, identity: string | undefined) => void;
}

interface ReadFolder {
  /** Another folder can take its place. */
  readonly identity: string;
  readonly names: Set<string>;
}

export interface Look {
  /** Folders that are known are looked through as well, not just those that are new. */
  readonly deep?: boolean;
  /** Files are read even where their version is the one that is known. */
  readonly again?: boolean;
  /** Reads what is needed to show names; what is wrong with a file is found later, by `parseRest`. */
  readonly light?: boolean;
}

/**
 * Reads a collection's folder and keeps what the tree shows of it. All it does with files is synchronous and in slices: it
 * is meant for a thread of its own. Looking at something that did not change tells nothing.
 */
export class FolderReader {
  readonly #disk: FolderOnDisk;
  readonly #onFolder: FolderReaderOptions['onFolder'];
  readonly #files = new Map<string, ReadFile>();
  readonly #folders = new Map<string, ReadFolder>();
  /** Folders that can't be read; the tree shows them as broken. */
  readonly #unreadable = new Map<string, string>();
  /** Files that were read lightly. One that is so again comes last: a `parseRest` under way has it still before it. */
  readonly #unparsed = new Set<string>();
  readonly #jobs: ToldJobs;
  readonly #news: News;
  #known: KnownFiles = new Map();
  #missing: string | undefined;
  #revision = 0;

  constructor({ root, tell, onFolder }: FolderReaderOptions) {
    this.#disk = new FolderOnDisk(root);
    this.#onFolder = onFolder;
    this.#jobs = new ToldJobs(tell);
    this.#news = this.#jobs.news;
  }

  /** Counts what was read or is gone. */
  get revision(): number {
    return this.#revision;
  }

  /** The files that were read and parsed, with what is in them. For the cache. */
  *settledFiles(): Generator<[path: string, version: string, facts: Facts]> {
    for (const [path, file] of this.#files) {
      if (file.isSettled && !file.isLight) yield [path, file.version, file.facts];
    }
  }

  /** Files that are met for the first time, and have a version that is known, are not read. */
  know(files: KnownFiles): void {
    this.#known = files;
  }

  /**
   * Looks at files and folders again. Resolves when what is new of them is told.
   * @returns why the collection's folder can't be read: what was in it is gone then; undefined where it can
   */
  async look(paths: readonly string[], how: Look = {}): Promise<string | undefined> {
    await this.#jobs.run(this.#lookAt(paths, how));
    return this.#missing;
  }

  /** Parses what was read lightly. */
  async parseRest(): Promise<void> {
    await this.#jobs.run(this.#parseUnparsed());
  }

  /** Tells nothing any more. */
  close(): void {
    this.#jobs.close();
  }

  *#lookAt(paths: readonly string[], how: Look): Generator<void> {
    const problem = this.#disk.problem();
    if (problem !== undefined) {
      this.#forget('');
      this.#missing = problem;
      return;
    }
    for (const path of paths) {
      const known = this.#outermostUnknown(path);
      yield* this.#lookAtOne(known, known === path ? how : { ...how, deep: true });
    }
  }

  /** Of the folders above, the first that is not known; the path itself where all are. */
  #outermostUnknown(path: string): string {
    if (!this.#folders.has('')) return '';
    for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
      const above = path.slice(0, slash);
      if (!this.#folders.has(above)) return above;
    }
    return path;
  }

  *#lookAtOne(path: string, how: Look): Generator<void> {
    const stats = this.#disk.stats(path);
    if (stats?.isDirectory() && (path === '' || isFolderLookedAt(path))) {
      if (this.#files.has(path)) this.#forget(path);
      yield* this.#lookAtFolder(path, stats, how);
      return;
    }
    if (this.#folders.has(path)) this.#forget(path);
    const role = roleOf(path);
    if (stats?.isFile() && role !== undefined) this.#lookAtFile(path, role, stats, how);
    else this.#forget(path);
    yield;
  }

  *#lookAtFolder(path: string, stats: BigIntStats, how: Look): Generator<void> {
    this.#belongsTo(parentOf(path), path);
    const known = this.#folders.get(path);
    const identity = identityOf(stats);
    this.#onFolder?.(path, identity);
    let names: Set<string>;
    try {
      names = this.#disk.namesIn(path);
    } catch (cause) {
      if (errnoOf(cause) === undefined) throw cause;
      this.#forget(path);
      if (path === '') this.#missing = explained(cause);
      else this.#tellUnreadable(path, explained(cause));
      return;
    }
    if (path === '') this.#missing = undefined;
    this.#unreadable.delete(path);
    this.#folders.set(path, { identity, names });
    for (const name of known?.names ?? []) {
      if (!names.has(name)) this.#forget(joined(path, name));
    }
    if (!known) {
      if (path !== '') this.#news.changed(path);
      this.#tellFolder(path);
    }
    // What is in another folder is another thing as well, whatever its name.
    const isAnother = known !== undefined && known.identity !== identity;
    const into = isAnother ? { ...how, deep: true } : how;
    for (const name of names) {
      const child = joined(path, name);
      if (into.deep !== true && this.#folders.has(child)) continue;
      yield* this.#lookAtOne(child, into);
    }
  }

  #lookAtFile(path: string, role: FileRole, stats: BigIntStats, { again, light }: Look): void {
    const before = this.#files.get(path);
    const version = versionOf(stats);
    if (before?.version === version && before.isSettled && again !== true) return;
    const known = before === undefined && again !== true ? this.#known.get(path) : undefined;
    const file =
      known?.version === version
        ? { role, version, isSettled: true, isLight: false, facts: known.facts }
        : this.#read(path, role, light === true);
    if (file === undefined) {
      this.#forget(path);
      return;
    }
    this.#belongsTo(parentOf(path), path);
    this.#files.set(path, file);
    this.#revision += 1;
    // What can't be read has no version; that it is still so is no news.
    if (file.version !== '' || before?.version !== '') this.#news.changed(path);
    if (!isDeepStrictEqual(before?.facts, file.facts)) this.#tellFile(path, file);
  }

  #read(path: string, role: FileRole, light: boolean): ReadFile | undefined {
    this.#unparsed.delete(path);
    const file = readFacts(this.#disk.absolute(path), path, role, light);
    if (file?.isLight) this.#unparsed.add(path);
    return file;
  }

  *#parseUnparsed(): Generator<void> {
    for (const path of this.#unparsed) {
      const before = this.#files.get(path);
      const file = before && this.#read(path, before.role, false);
      if (before === undefined) {
        this.#unparsed.delete(path);
      } else if (file === undefined) {
        this.#forget(path);
      } else {
        this.#files.set(path, file);
        this.#revision += 1;
        if (file.version !== before.version) this.#news.changed(path);
        if (!isDeepStrictEqual(before.facts, file.facts)) this.#tellFile(path, file);
      }
      yield;
    }
  }

  #tellFile(path: string, { role, facts }: ReadFile): void {
    if (role === 'folder') this.#tellFolder(parentOf(path));
    else this.#news.found({ ...facts, path: role === 'collection' ? '' : path });
  }

  /** A folder is there whatever its `folder.yml` says. Where that can't be read, it is shown in the folder. */
  #tellFolder(path: string): void {
    if (path === '' || path === environmentsFolder) return;
    const ownFile = joined(path, folderFile);
    const own = this.#files.get(ownFile)?.facts;
    const named = { kind: 'folder', name: nameOf(path), method: '', url: '', type: '' } as const;
    this.#news.found({ ...named, ...own, problem: undefined, path });
    if (own?.problem) {
      this.#news.found({ ...own, kind: 'broken', name: folderFile, path: ownFile });
    } else {
      this.#news.gone(ownFile);
    }
  }

  #tellUnreadable(path: string, message: string): void {
    if (this.#unreadable.get(path) === message) return;
    this.#unreadable.set(path, message);
    this.#news.found({ ...brokenFacts(path, 'item', message), path });
  }

  /** What was at a path is gone, with all below it. */
  #forget(path: string): void {
    const folder = this.#folders.get(path);
    if (folder) {
      for (const name of folder.names) this.#forget(joined(path, name));
      this.#folders.delete(path);
      this.#onFolder?.(path, undefined);
    }
    const file = this.#files.get(path);
    if (this.#files.delete(path)) this.#revision += 1;
    this.#unparsed.delete(path);
    if (this.#unreadable.delete(path) || folder || file) {
      if (path !== '') this.#news.changed(path);
      if (file?.role === 'collection') this.#news.gone('');
      else this.#news.gone(path);
      if (file?.role === 'folder' && this.#folders.has(parentOf(path))) this.#tellFolder(parentOf(path));
    }
  }

  /** Also where it was not there when the folder's names were read. */
  #belongsTo(folder: string, path: string): void {
    if (path !== '') this.#folders.get(folder)?.names.add(nameOf(path));
  }
}
