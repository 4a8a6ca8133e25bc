import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { errnoOf } from '../errno.ts';
import { collectionFile } from './collection-files.ts';
import { isThere } from './folder-to-open.ts';

export interface FolderOffered {
  readonly name: string;
  readonly path: string;
}

/**
 * The collections in a folder, by name: itself, where it is one, or those right below it.
 * Throws the system's error; a folder that is not there has none.
 */
export async function collectionsIn(folder: string): Promise<FolderOffered[]> {
  if (await isThere(join(folder, collectionFile))) return [{ name: folder, path: await realpath(folder) }];
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    if (errnoOf(cause) === 'ENOENT') return [];
    throw cause;
  });
  const offered: FolderOffered[] = [];
  for (const entry of entries.toSorted((a, b) => a.name.localeCompare(b.name))) {
    const path = join(folder, entry.name);
    if (entry.name.startsWith('.') || entry.isFile() || !(await isThere(join(path, collectionFile))))
      continue;
    offered.push({ name: entry.name, path: await realpath(path) });
  }
  return offered;
}
