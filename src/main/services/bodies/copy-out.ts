import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type PlaceWords, storageFailure } from '../files/storage-failure.ts';
import { syncFolder } from '../files/write-durably.ts';
import { newId } from '../ids.ts';
import type { FileToSave } from '../platform.ts';
import { bodyIsGone, unreadable } from './stored-body.ts';

/** Bytes that are read and written at once. */
const sliceBytes = 1024 * 1024;
/** Milliseconds between two reports at least. */
const reportMs = 100;

/**
 * Copies a body to where a person wants it: into a file beside the target, then by a rename, so that what stood there is
 * replaced whole or not at all. Given up, by the signal or by its reader, or failed, it leaves nothing.
 *
 * Yields the bytes written so far: 0 at once, then ten times a second at most.
 * @throws {Failure} saying what is wrong with the target, or that the body is gone; the signal's reason.
 */
export async function* copyOut(
  { path, size }: Pick<FileToSave, 'path' | 'size'>,
  target: string,
  signal: AbortSignal,
): AsyncGenerator<number> {
  signal.throwIfAborted();
  // A name that neither the person has used nor another window that saves the same.
  const partial = join(dirname(target), `${newId()}.part`);
  const source = await open(path, 'r').catch((cause: unknown) => {
    throw unreadable(cause);
  });
  try {
    const copy = await open(partial, 'wx');
    try {
      yield* copySlices(source, copy, size, signal);
      await copy.sync();
    } finally {
      await copy.close();
    }
    signal.throwIfAborted();
    await rename(partial, target);
    await syncFolder(dirname(target));
  } catch (cause) {
    throw targetFailure(cause, basename(target));
  } finally {
    await source.close();
    // Gone already where all went well. Where even this is refused, what went wrong before is what counts.
    await rm(partial, { force: true }).catch(() => undefined);
  }
}

async function* copySlices(
  source: FileHandle,
  copy: FileHandle,
  size: number,
  signal: AbortSignal,
): AsyncGenerator<number> {
  const buffer = Buffer.allocUnsafe(Math.min(size, sliceBytes));
  let reportedAt = performance.now();
  yield 0;
  for (let written = 0; written < size; ) {
    signal.throwIfAborted();
    const { bytesRead } = await source
      .read(buffer, 0, Math.min(buffer.length, size - written), written)
      .catch((cause: unknown) => {
        throw unreadable(cause);
      });
    // Somebody has cut the file short behind our back.
    if (bytesRead === 0) throw bodyIsGone();
    // `writeFile` goes on where a write took only a part.
    await copy.writeFile(buffer.subarray(0, bytesRead));
    written += bytesRead;
    if (performance.now() - reportedAt < reportMs) continue;
    reportedAt = performance.now();
    yield written;
  }
}

const noFolder = { problem: 'The folder is not there', remedy: 'Choose another one' };
const inTheWay = { problem: 'A folder has this name', remedy: 'Choose another name' };

/** The target is the person's choice, so there is always another one. */
const words: PlaceWords = {
  full: { problem: 'The disk is full', remedy: 'Free some space, or choose another disk' },
  forbidden: { problem: 'Parley may not write there', remedy: 'Choose another folder' },
  readOnly: { problem: 'The disk there is read-only', remedy: 'Choose another folder' },
  gone: noFolder,
  fileInTheWay: noFolder,
  folderInTheWay: inTheWay,
  taken: inTheWay,
  inUse: {
    problem: 'Another program is using the file',
    remedy: 'Close it there, or choose another name',
  },
  tooLarge: { problem: 'The file system there takes no file this large', remedy: 'Choose another disk' },
  nameTooLong: { problem: 'The name is too long', remedy: 'Choose a shorter one' },
  broken: { problem: 'The disk reported an error', remedy: 'Check it, or choose another one' },
};

function targetFailure(cause: unknown, file: string): unknown {
  return storageFailure(cause, { what: `${file} could not be saved`, file }, words);
}
