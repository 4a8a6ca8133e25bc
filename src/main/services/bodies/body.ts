import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BodyInfo } from '#router/contracts/body.ts';
import { Failure } from '#router/contracts/failure.ts';
import type { BodyId } from '#router/contracts/ids.ts';
import { Changes } from '../changes.ts';
import { pieceBytes, readPiece } from '../files/pieces.ts';
import { errnoOf } from '../errno.ts';
import { storageFailure } from '../files/storage-failure.ts';
import type { BodySink } from '../http/exchange-types.ts';
import { newId } from '../ids.ts';

export interface BodyHead {
  /** The Content-Type field as it came, '' where there was none. */
  readonly contentType: string;
  /** A name to offer when it is saved. */
  readonly fileName: string;
}

/** For a body that is not there any more, or never was. */
export function bodyIsGone(cause?: unknown): Failure {
  return new Failure(
    'NOT_FOUND',
    'This response is no longer kept. Send the request again.',
    {},
    cause === undefined ? undefined : { cause },
  );
}

/** One response's body: a file with one writer, and any number of readers who may follow it while it grows. */
export class Body implements BodySink {
  readonly id: BodyId;
  readonly path: string;
  readonly #head: BodyHead;
  readonly #changes = new Changes();
  #size = 0;
  #state: BodyInfo['state'] = 'arriving';
  /** Open for writing until the body is finished. */
  #handle: FileHandle | undefined;
  #isWriting = false;
  #keepers = 0;
  #unwanted = false;

  private constructor(id: BodyId, path: string, head: BodyHead, handle: FileHandle) {
    this.id = id;
    this.path = path;
    this.#head = head;
    this.#handle = handle;
  }

  /** Makes the file. Throws a `Failure` of phase `store` where it can't be made. */
  static async create(folder: string, head: BodyHead): Promise<Body> {
    const id = newId();
    const path = join(folder, id);
    try {
      return new Body(id, path, head, await open(path, 'wx', 0o600));
    } catch (cause) {
      throw cannotStore(cause);
    }
  }

  get info(): BodyInfo {
    return { id: this.id, size: this.#size, state: this.#state, ...this.#head };
  }

  /** Resolves when the bytes are in the file; rejects with a `Failure` of phase `store`. Await each before the next. */
  async write(bytes: Uint8Array): Promise<void> {
    const handle = this.#handle;
    if (!handle || this.#isWriting)
      throw new Error('a body takes one write at a time, and none after its end');
    this.#isWriting = true;
    try {
      await this.#append(handle, bytes);
    } finally {
      this.#isWriting = false;
    }
  }

  async #append(handle: FileHandle, bytes: Uint8Array): Promise<void> {
    let written = 0;
    try {
      // A disk that fills up takes a part first and refuses the rest: what it took counts.
      while (written < bytes.byteLength) {
        const { bytesWritten } = await handle.write(bytes, written, bytes.byteLength - written, this.#size);
        written += bytesWritten;
        this.#size += bytesWritten;
        this.#changes.announce();
      }
    } catch (cause) {
      throw cannotStore(cause);
    }
  }

  /** No more will come. Waits for a write that is under way; harmless when called again. */
  async finish(state: 'complete' | 'incomplete'): Promise<void> {
    const handle = this.#handle;
    if (!handle) return;
    this.#handle = undefined;
    try {
      // Waits for the write.
      await handle.close();
      this.#state = state;
    } catch (cause) {
      this.#state = 'incomplete';
      throw cannotStore(cause);
    } finally {
      this.#changes.announce();
    }
  }

  /**
   * The bytes from `start` to before `end`, in pieces of 256 KiB at most; without `end`, to the end of the body, waiting
   * for what still comes. A reader that has begun reads on when the body is removed. Throws the signal's reason.
   */
  async *read(start: number, end: number | undefined, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    signal.throwIfAborted();
    const handle = await this.#openToRead();
    try {
      let position = start;
      while (end === undefined || position < end) {
        signal.throwIfAborted();
        const available = Math.min(this.#size, end ?? Infinity) - position;
        if (available <= 0) {
          if (this.#state !== 'arriving') return;
          await this.#changes.next(signal);
          continue;
        }
        const piece = await readPiece(handle, position, Math.min(available, pieceBytes)).catch(
          (cause: unknown) => {
            throw cannotRead(cause);
          },
        );
        // Somebody has cut the file short behind our back.
        if (piece.byteLength === 0) throw bodyIsGone();
        position += piece.byteLength;
        yield piece;
      }
    } finally {
      await handle.close();
    }
  }

  async #openToRead(): Promise<FileHandle> {
    try {
      return await open(this.path, 'r');
    } catch (cause) {
      throw errnoOf(cause) === 'ENOENT' ? bodyIsGone(cause) : cannotRead(cause);
    }
  }

  /** Keeps the file where it is until `work` has settled, even if the body is removed meanwhile. */
  async keepDuring<TResult>(work: () => Promise<TResult>): Promise<TResult> {
    this.#keepers += 1;
    try {
      return await work();
    } finally {
      this.#keepers -= 1;
      await this.#removeFileIfUnwanted();
    }
  }

  /** Ends the body where it still arrives, and deletes its file as soon as nobody keeps it. */
  async remove(): Promise<void> {
    this.#unwanted = true;
    try {
      await this.finish('incomplete');
    } finally {
      await this.#removeFileIfUnwanted();
    }
  }

  async #removeFileIfUnwanted(): Promise<void> {
    if (this.#unwanted && this.#keepers === 0) await rm(this.path, { force: true });
  }
}

function cannotStore(cause: unknown): unknown {
  return storageFailure(cause, {
    what: 'the rest of the response could not be stored',
    kept: 'What had arrived is kept.',
    then: 'send the request again',
  });
}

function cannotRead(cause: unknown): unknown {
  return storageFailure(cause, { what: 'the response could not be read', then: 'open it again' });
}
