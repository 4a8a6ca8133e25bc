import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { BodyEngine } from '#body-engine/engine.ts';
import { storageFailure } from '../files/storage-failure.ts';
import type { BodyHead, BodySink } from '../http/exchange-types.ts';
import { newId } from '../ids.ts';
import { AppendedFile } from './appended-file.ts';
import { type AsSent, type BodyParts, makeBodyFile, StoredBody } from './stored-body.ts';

/** One response's body, as it is received; with it, where a content coding is undone, the bytes as they were sent. */
export class Body extends StoredBody implements BodySink {
  readonly #file: AppendedFile;
  #asSent: { readonly path: string; readonly fileName: string; readonly file: AppendedFile } | undefined;
  #isFinished = false;

  private constructor(parts: BodyParts) {
    super(parts);
    this.#file = new AppendedFile(parts.handle, (size) => this.grown(size));
  }

  /** Makes the files. Throws a `Failure` of phase `store` where they can't be made. */
  static async create(folder: string, head: BodyHead, engine: Pick<BodyEngine, 'open'>): Promise<Body> {
    try {
      const body = new Body(await makeBodyFile(folder, head, engine));
      if (head.asSentSuffix !== undefined) await body.#openAsSent(folder, head.fileName, head.asSentSuffix);
      return body;
    } catch (cause) {
      throw cannotStore(cause);
    }
  }

  override get asSent(): AsSent | undefined {
    if (!this.#asSent) return undefined;
    const { path, fileName, file } = this.#asSent;
    return { path, fileName, size: file.size };
  }

  override get storedBytes(): number {
    return this.#file.taken + (this.#asSent?.file.taken ?? 0);
  }

  /**
   * Takes the bytes, which nobody may change any more; resolves when there is room for the next ones.
   * @throws {Failure} of phase `store` where one of the pieces so far could not be written; else `finish` throws it.
   */
  async write(bytes: Uint8Array): Promise<void> {
    await stored(this.#file.write(bytes));
  }

  /** As `write`, for bytes whose coding is not undone yet. */
  async writeAsSent(bytes: Uint8Array): Promise<void> {
    if (!this.#asSent) throw new Error('this body was made without a place for what was sent');
    await stored(this.#asSent.file.write(bytes));
  }

  /** No more will come. Waits until all is in the file; harmless when called again. */
  async finish(state: 'complete' | 'incomplete'): Promise<void> {
    if (this.#isFinished) return;
    this.#isFinished = true;
    try {
      await stored(closeBoth(this.#file, this.#asSent?.file));
      this.grown(this.info.size, state);
    } catch (failure) {
      this.grown(this.info.size, 'incomplete');
      throw failure;
    }
  }

  /** It has an id of its own for its name, so that it goes at the next start where it is left behind. */
  async #openAsSent(folder: string, fileName: string, suffix: string): Promise<void> {
    const path = join(folder, newId());
    try {
      const file = new AppendedFile(await open(path, 'wx', 0o600));
      // A file that was packed before it was asked for is called so already.
      this.#asSent = { path, file, fileName: fileName.endsWith(suffix) ? fileName : fileName + suffix };
    } catch (cause) {
      await this.remove();
      throw cause;
    }
  }
}

async function closeBoth(body: AppendedFile, asSent: AppendedFile | undefined): Promise<void> {
  try {
    await body.close();
  } finally {
    await asSent?.close();
  }
}

async function stored(writing: Promise<void>): Promise<void> {
  try {
    await writing;
  } catch (cause) {
    throw cannotStore(cause);
  }
}

function cannotStore(cause: unknown): unknown {
  return storageFailure(cause, {
    what: 'the rest of the response could not be stored',
    kept: 'What had arrived is kept.',
    then: 'send the request again',
  });
}
