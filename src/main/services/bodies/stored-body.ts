import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineBody } from '#body-engine/engine-body.ts';
import type { BodyEngine } from '#body-engine/engine.ts';
import type { BodyInfo } from '#router/contracts/body.ts';
import type { BodyFacts, Derivation, Place, PlaceInput, Rows } from '#router/contracts/body-view.ts';
import { Failure } from '#router/contracts/failure.ts';
import type { BodyId } from '#router/contracts/ids.ts';
import { Changes } from '../changes.ts';
import { errnoOf } from '../errno.ts';
import { pieceBytes, readPiece } from '../files/pieces.ts';
import { storageFailure } from '../files/storage-failure.ts';
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

/** What a body is made of; `makeBodyFile` makes it. */
export interface BodyParts {
  readonly id: BodyId;
  readonly path: string;
  readonly head: BodyHead;
  readonly view: EngineBody;
  /** Open for writing. */
  readonly handle: FileHandle;
}

/** Makes an empty body's file and has it indexed. Throws what the file system throws. */
export async function makeBodyFile(
  folder: string,
  head: BodyHead,
  engine: Pick<BodyEngine, 'open'>,
): Promise<BodyParts> {
  const id = newId();
  const path = join(folder, id);
  const handle = await open(path, 'wx', 0o600);
  return { id, path, head, handle, view: engine.open({ id, path, contentType: head.contentType }) };
}

/** A file with one writer, whoever that is, and any number of readers who may follow it while it grows. */
export abstract class StoredBody {
  readonly id: BodyId;
  readonly path: string;
  /** What the engine has of it: for jobs that read it. */
  readonly view: EngineBody;
  readonly #head: BodyHead;
  readonly #changes = new Changes();
  #size = 0;
  #state: BodyInfo['state'] = 'arriving';
  #keepers = 0;
  #unwanted = false;

  protected constructor({ id, path, head, view }: Omit<BodyParts, 'handle'>) {
    this.id = id;
    this.path = path;
    this.view = view;
    this.#head = head;
  }

  get info(): BodyInfo {
    return { id: this.id, size: this.#size, state: this.#state, ...this.#head };
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
      throw unreadable(cause);
    }
  }

  /**
   * What is known of its text by now, at once, then as it grows, to the end of all changes. Throws the signal's reason,
   * and a `Failure` where the body is removed or can't be read.
   */
  async *facts(signal: AbortSignal): AsyncGenerator<BodyFacts> {
    try {
      yield* this.view.facts(signal);
    } catch (cause) {
      throw unreadable(cause);
    }
    if (this.view.closed.aborted) throw bodyIsGone();
  }

  /** Rows of its text; none behind the end. Throws as `facts` does. */
  async rows(first: number, count: number, signal: AbortSignal): Promise<Rows> {
    try {
      return await this.view.rows(first, count, signal);
    } catch (cause) {
      throw unreadable(cause);
    }
  }

  /** A place in its text; behind the end, the end. Throws as `facts` does. */
  async place(at: PlaceInput['at'], signal: AbortSignal): Promise<Place> {
    try {
      return await this.view.place(at, signal);
    } catch (cause) {
      throw unreadable(cause);
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
    this.view.close();
    try {
      await this.finish('incomplete');
    } finally {
      await this.#removeFileIfUnwanted();
    }
  }

  /** No more will come. Harmless when called again. */
  abstract finish(state: 'complete' | 'incomplete'): Promise<void>;

  /** For its writer: so much is in the file. */
  protected grown(size: number, state: BodyInfo['state'] = 'arriving', derivation?: Derivation): void {
    this.#size = size;
    this.#state = state;
    this.#changes.announce();
    this.view.grew(size, state, derivation);
  }

  async #removeFileIfUnwanted(): Promise<void> {
    if (this.#unwanted && this.#keepers === 0) await rm(this.path, { force: true });
  }
}

/** ENODATA says that somebody has cut the file short. */
const goneErrnos = ['ENOENT', 'ENODATA'];

function unreadable(cause: unknown): unknown {
  return goneErrnos.includes(errnoOf(cause) ?? '') ? bodyIsGone(cause) : cannotRead(cause);
}

function cannotRead(cause: unknown): unknown {
  return storageFailure(cause, { what: 'the response could not be read', then: 'open it again' });
}
