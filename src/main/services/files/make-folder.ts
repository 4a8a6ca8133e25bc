import { access, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { syncFolder } from './write-durably.ts';

/**
 * Makes a folder, and those above it that are missing, for the user alone. One that is there already is fine.
 *
 * Not by `mkdir` with `recursive`, which tries for ever where the system says ENOENT of a folder whose parent is there,
 * as it does in `/proc`.
 * @throws the system's error, such as EEXIST where a file has the name, or ENOTDIR where a file is on the way.
 */
export async function makeFolder(path: string): Promise<void> {
  await make(path, 0o700, () => Promise.resolve());
}

/**
 * As `makeFolder`, for what is to outlive a loss of power: the folders that this call has made are on the disk when it resolves.
 * @param mode `0o777`, less what the system takes from it, for folders of the user's
 */
export async function makeFolderDurably(path: string, mode = 0o700): Promise<void> {
  await make(path, mode, syncFolder);
}

async function make(path: string, mode: number, onMadeIn: (parent: string) => Promise<void>): Promise<void> {
  const parent = dirname(path);
  if (parent !== path && !(await isThere(parent))) await make(parent, mode, onMadeIn);
  try {
    await mkdir(path, { mode });
  } catch (cause) {
    // Whatever mkdir says of a folder that is there (EEXIST mostly, EPERM of a Windows drive), it is what was wanted.
    if (!(await isFolder(path))) throw cause;
    return;
  }
  await onMadeIn(parent);
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
