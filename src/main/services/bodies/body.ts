import type { FileHandle } from 'node:fs/promises';
import type { BodyEngine } from '#body-engine/engine.ts';
import { storageFailure } from '../files/storage-failure.ts';
import type { BodySink } from '../http/exchange-types.ts';
import { type BodyHead, type BodyParts, makeBodyFile, StoredBody } from './stored-body.ts';

/** One response's body, as it is received. */
export class Body extends StoredBody implements BodySink {
  /** Open for writing until the body is finished. */
  #handle: FileHandle | undefined;
  #isWriting = false;

  private constructor(parts: BodyParts) {
    super(parts);
    this.#handle = parts.handle;
  }

  /** Makes the file. Throws a `Failure` of phase `store` where it can't be made. */
  static async create(folder: string, head: BodyHead, engine: Pick<BodyEngine, 'open'>): Promise<Body> {
    try {
      return new Body(await makeBodyFile(folder, head, engine));
    } catch (cause) {
      throw cannotStore(cause);
    }
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
        const { size } = this.info;
        const { bytesWritten } = await handle.write(bytes, written, bytes.byteLength - written, size);
        written += bytesWritten;
        this.grown(size + bytesWritten);
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
      this.grown(this.info.size, state);
    } catch (cause) {
      this.grown(this.info.size, 'incomplete');
      throw cannotStore(cause);
    }
  }
}

function cannotStore(cause: unknown): unknown {
  return storageFailure(cause, {
    what: 'the rest of the response could not be stored',
    kept: 'What had arrived is kept.',
    then: 'send the request again',
  });
}
