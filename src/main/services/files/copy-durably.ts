import { copyFile, lstat, mkdir, open, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { constants } from 'node:fs';
import { join } from 'node:path';
import { errnoOf } from '../errno.ts';
import { NameTakenError } from './name-taken-error.ts';
import { isTemporaryName, temporaryName } from './temporary-files.ts';
import { syncFolder } from './write-durably.ts';

/** A file or folder that is copied and does not have its name yet. Disposing of it removes what has not got one. */
export interface Copy extends AsyncDisposable {
  /** Where it is, under a name that no scan takes in. */
  readonly path: string;
  /**
   * Gives it its name in the folder that it was copied to, whose lock the caller has. Throws `NameTakenError`, or the
   * system's error.
   */
  publish(name: string): Promise<void>;
}

/**
 * Copies a file, or a folder with all that is in it, into a folder, down to the disk. Links are copied as links; temporary files are left
 * out. Whoever looks sees the copy with its last byte or not at all.
 * Throws the system's error, or the signal's reason; nothing is left then.
 */
export async function copyDurably(from: string, folder: string, signal: AbortSignal): Promise<Copy> {
  const path = join(folder, temporaryName());
  // What can't be removed now goes at the next start.
  const remove = () => rm(path, { recursive: true, force: true }).catch(() => undefined);
  try {
    await copyOne(from, path, signal);
  } catch (cause) {
    await remove();
    throw cause;
  }
  return {
    path,
    publish: async (name) => {
      await refuseTaken(join(folder, name));
      await rename(path, join(folder, name));
      await syncFolder(folder);
    },
    [Symbol.asyncDispose]: remove,
  };
}

/** Throws `NameTakenError` where something is at a path. */
export async function refuseTaken(path: string): Promise<void> {
  const isTaken = await lstat(path).then(
    () => true,
    (cause: unknown) => {
      if (errnoOf(cause) !== 'ENOENT') throw cause;
      return false;
    },
  );
  if (isTaken) throw new NameTakenError(`Something is at ${path} already`);
}

async function copyOne(from: string, to: string, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const stats = await lstat(from);
  if (stats.isSymbolicLink()) {
    await symlink(await readlink(from), to);
  } else if (stats.isDirectory()) {
    await mkdir(to);
    for (const name of await readdir(from)) {
      if (!isTemporaryName(name)) await copyOne(join(from, name), join(to, name), signal);
    }
    await syncFolder(to);
  } else if (stats.isFile()) {
    await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    await syncFile(to);
  } else {
    // Reading a pipe would wait for ever.
    throw Object.assign(new Error(`${from} is neither a file nor a folder`), { code: 'EINVAL' });
  }
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
