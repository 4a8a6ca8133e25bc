import { createHash, randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, readdir, realpath, rename, rm, rmdir, stat } from 'node:fs/promises';
import { tmpdir, uptime } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '#router/contracts/failure.ts';
import { errnoOf } from '../errno.ts';
import { isRunning, processMark, processMarkPattern } from './process-mark.ts';
import { Turns } from './turns.ts';

export interface FolderLockOptions {
  /** How long to wait for another process, in milliseconds. */
  readonly waitMs?: number;
  /** Where locks are kept. All processes that are to exclude each other name the same one. */
  readonly locks?: string;
}

const usualWaitMs = 10_000;

/** Between two tries, in milliseconds: another process holds a lock for as long as a small write takes. */
const pauseMs = { least: 1, most: 10 };

/** Within this process nobody has to try again and again. */
const turns = new Turns();

/**
 * Does work while no other call, of this process or of another one of this user, has the lock of the same folder. The
 * folder itself is not written to: the lock is a folder of its own among those for temporary files, and holds one entry
 * that names the process which has it.
 *
 * It is taken by renaming a folder with such an entry to it, which the system refuses while there is an entry in the way.
 * A dead process's entry is removed by its own name, so that who comes late can't remove its successor's.
 *
 * Programs that know nothing of the lock are not kept out. Locks don't nest: who has one must not ask for the same again.
 * @returns what the work does. Throws what it throws, the signal's reason, the system's error, or a `Failure`
 * SERVICE_UNAVAILABLE where another process keeps the lock.
 */
export async function withFolderLock<TResult>(
  folder: string,
  signal: AbortSignal,
  work: () => Promise<TResult>,
  { waitMs = usualWaitMs, locks }: FolderLockOptions = {},
): Promise<TResult> {
  const name = createHash('sha256')
    .update(await realpath(folder))
    .digest('hex')
    .slice(0, 32);
  const lock = join(locks ?? (await usualLocks()), name);
  using _turn = await turns.take(lock, signal);
  const mark = `${processMark()}-${randomBytes(8).toString('hex')}`;
  await take(lock, mark, { signal, waitMs, folder: basename(folder) });
  try {
    return await work();
  } finally {
    await rmdir(join(lock, mark)).catch(unlessTaken);
  }
}

interface Wait {
  readonly signal: AbortSignal;
  readonly waitMs: number;
  readonly folder: string;
}

async function take(lock: string, mark: string, { signal, waitMs, folder }: Wait): Promise<void> {
  const own = `${lock}.${mark}`;
  const giveUpAt = performance.now() + waitMs;
  await prepare(own, mark);
  try {
    while (!(await tryToRename(own, lock, mark))) {
      await removeDead(lock);
      if (performance.now() > giveUpAt) throw keptByAnother(folder);
      await delay(pauseMs.least + Math.random() * (pauseMs.most - pauseMs.least), undefined, { signal });
    }
  } catch (cause) {
    await rm(own, { recursive: true, force: true });
    signal.throwIfAborted();
    throw cause;
  }
}

/** For the user alone. `mkdir` with `recursive`, and not `makeFolder`: one call, and the parent takes folders. */
async function prepare(own: string, mark: string): Promise<void> {
  await mkdir(join(own, mark), { recursive: true, mode: 0o700 });
}

async function tryToRename(own: string, lock: string, mark: string): Promise<boolean> {
  try {
    await rename(own, lock);
    return true;
  } catch (cause) {
    switch (errnoOf(cause)) {
      case 'ENOENT':
        // Somebody tidied the folder for temporary files.
        await prepare(own, mark);
        return false;
      case 'EPERM':
      case 'EACCES':
      case 'EEXIST':
      case 'ENOTEMPTY':
        // Windows renames to no folder that is there, be it empty.
        if (process.platform === 'win32') await rmdir(lock).catch(unlessTaken);
        else if (errnoOf(cause) === 'EPERM' || errnoOf(cause) === 'EACCES') throw cause;
        return false;
      default:
        throw cause;
    }
  }
}

/** Removes what killed processes left: their lock, and what they waited with. */
async function removeDead(lock: string): Promise<void> {
  for (const mark of await entriesOf(lock)) {
    if (await isDead(join(lock, mark), mark)) await rmdir(join(lock, mark)).catch(unlessTaken);
  }
}

const markPattern = new RegExp(`^(${processMarkPattern})-[0-9a-f]{16}$`);

async function isDead(path: string, name: string): Promise<boolean> {
  const [, mark] = markPattern.exec(name) ?? [];
  if (mark === undefined) return false;
  if (!isRunning(mark)) return true;
  // Where the system does not tell when a process started, its number may be another one's since the machine did.
  const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
  return mtimeMs < Date.now() - uptime() * 1000 - 60_000;
}

async function entriesOf(lock: string): Promise<string[]> {
  try {
    return await readdir(lock);
  } catch (cause) {
    unlessTaken(cause);
    return [];
  }
}

/** Another process was faster, or somebody tidied up: that is fine. */
function unlessTaken(cause: unknown): void {
  if (!['ENOENT', 'ENOTEMPTY', 'EEXIST', 'EPERM', 'EBUSY'].includes(errnoOf(cause) ?? '')) throw cause;
}

function keptByAnother(folder: string): Failure {
  return new Failure(
    'SERVICE_UNAVAILABLE',
    `Another Parley has been writing to “${folder}” for a long time. Wait until it is done, or end it, then try again.`,
    { phase: 'store', file: folder },
  );
}

/**
 * A folder for the user alone, the same one for all of the user's processes: not by `XDG_RUNTIME_DIR`, which a program
 * that was started from a terminal may lack while one with a window has it.
 */
async function usualLocks(): Promise<string> {
  const uid = process.getuid?.();
  // Windows has a folder for temporary files for each user.
  if (uid === undefined) return makeLocks(join(tmpdir(), 'parley-locks'), uid);
  const runtime = `/run/user/${uid}`;
  const isThere = await lstat(runtime).then(
    (stats) => stats.isDirectory() && stats.uid === uid,
    () => false,
  );
  return makeLocks(join(isThere ? runtime : tmpdir(), `parley-locks-${uid}`), uid);
}

async function makeLocks(path: string, uid: number | undefined): Promise<string> {
  await mkdir(path, { mode: 0o700 }).catch((cause: unknown) => {
    if (errnoOf(cause) !== 'EEXIST') throw cause;
  });
  if (uid === undefined) return path;
  const stats = await lstat(path);
  // Anybody can make an entry in a folder for temporary files.
  if (!stats.isDirectory() || stats.uid !== uid) {
    throw new Failure(
      'SERVICE_UNAVAILABLE',
      `Another user has made ${path}, where Parley keeps its locks. Remove it, then try again.`,
      { phase: 'store' },
    );
  }
  if ((stats.mode & 0o077) !== 0) await chmod(path, 0o700);
  return path;
}
