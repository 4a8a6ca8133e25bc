import { mkdir } from 'node:fs/promises';
import type { BodyInfo, BodyRange, SaveResult } from '#router/contracts/body.ts';
import { Failure } from '#router/contracts/failure.ts';
import type { BodyId } from '#router/contracts/ids.ts';
import type { Services, Session } from '#router/context.ts';
import { removeLeftovers } from '../files/leftovers.ts';
import type { Platform } from '../platform.ts';
import { Body, type BodyHead, bodyIsGone } from './body.ts';

export interface BodyStoreOptions {
  /** Holds one file a body. */
  readonly folder: string;
  readonly platform: Pick<Platform, 'saveBody'>;
  /** Told of a file that could not be deleted; it goes at the next start. */
  readonly onError: (error: unknown) => void;
}

type BodyService = Services['bodies'];

/** The responses' bodies of this run. They are removed when nothing refers to them. */
export class BodyStore implements BodyService {
  readonly #folder: string;
  readonly #platform: Pick<Platform, 'saveBody'>;
  readonly #onError: (error: unknown) => void;
  readonly #bodies = new Map<BodyId, Body>();
  readonly #removals = new Set<Promise<void>>();

  private constructor({ folder, platform, onError }: BodyStoreOptions) {
    this.#folder = folder;
    this.#platform = platform;
    this.#onError = onError;
  }

  /** Opens the store and deletes what an earlier run left behind: nothing refers to it any more. */
  static async open(options: BodyStoreOptions): Promise<BodyStore> {
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    await removeLeftovers(options.folder, () => false, options.onError);
    return new BodyStore(options);
  }

  /** How many bodies are kept. */
  get count(): number {
    return this.#bodies.size;
  }

  /** Throws a `Failure` of phase `store` where the file can't be made. */
  async create(head: BodyHead): Promise<Body> {
    const body = await Body.create(this.#folder, head);
    this.#bodies.set(body.id, body);
    return body;
  }

  info(id: BodyId): BodyInfo {
    return this.#get(id).info;
  }

  stream({ id, start, end }: BodyRange, signal: AbortSignal): AsyncIterable<Uint8Array> {
    return this.#get(id).read(start, end, signal);
  }

  async save(session: Session, id: BodyId, signal: AbortSignal): Promise<SaveResult> {
    const body = this.#get(id);
    const { state, fileName, size } = body.info;
    if (state === 'arriving') {
      throw new Failure(
        'CONFLICT',
        'The response is still arriving. Save it when it is complete, or cancel it first to save what is there.',
      );
    }
    return body.keepDuring(() =>
      this.#platform.saveBody(session, { fileName, size, path: body.path }, signal),
    );
  }

  /** Removes a body. Readers that have begun, and a save that is under way, still get all of it. */
  remove(id: BodyId): void {
    const body = this.#bodies.get(id);
    if (!body) return;
    this.#bodies.delete(id);
    const removal = body
      .remove()
      .catch(this.#onError)
      .finally(() => this.#removals.delete(removal));
    this.#removals.add(removal);
  }

  /** Removes every body and waits until that is done. */
  async close(): Promise<void> {
    for (const id of this.#bodies.keys()) this.remove(id);
    await Promise.all(this.#removals);
  }

  #get(id: BodyId): Body {
    const body = this.#bodies.get(id);
    if (!body) throw bodyIsGone();
    return body;
  }
}
