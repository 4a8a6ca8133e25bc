import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { UploadPiece } from '#router/contracts/body.ts';
import { Failure } from '#router/contracts/failure.ts';
import type { UploadId } from '#router/contracts/ids.ts';
import type { StoredFile } from '#router/contracts/request.ts';
import type { Services } from '#router/context.ts';
import { removeLeftovers } from '../files/leftovers.ts';
import { readPiece } from '../files/pieces.ts';
import { errnoOf } from '../errno.ts';
import { storageFailure } from '../files/storage-failure.ts';
import { syncFolder } from '../files/write-durably.ts';
import type { UploadSource } from '../http/exchange-types.ts';
import { newId } from '../ids.ts';

type UploadService = Services['uploads'];

/**
 * The files that requests send. The window hands them over piece by piece; they stay for as long as a draft names
 * them, over restarts. The file's size is the only state, so a restart in the midst of an upload is no special case.
 */
export class UploadStore implements UploadService {
  readonly #folder: string;
  /** Names of what an earlier run has left. */
  readonly #earlier: ReadonlySet<string>;
  /** The newest append to each upload that is being written: appends to one upload run one after the other. */
  readonly #appending = new Map<UploadId, Promise<unknown>>();

  private constructor(folder: string, earlier: ReadonlySet<string>) {
    this.#folder = folder;
    this.#earlier = earlier;
  }

  /** @param folder holds one file an upload. Throws the system's error. */
  static async open(folder: string): Promise<UploadStore> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return new UploadStore(folder, new Set(await readdir(folder)));
  }

  /**
   * Deletes what an earlier run has stored and nothing names any more.
   * @param isReferredTo whether a draft names an upload
   * @param onError told of a file that could not be deleted
   */
  async clear(isReferredTo: (id: UploadId) => boolean, onError: (error: unknown) => void): Promise<void> {
    const isWanted = (id: UploadId) => !this.#earlier.has(id) || isReferredTo(id);
    await removeLeftovers(this.#folder, isWanted, onError);
  }

  /**
   * Stores a piece, and resolves with the bytes stored so far. A piece that is there already is accepted again.
   * Throws a `Failure`: CONFLICT where the piece before it is missing, phase `store` where the disk refuses.
   */
  append(piece: UploadPiece): Promise<{ size: number }> {
    const before = this.#appending.get(piece.id) ?? Promise.resolve();
    // The failure of the piece before belongs to its caller; this one then finds a gap and says so.
    const appended = before.catch(() => undefined).then(() => this.#write(piece));
    const settled = appended
      .catch(() => undefined)
      .finally(() => {
        if (this.#appending.get(piece.id) === settled) this.#appending.delete(piece.id);
      });
    this.#appending.set(piece.id, settled);
    return appended;
  }

  async #write({ id, offset, bytes }: UploadPiece): Promise<{ size: number }> {
    try {
      const handle = await open(join(this.#folder, id), constants.O_WRONLY | constants.O_CREAT, 0o600);
      try {
        const { size } = await handle.stat();
        if (offset > size) throw missesPieces(size, offset);
        const end = offset + bytes.byteLength;
        if (end <= size) return { size };
        let written = 0;
        while (written < bytes.byteLength) {
          const { bytesWritten } = await handle.write(
            bytes,
            written,
            bytes.byteLength - written,
            offset + written,
          );
          written += bytesWritten;
        }
        return { size: end };
      } finally {
        await handle.close();
      }
    } catch (cause) {
      throw storageFailure(cause, { what: 'the file could not be stored', then: 'choose the file again' });
    }
  }

  /**
   * A stored file to send. Throws a `Failure` that names the file where it is no longer stored, or where not
   * all of it has been handed over.
   */
  async open({ id, name, size }: Pick<StoredFile, 'id' | 'name' | 'size'>): Promise<UploadSource> {
    const path = join(this.#folder, id);
    const stored = await stat(path).catch((cause: unknown) => {
      throw cannotRead(cause, name);
    });
    if (stored.size !== size) {
      throw new Failure(
        'PRECONDITION_FAILED',
        `“${name}” is stored with ${stored.size} bytes instead of ${size}. Choose the file again.`,
        { phase: 'request', errno: 'ERR_FILE_INCOMPLETE', file: name },
      );
    }
    return { size, read: (signal) => readStored(path, name, size, signal) };
  }

  /** A file that main itself stores: it is there once it has its id. Throws a `Failure` of phase `store`. */
  async make(): Promise<NewUpload> {
    return await storing(() => NewUpload.make(this.#folder));
  }

  /** The first bytes of a stored file. Throws as `open` does, but does not say which body it was. */
  read(id: UploadId, size: number, signal: AbortSignal): AsyncIterable<Uint8Array> {
    return readStored(join(this.#folder, id), 'body', size, signal);
  }

  /** Where a stored file is, for who reads it in main. Throws as `open` does. */
  async pathOf(file: Pick<StoredFile, 'id' | 'name' | 'size'>): Promise<string> {
    await this.open(file);
    return join(this.#folder, file.id);
  }

  /** Waits for the pieces that are being written. */
  async close(): Promise<void> {
    await Promise.all(this.#appending.values());
  }
}

/** A file that is being stored. Disposing of it removes it, unless it was kept. */
export class NewUpload implements AsyncDisposable {
  readonly #folder: string;
  readonly #path: string;
  readonly #handle: FileHandle;

  private constructor(folder: string, path: string, handle: FileHandle) {
    this.#folder = folder;
    this.#path = path;
    this.#handle = handle;
  }

  /** Its name is that of an upload which nothing refers to: what a kill leaves goes at the next start. */
  static async make(folder: string): Promise<NewUpload> {
    const path = join(folder, newId());
    return new NewUpload(folder, path, await open(path, 'wx', 0o600));
  }

  /** Throws a `Failure` of phase `store`. */
  async write(bytes: Uint8Array): Promise<void> {
    await storing(() => this.#handle.writeFile(bytes));
  }

  /** From now on it is that upload, on the disk; one that is there with the same id says the same. Throws as `write` does. */
  async keep(id: UploadId): Promise<void> {
    await storing(async () => {
      await this.#handle.sync();
      await rename(this.#path, join(this.#folder, id));
      await syncFolder(this.#folder);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#handle.close();
    await rm(this.#path, { force: true });
  }
}

async function storing<TResult>(work: () => Promise<TResult>): Promise<TResult> {
  try {
    return await work();
  } catch (cause) {
    throw storageFailure(cause, {
      what: 'the body of the request could not be stored',
      then: 'open it again',
    });
  }
}

async function* readStored(
  path: string,
  name: string,
  size: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  signal.throwIfAborted();
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw cannotRead(cause, name);
  });
  try {
    let position = 0;
    while (position < size) {
      signal.throwIfAborted();
      const piece = await readPiece(handle, position, size - position).catch((cause: unknown) => {
        throw cannotRead(cause, name);
      });
      if (piece.byteLength === 0) throw isGone(name);
      position += piece.byteLength;
      yield piece;
    }
  } finally {
    await handle.close();
  }
}

function missesPieces(size: number, offset: number): Failure {
  return new Failure(
    'CONFLICT',
    `A piece of the file is missing: ${size} bytes are stored, and this piece begins at ${offset}. Choose the file again.`,
  );
}

function isGone(name: string, cause?: unknown): Failure {
  return new Failure(
    'NOT_FOUND',
    `The file “${name}” is no longer stored. Choose it again.`,
    { phase: 'request', errno: 'ENOENT', file: name },
    cause === undefined ? undefined : { cause },
  );
}

function cannotRead(cause: unknown, name: string): unknown {
  if (errnoOf(cause) === 'ENOENT') return isGone(name, cause);
  return storageFailure(cause, {
    what: `the file “${name}” could not be read`,
    then: 'send again',
    file: name,
  });
}
