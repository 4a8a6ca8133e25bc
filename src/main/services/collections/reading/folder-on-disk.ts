import { type BigIntStats, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { errnoOf } from '../../errno.ts';
import { refusalOf } from '../../files/refusal.ts';
import { isFolderLookedAt, joined, parentOf, roleOf } from './file-roles.ts';

/** A collection's folder as it stands on the disk, and what belongs to the collection there. Paths are relative to it. */
export class FolderOnDisk {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  absolute(path: string): string {
    return join(this.#root, path);
  }

  /** Why the folder can't be read, as a sentence without its full stop; undefined where it can. */
  problem(): string | undefined {
    try {
      if (!statSync(this.#root).isDirectory()) return 'There is a file in its place';
      if (realpathSync(this.#root) === this.#root) return undefined;
      return 'A link has taken its place. Close the collection, then open the folder that you mean';
    } catch (cause) {
      return errnoOf(cause) === 'ENOENT' ? 'The folder is gone' : explained(cause);
    }
  }

  /**
   * Of what a path leads to. A link is followed within the collection, unless it leads to a folder that it is in itself, or
   * stands behind another link: links that lead to each other would make more paths than anybody could read.
   * @returns undefined where nothing is there that belongs to the collection
   */
  stats(path: string): BigIntStats | undefined {
    const absolute = this.absolute(path);
    try {
      if (path === '') return statSync(absolute, { bigint: true });
      const stats = lstatSync(absolute, { bigint: true });
      if (!stats.isSymbolicLink()) return stats;
      const target = realpathSync(absolute);
      const root = realpathSync(this.#root);
      if (!target.startsWith(root + sep)) return undefined;
      if (realpathSync(this.absolute(parentOf(path))) !== join(root, parentOf(path))) return undefined;
      for (let above = parentOf(path); above !== ''; above = parentOf(above)) {
        if (realpathSync(this.absolute(above)) === target) return undefined;
      }
      return statSync(absolute, { bigint: true });
    } catch (cause) {
      if (errnoOf(cause) === undefined) throw cause;
      return undefined;
    }
  }

  /** The names in a folder that can mean something in a collection. Throws the system's error. */
  namesIn(path: string): Set<string> {
    const names = new Set<string>();
    for (const entry of readdirSync(this.absolute(path), { withFileTypes: true })) {
      const child = joined(path, entry.name);
      const isWanted = entry.isFile()
        ? roleOf(child) !== undefined
        : entry.isDirectory()
          ? isFolderLookedAt(child)
          : entry.isSymbolicLink() && (isFolderLookedAt(child) || roleOf(child) !== undefined);
      if (isWanted) names.add(entry.name);
    }
    return names;
  }
}

/** The folder itself, whatever its name. One that is removed and made again at once may get the number that has just become free. */
export function identityOf({ dev, ino, birthtimeNs }: BigIntStats): string {
  return `${dev}-${ino}-${birthtimeNs}`;
}

/** Why something could not be read, in words that follow the name of the file or folder. */
export function explained(cause: unknown): string {
  if (refusalOf(cause) === 'forbidden') return 'Parley may not read it. Give it read access';
  return `It can't be read (${errnoOf(cause) ?? ''})`;
}
