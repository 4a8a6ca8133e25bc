import { constants } from 'node:fs';
import { mkdir, open, stat } from 'node:fs/promises';
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
import type { UploadSource } from '../http/exchange-types.ts';

type UploadService = Services['uploads'];

export interface UploadStoreOptions {
  /** Holds one file an upload. */
  readonly folder: string;
  /** Whether a draft still names an upload that an earlier run stored. */
  readonly isReferredTo: (id: UploadId) => boolean;
  /** Told of a file that could not be deleted. */
  readonly onError: (error: unknown) => void;
}

/**
 * The files that requests send. The window hands them over piece by piece; they stay for as long as a draft names
 * them, over restarts. The file's size is the only state, so a restart in the midst of an upload is no special case.
 */
export class UploadStore implements UploadService {
  readonly #folder: string;
  /** The newest append to each upload that is being written: appends to one upload run one after the other. */
  readonly #appending = new Map<UploadId, Promise<unknown>>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Opens the store and deletes the uploads that no draft names any more. */
  static async open({ folder, isReferredTo, onError }: UploadStoreOptions): Promise<UploadStore> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await removeLeftovers(folder, isReferredTo, onError);
    return new UploadStore(folder);
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

  /** Waits for the pieces that are being written. */
  async close(): Promise<void> {
    await Promise.all(this.#appending.values());
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
