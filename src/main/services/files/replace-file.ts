import {
  access,
  constants,
  type FileHandle,
  link,
  lstat,
  open,
  readFile,
  realpath,
  rename,
} from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Failure } from '#router/contracts/failure.ts';
import { errnoOf } from '../errno.ts';
import { withFolderLock } from './folder-lock.ts';
import { textAt, type TextFiles, wholeTexts } from './text-files.ts';
import { followTemporary, temporaryName } from './temporary-files.ts';
import { syncFolder } from './write-durably.ts';

/** Thrown where a file is not what who wants to replace it takes it for. Nothing has been changed then. */
export class FileChangedError extends Error {
  override readonly name = 'FileChangedError';

  constructor(
    readonly path: string,
    /** What the file says; undefined where there is none. */
    readonly found: string | undefined,
  ) {
    super(`${basename(path)} is not what it was`);
  }
}

export interface Replacement {
  /** What the file has to say now, to the byte (with its BOM, where it has one); undefined: there must be none. */
  readonly expected: string | undefined;
  readonly text: string;
  /** How the file is read and written. Left out: as UTF-8. */
  readonly texts?: TextFiles | undefined;
  /** Gives it up for as long as the file has its old text. */
  readonly signal?: AbortSignal;
}

/**
 * Replaces a file of the user's, or makes one, so that a kill at any moment, or a loss of power, leaves either the old text
 * or the new, whole. It keeps its mode; where it is a link, what it leads to is replaced. Resolves when the text is
 * on the disk.
 *
 * No other Parley of this user writes to the folder meanwhile. A program that knows nothing of Parley's locks may still
 * write between the last comparison and the rename that follows at once: that gap can't be closed with what systems
 * offer. A new file has no such gap: one that appears meanwhile is never overwritten.
 *
 * Throws `FileChangedError`, a `Failure` where another process keeps the folder's lock, the system's error, or the signal's
 * reason; the old text is untouched then.
 */
export async function replaceFile(
  path: string,
  { expected, text, texts = wholeTexts, signal = new AbortController().signal }: Replacement,
): Promise<void> {
  const target = await targetOf(path);
  await withFolderLock(dirname(target), signal, () =>
    expected === undefined
      ? create(target, text, texts, signal)
      : replace(target, expected, text, texts, signal),
  );
}

/** Makes a file of the user's that must not be there yet; as `replaceFile` without an expected text. */
export function createFile(
  path: string,
  text: string,
  options: Pick<Replacement, 'signal' | 'texts'> = {},
): Promise<void> {
  return replaceFile(path, { expected: undefined, text, ...options });
}

/** Where a link leads; the path itself for all else. */
async function targetOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    if (errnoOf(cause) !== 'ENOENT') throw cause;
  }
  const isLink = await lstat(path).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
  if (!isLink) return path;
  throw new Failure(
    'CONFLICT',
    `“${basename(path)}” is a link that leads nowhere. Remove the link, or bring back what it leads to, then try again.`,
    { phase: 'store', file: basename(path) },
  );
}

async function create(path: string, text: string, texts: TextFiles, signal: AbortSignal): Promise<void> {
  await refuse(path, undefined, texts, signal);
  await using temporary = await writeTemporary(dirname(path), texts.bytes(text, path, signal), undefined);
  signal.throwIfAborted();
  if (!(await tryToLink(temporary.path, path))) {
    throw new FileChangedError(path, await foundAt(path, texts));
  }
  await temporary[Symbol.asyncDispose]();
  await syncFolder(dirname(path));
}

async function replace(
  path: string,
  expected: string,
  text: string,
  texts: TextFiles,
  signal: AbortSignal,
): Promise<void> {
  const mode = await lstat(path).catch(unlessGone);
  await refuse(path, expected, texts, signal);
  // Else a file that its owner has made read-only would be replaced: for a rename only the folder counts.
  await access(path, constants.W_OK);
  if (text === expected) return;
  await using temporary = await writeTemporary(dirname(path), texts.bytes(text, path, signal), mode);
  signal.throwIfAborted();
  await refuse(path, expected, texts, signal);
  await rename(temporary.path, path);
  await syncFolder(dirname(path));
}

/** Throws `FileChangedError` where the file says something else, or is there though it must not be. */
async function refuse(
  path: string,
  expected: string | undefined,
  texts: TextFiles,
  signal: AbortSignal,
): Promise<void> {
  const found = await textAt(path, texts, signal).catch(async (cause: unknown) => {
    // No text, so it is not the one that was expected, however it reads.
    if (!isNoText(cause)) throw cause;
    throw new FileChangedError(path, await foundAt(path, texts));
  });
  if (found !== expected) throw new FileChangedError(path, found);
}

/** What a person can be shown of what is there; undefined where nothing is. */
async function foundAt(path: string, texts: TextFiles): Promise<string | undefined> {
  try {
    return await textAt(path, texts);
  } catch (cause) {
    if (isNoText(cause)) return (await readFile(path)).toString();
    throw cause;
  }
}

function isNoText(cause: unknown): boolean {
  return errnoOf(cause) === 'ERR_ENCODING_INVALID_ENCODED_DATA';
}

function unlessGone(cause: unknown): undefined {
  if (errnoOf(cause) !== 'ENOENT') throw cause;
}

interface Temporary extends AsyncDisposable {
  readonly path: string;
}

/** Writes and syncs a file beside the one that it is to become. Disposing of it removes what still has its name. */
async function writeTemporary(
  folder: string,
  bytes: AsyncIterable<Uint8Array>,
  like: Stats | undefined,
): Promise<Temporary> {
  const path = join(folder, temporaryName());
  const remove = followTemporary(path);
  try {
    const handle = await open(path, 'wx', like === undefined ? 0o666 : 0o600);
    try {
      for await (const piece of bytes) await handle.writeFile(piece);
      if (like !== undefined) await makeLike(handle, like);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    await remove();
    throw cause;
  }
  return { path, [Symbol.asyncDispose]: remove };
}

async function makeLike(handle: FileHandle, { mode, uid, gid }: Stats): Promise<void> {
  const own = await handle.stat();
  // Who is not allowed to give a file away keeps it: what counts is the text.
  if (own.uid !== uid || own.gid !== gid) await handle.chown(uid, gid).catch(() => undefined);
  await handle.chmod(mode & 0o7777);
}

/** What a file system says that has no hard links (FAT, some network ones). */
const linkUnsupported = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL'];

/**
 * Gives a file another name that nobody has yet: a link, since a rename would overwrite what has just come.
 * Where the file system has no links it is looked up before the rename, and there is a gap.
 * @returns false where the name is taken
 */
export async function tryToLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (cause) {
    const errno = errnoOf(cause) ?? '';
    if (errno === 'EEXIST') return false;
    if (!linkUnsupported.includes(errno)) throw cause;
  }
  if (await lstat(to).catch(unlessGone)) return false;
  await rename(from, to);
  return true;
}
