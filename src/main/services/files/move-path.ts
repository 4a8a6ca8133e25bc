import { createReadStream } from 'node:fs';
import { access, constants, lstat, open, readdir, readlink, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errnoOf } from '../errno.ts';
import { copyDurably, refuseTaken } from './copy-durably.ts';
import { withFolderLock } from './folder-lock.ts';
import { pieceBytes, readPiece } from './pieces.ts';
import { FileChangedError } from './replace-file.ts';
import { isTemporaryName, moveTemporaries, temporaryName } from './temporary-files.ts';
import { syncFolder } from './write-durably.ts';

/**
 * Moves a file or folder to where nothing is yet, to another disk if need be. At any moment it is at one of the two places,
 * whole; to another disk for a moment at both. Resolves when that is on the disk.
 *
 * No other Parley of this user writes to the two folders meanwhile. A program that knows nothing of Parley's locks may put
 * something to the new place between the look that nothing is there and the rename that follows at once: what it put is
 * overwritten then, since no system that Node runs on offers a rename that refuses.
 * On the way to another disk, what it writes into a file that it had opened before the move's last look is lost where it
 * comes after that: no system tells who has a file open.
 *
 * Once its copy on another disk is whole and has its name it has moved, also where the original can't be removed: `onLeftover` is
 * told of that. What is left of it has a name that no scan takes in, and goes at a later start.
 *
 * Throws `NameTakenError`, `FileChangedError` where somebody wrote to it while it went to another disk (both are kept then),
 * a `Failure` where another process keeps a lock, the signal's reason, or the system's error; it is where it was then.
 */
export async function movePath(
  from: string,
  to: string,
  signal: AbortSignal,
  onLeftover: (error: unknown) => void,
): Promise<void> {
  await withBothLocked(dirname(from), dirname(to), signal, async () => {
    if (!(await isSameFile(from, to))) await refuseTaken(to);
    try {
      await rename(from, to);
    } catch (cause) {
      if (errnoOf(cause) !== 'EXDEV') throw cause;
      await moveToOtherDisk(from, to, signal, onLeftover);
      return;
    }
    moveTemporaries(from, to);
    try {
      // The new place first: a loss of power in between may leave it at both, and never at none.
      await syncFolder(dirname(to));
      if (dirname(from) !== dirname(to)) await syncFolder(dirname(from));
    } catch (cause) {
      // Who is told that it has not moved finds it where it was.
      await rename(to, from);
      moveTemporaries(to, from);
      throw cause;
    }
  });
}

/** Always in the same order: else two that move in opposite directions would wait for each other. */
async function withBothLocked(
  one: string,
  other: string,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  // By their true names, as the locks are: two names of one folder would wait for each other.
  const folders = await Promise.all([realpath(one), realpath(other)]);
  const [first = one, second] = [...new Set(folders)].toSorted();
  await withFolderLock(first, signal, () =>
    second === undefined ? work() : withFolderLock(second, signal, work),
  );
}

/** Whether both names are those of one thing, as on a disk to which `a` and `A` are the same. */
async function isSameFile(from: string, to: string): Promise<boolean> {
  if (dirname(from) !== dirname(to)) return false;
  const [a, b] = await Promise.all([
    lstat(from, { bigint: true }),
    lstat(to, { bigint: true }).catch(unlessGone),
  ]);
  if (b === undefined || a.ino !== b.ino || a.dev !== b.dev) return false;
  // Two names of one file where the disk tells them apart: a rename would do nothing.
  const names = await readdir(dirname(from));
  return names.filter((name) => [from, to].includes(join(dirname(from), name))).length === 1;
}

function unlessGone(cause: unknown): undefined {
  if (errnoOf(cause) !== 'ENOENT') throw cause;
}

/**
 * The original goes away only after its copy has its name, and is what the original still says: until then it is put
 * aside, where nobody looks for it.
 */
async function moveToOtherDisk(
  from: string,
  to: string,
  signal: AbortSignal,
  onLeftover: (error: unknown) => void,
): Promise<void> {
  // Else it would stand in both places once its copy has its name.
  await access(dirname(from), constants.W_OK);
  await using copy = await copyDurably(from, dirname(to), signal);
  await copy.publish(basename(to));
  const aside = join(dirname(from), temporaryName());
  await rename(from, aside);
  const difference = await firstDifference(aside, to);
  if (difference !== undefined) {
    await rename(aside, from);
    throw new FileChangedError(from, undefined);
  }
  try {
    await rm(aside, { recursive: true, force: true });
    await syncFolder(dirname(from));
  } catch (cause) {
    onLeftover(cause);
  }
}

/** The first path, within both, of which they say something different. */
async function firstDifference(one: string, other: string): Promise<string | undefined> {
  const [a, b] = await Promise.all([lstat(one), lstat(other).catch(unlessGone)]);
  if (b === undefined || (a.mode & 0o170000) !== (b.mode & 0o170000)) return one;
  if (a.isSymbolicLink()) return (await readlink(one)) === (await readlink(other)) ? undefined : one;
  if (a.isFile()) {
    return a.size === b.size && (await haveSameBytes(one, other)) ? undefined : one;
  }
  for (const name of await readdir(one)) {
    if (isTemporaryName(name)) continue;
    const difference = await firstDifference(join(one, name), join(other, name));
    if (difference !== undefined) return difference;
  }
  return undefined;
}

async function haveSameBytes(one: string, other: string): Promise<boolean> {
  const [a, b] = [createReadStream(one, { highWaterMark: pieceBytes }), await open(other, 'r')];
  try {
    let position = 0;
    for await (const bytes of a) {
      const piece = await readPiece(b, position, bytes.byteLength);
      if (Buffer.compare(bytes, piece) !== 0) return false;
      position += piece.byteLength;
    }
    return true;
  } finally {
    a.destroy();
    await b.close();
  }
}
