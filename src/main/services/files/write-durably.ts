import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf } from '../errno.ts';

/** Ends the name of a file that is being written. Such a file that is found at start was never acknowledged. */
export const temporarySuffix = '.tmp';

/**
 * Replaces a file so that a kill at any moment, or a loss of power, leaves either the old text or the new:
 * a temporary file in the same folder, fsync, rename, fsync of the folder. One call at a time for each path.
 * Resolves when the text is on the disk; rejects with the system's error.
 */
export async function writeDurably(path: string, text: string): Promise<void> {
  const temporary = `${path}${temporarySuffix}`;
  try {
    const handle = await open(temporary, 'w', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    // On a full disk the half-written file gives its space back. If even that is refused, the first error is the
    // one that counts, and the leftover goes at the next start.
    await rm(temporary, { force: true }).catch(() => undefined);
    throw cause;
  }
  await syncFolder(dirname(path));
}

/** What a file system says that can't sync a folder (some network and FUSE ones). There is nothing more to be had. */
const folderSyncUnsupported = ['EINVAL', 'ENOTSUP', 'ENOSYS'];

/** Makes a rename outlive a loss of power. Windows can't open a folder as a file; NTFS journals the rename itself. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } catch (cause) {
    if (!folderSyncUnsupported.includes(errnoOf(cause) ?? '')) throw cause;
  } finally {
    await handle.close();
  }
}
