import { errnoOf } from '../../errno.ts';
import { brokenFacts, factsOf } from './facts-of.ts';
import type { FileRole } from './file-roles.ts';
import { explained } from './folder-on-disk.ts';
import type { Facts } from './found.ts';
import { lightFacts } from './light-facts.ts';
import { readText } from './read-file.ts';
import { isSettled, versionOf } from './version.ts';

/** A file as it was read. */
export interface ReadFile {
  readonly role: FileRole;
  /** '' where it can't be read. */
  readonly version: string;
  /** Whether the version says for sure that the text is what was read. */
  readonly isSettled: boolean;
  /** Not parsed: what may be wrong with it is not known. */
  readonly isLight: boolean;
  readonly facts: Facts;
}

/**
 * Reads a file, and what the tree shows of it.
 * @param absolute where it is; `path` is its place in the collection
 * @param light without parsing it, where that is enough to show its name
 * @returns undefined where the file is gone
 */
export function readFacts(
  absolute: string,
  path: string,
  role: FileRole,
  light: boolean,
): ReadFile | undefined {
  const readAt = Date.now();
  try {
    const { stats, text, problem } = readText(absolute);
    const read = { role, version: versionOf(stats), isSettled: isSettled(stats, readAt), isLight: false };
    if (text === undefined) return { ...read, facts: brokenFacts(path, role, problem ?? '') };
    const seen = light ? lightFacts(path, role, text) : undefined;
    return seen ? { ...read, isLight: true, facts: seen } : { ...read, facts: factsOf(path, role, text) };
  } catch (cause) {
    const errno = errnoOf(cause);
    if (errno === undefined) throw cause;
    if (errno === 'ENOENT') return undefined;
    const facts = brokenFacts(path, role, explained(cause));
    return { role, version: '', isSettled: false, isLight: false, facts };
  }
}
