import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isId } from '../ids.ts';

/**
 * Deletes the files of a folder that are named by an id and no longer wanted; leaves everything else alone.
 * @param onError told of each file that can't be deleted: it keeps no one from starting.
 */
export async function removeLeftovers(
  folder: string,
  isWanted: (id: string) => boolean,
  onError: (error: unknown) => void,
): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isFile() || !isId(entry.name) || isWanted(entry.name)) continue;
    await rm(join(folder, entry.name), { force: true }).catch(onError);
  }
}
