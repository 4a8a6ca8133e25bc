import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineBody } from '#body-engine/engine-body.ts';
import type { BodyEngine } from '#body-engine/engine.ts';
import type { BodyInfo } from '#router/contracts/body.ts';
import type { FindEventsInput, FoundEvents } from '#router/contracts/body-events.ts';
import type {
  BodyFacts,
  Derivation,
  JsonNodes,
  JsonNodesInput,
  Place,
  PlaceInput,
  Rows,
} from '#router/contracts/body-view.ts';
import { Failure } from '#router/contracts/failure.ts';
import type { BodyId } from '#router/contracts/ids.ts';
import { Changes } from '#body-engine/changes.ts';
import { errnoOf } from '../errno.ts';
import { pieceBytes, readPiece } from '../files/pieces.ts';
import { storageFailure } from '../files/storage-failure.ts';
import type { BodyHead } from '../http/exchange-types.ts';
import { newId } from '../ids.ts';

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

/** A body's bytes as they came over the network, in a file of their own. */
export interface AsSent {
  readonly path: string;
  /** A name to offer when they are saved. */
  readonly fileName: string;
  /** Bytes. */
  readonly size: number;
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
    const { contentType, fileName } = this.#head;
    const info = { id: this.id, size: this.#size, state: this.#state, contentType, fileName };
    return this.asSent ? { ...info, asSentBytes: this.asSent.size } : info;
  }

  /** Whether its file goes with it. */
  protected get ownsFile(): boolean {
    return true;
  }

  /** Where what was sent is another thing than the body. */
  get asSent(): AsSent | undefined {
    return undefined;
  }

  /** What it takes on the disk, in bytes. */
  get storedBytes(): number {
    return this.#size + (this.asSent?.size ?? 0);
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

  /** Children of a value in its JSON. Throws as `facts` does. */
  async nodes(request: Omit<JsonNodesInput, 'id'>, signal: AbortSignal): Promise<JsonNodes> {
    try {
      return await this.view.nodes(request, signal);
    } catch (cause) {
      throw unreadable(cause);
    }
  }

  /** Events of what is a list of them (body-events.ts); none of anything else. Throws as `facts` does, and for a bad query. */
  async events(request: Omit<FindEventsInput, 'id'>, signal: AbortSignal): Promise<FoundEvents> {
    try {
      return await this.view.events(request, signal);
    } catch (cause) {
      throw unreadable(cause);
    }
  }

  /** Keeps its files where they are until what is returned is disposed, even if the body is removed meanwhile. */
  keep(): AsyncDisposable {
    this.#keepers += 1;
    return {
      [Symbol.asyncDispose]: () => {
        this.#keepers -= 1;
        return this.#removeFilesIfUnwanted();
      },
    };
  }

  /** Keeps its files where they are until `work` has settled. */
  async keepDuring<TResult>(work: () => Promise<TResult>): Promise<TResult> {
    await using _ = this.keep();
    return await work();
  }

  /** Ends the body where it still arrives, and deletes its files as soon as nobody keeps them. */
  async remove(): Promise<void> {
    this.#unwanted = true;
    this.view.close();
    try {
      await this.finish('incomplete');
    } finally {
      await this.#removeFilesIfUnwanted();
    }
  }

  /** Ends the body where it still arrives, and leaves its files for the next run. */
  async putAway(): Promise<void> {
    this.view.close();
    await this.finish('incomplete');
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

  async #removeFilesIfUnwanted(): Promise<void> {
    if (!this.#unwanted || this.#keepers > 0 || !this.ownsFile) return;
    const paths = [this.path, ...(this.asSent ? [this.asSent.path] : [])];
    await Promise.all(paths.map((path) => rm(path, { force: true })));
  }
}

/** ENODATA says that somebody has cut the file short. */
const goneErrnos = ['ENOENT', 'ENODATA'];

/** Somebody has removed a body's file, or a part of it. */
export function isFileGone(cause: unknown): boolean {
  return goneErrnos.includes(errnoOf(cause) ?? '');
}

/** What to throw where a body's file can't be read. */
export function unreadable(cause: unknown): unknown {
  return isFileGone(cause) ? bodyIsGone(cause) : cannotRead(cause);
}

function cannotRead(cause: unknown): unknown {
  return storageFailure(cause, { what: 'the response could not be read', then: 'open it again' });
}
