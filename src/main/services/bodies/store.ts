import { once } from 'node:events';
import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BodyEngine } from '#body-engine/engine.ts';
import type { BodyInfo, BodyRange, SaveEvent, SaveInput } from '#router/contracts/body.ts';
import type { FindEventsInput, FoundEvents } from '#router/contracts/body-events.ts';
import type {
  BodyFacts,
  JsonNodes,
  JsonNodesInput,
  Place,
  PlaceInput,
  Rows,
  RowsRange,
  SearchEvent,
  SearchQuery,
} from '#router/contracts/body-view.ts';
import { Failure } from '#router/contracts/failure.ts';
import type { BodyId } from '#router/contracts/ids.ts';
import type { StoredFile } from '#router/contracts/request.ts';
import type { BodyUsage } from '#router/contracts/settings.ts';
import type { Services, Session } from '#router/context.ts';
import { removeLeftovers } from '../files/leftovers.ts';
import type { BodyHead } from '../http/exchange-types.ts';
import type { FileToSave, Platform } from '../platform.ts';
import { Body } from './body.ts';
import { DerivedBody } from './derived-body.ts';
import { FileBody } from './file-body.ts';
import { EarlierBody } from './earlier-body.ts';
import { bodyIsGone, isFileGone, type StoredBody, unreadable } from './stored-body.ts';

export interface BodyStoreOptions {
  /** Holds one file a body. */
  readonly folder: string;
  readonly platform: Pick<Platform, 'saveBody'>;
  /** Indexes the bodies. Whoever made it ends it, after the store is closed. */
  readonly engine: Pick<BodyEngine, 'open' | 'search'>;
  /** Where a file is that a request sends. Throws a `Failure` that names it where it is not there. Left out: there are none. */
  readonly locate?: (file: StoredFile) => Promise<LocatedFile>;
  /** Told of a file that could not be deleted; it goes at the next start. */
  readonly onError: (error: unknown) => void;
  /** Bodies of earlier runs that something still refers to. Those whose files are there can be asked for again. */
  readonly earlier?: readonly BodyInfo[];
  /** Whether something refers to a body beyond the end of this run. Default: no. */
  readonly isKept?: (id: BodyId) => boolean;
}

export interface LocatedFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

type BodyService = Services['bodies'];

/** The responses' bodies of this run, and those of earlier ones that are kept. They are removed when nothing refers to them. */
export class BodyStore implements BodyService {
  readonly #folder: string;
  readonly #platform: Pick<Platform, 'saveBody'>;
  readonly #engine: Pick<BodyEngine, 'open' | 'search'>;
  readonly #onError: (error: unknown) => void;
  readonly #isKept: (id: BodyId) => boolean;
  readonly #locate: BodyStoreOptions['locate'];
  readonly #bodies = new Map<BodyId, StoredBody>();
  /** Bodies of earlier runs that nobody has asked for yet. */
  readonly #unopened: Map<BodyId, BodyInfo>;
  /** What is made of a body goes with it. */
  readonly #derived = new Map<BodyId, Set<DerivedBody>>();
  readonly #removals = new Set<Promise<void>>();

  private constructor(
    { folder, platform, engine, onError, isKept, locate }: BodyStoreOptions,
    earlier: readonly BodyInfo[],
  ) {
    this.#folder = folder;
    this.#isKept = isKept ?? (() => false);
    this.#locate = locate;
    this.#unopened = new Map(earlier.map((info) => [info.id, info]));
    this.#platform = platform;
    this.#engine = engine;
    this.#onError = onError;
  }

  /** Opens the store and deletes what an earlier run left behind: nothing refers to it any more. */
  static async open(options: BodyStoreOptions): Promise<BodyStore> {
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    const earlier = new Map((options.earlier ?? []).map((info) => [info.id, info]));
    await removeLeftovers(options.folder, (id) => earlier.has(id), options.onError);
    for (const { id, size } of [...earlier.values()]) {
      if ((await fileSize(join(options.folder, id))) !== size) earlier.delete(id);
    }
    return new BodyStore(options, [...earlier.values()]);
  }

  /** How many bodies are kept. */
  get count(): number {
    return this.#bodies.size + this.#unopened.size;
  }

  has(id: BodyId): boolean {
    return this.#bodies.has(id) || this.#unopened.has(id);
  }

  /** What all of them take on the disk. */
  get usage(): BodyUsage {
    const opened = [...this.#bodies.values()].reduce((sum, { storedBytes }) => sum + storedBytes, 0);
    const unopened = [...this.#unopened.values()].reduce((sum, { size }) => sum + size, 0);
    return { usedBytes: opened + unopened, count: this.count };
  }

  /** Throws a `Failure` of phase `store` where the file can't be made. */
  async create(head: BodyHead): Promise<Body> {
    const body = await Body.create(this.#folder, head, this.#engine);
    this.#bodies.set(body.id, body);
    return body;
  }

  /**
   * A place for a text that a job makes of a body. It is a body of its own, and is removed with the other one.
   * Throws a `Failure` where that one is gone, and of phase `store` where the file can't be made.
   */
  async createDerived(parentId: BodyId, head: BodyHead): Promise<DerivedBody> {
    const { size } = this.get(parentId).info;
    const body = await DerivedBody.create(this.#folder, head, size, this.#engine);
    this.#bodies.set(body.id, body);
    if (this.#bodies.has(parentId)) {
      this.#derived.set(parentId, (this.#derived.get(parentId) ?? new Set()).add(body));
      return body;
    }
    // Removed while the file was made.
    this.remove(body.id);
    throw bodyIsGone();
  }

  /** A body for whoever works on it in main. Throws a `Failure` where it is gone. */
  get(id: BodyId): StoredBody {
    const body = this.#bodies.get(id) ?? this.#reopen(id);
    if (!body) throw bodyIsGone();
    return body;
  }

  /**
   * Makes a file that a request sends a body, for as long as somebody iterates: the first and only thing told is its id. Throws
   * what `locate` throws, and the signal's reason.
   */
  async *ofFile(file: StoredFile, signal: AbortSignal): AsyncGenerator<{ id: BodyId }> {
    if (!this.#locate) throw bodyIsGone();
    const { path, size } = await this.#locate(file);
    signal.throwIfAborted();
    const { name: fileName, type: contentType } = file;
    const body = FileBody.open(path, size, { contentType, fileName }, this.#engine);
    this.#bodies.set(body.id, body);
    try {
      yield { id: body.id };
      await once(signal, 'abort');
    } finally {
      this.remove(body.id);
    }
  }

  info(id: BodyId): BodyInfo {
    return this.get(id).info;
  }

  stream({ id, start, end }: BodyRange, signal: AbortSignal): AsyncIterable<Uint8Array> {
    return this.get(id).read(start, end, signal);
  }

  facts(id: BodyId, signal: AbortSignal): AsyncIterable<BodyFacts> {
    return this.get(id).facts(signal);
  }

  async rows({ id, first, count }: RowsRange, signal: AbortSignal): Promise<Rows> {
    return this.get(id).rows(first, count, signal);
  }

  async place({ id, at }: PlaceInput, signal: AbortSignal): Promise<Place> {
    return this.get(id).place(at, signal);
  }

  async nodes({ id, ...request }: JsonNodesInput, signal: AbortSignal): Promise<JsonNodes> {
    return this.get(id).nodes(request, signal);
  }

  async events({ id, ...request }: FindEventsInput, signal: AbortSignal): Promise<FoundEvents> {
    return this.get(id).events(request, signal);
  }

  /** Throws a `Failure` where the body is gone or can't be read, and for a query that can't be searched for. */
  search(id: BodyId, query: SearchQuery, signal: AbortSignal): AsyncIterable<SearchEvent> {
    return searchStored(this.get(id), this.#engine, query, signal);
  }

  /** Throws a `Failure` at once where the body is gone, still arrives, or was not sent in another form. */
  save(session: Session, { id, form }: SaveInput, signal: AbortSignal): AsyncIterable<SaveEvent> {
    const body = this.get(id);
    const file = fileToSave(body, form);
    const platform = this.#platform;
    return (async function* () {
      await using _ = body.keep();
      yield* platform.saveBody(session, file, signal);
    })();
  }

  /** Removes a body, and what was made of it. Readers that have begun, and a save that is under way, still get all of it. */
  remove(id: BodyId): void {
    const body = this.#bodies.get(id) ?? this.#reopen(id);
    if (!body) return;
    this.#bodies.delete(id);
    for (const derived of this.#derived.get(id) ?? []) this.remove(derived.id);
    this.#derived.delete(id);
    if (body instanceof DerivedBody) for (const siblings of this.#derived.values()) siblings.delete(body);
    const removal = body
      .remove()
      .catch(this.#onError)
      .finally(() => this.#removals.delete(removal));
    this.#removals.add(removal);
  }

  /** Removes a text that was made of a body; harmless where it is gone. Throws a `Failure` for what is not made of another. */
  discard(id: BodyId): void {
    const body = this.#bodies.get(id);
    if (body && !(body instanceof DerivedBody)) {
      throw new Failure(
        'CONFLICT',
        'This is a response, and only what Parley has made of one can be discarded.',
      );
    }
    this.remove(id);
  }

  /** Removes every body that is not kept, and waits until that is done. */
  async close(): Promise<void> {
    for (const [id, body] of this.#bodies) {
      if (this.#isKept(id)) await body.putAway();
      else this.remove(id);
    }
    await Promise.all(this.#removals);
  }

  #reopen(id: BodyId): StoredBody | undefined {
    const info = this.#unopened.get(id);
    if (!info) return undefined;
    this.#unopened.delete(id);
    const body = EarlierBody.reopen(this.#folder, info, this.#engine);
    this.#bodies.set(id, body);
    return body;
  }
}

/** Undefined where there is no such file. */
async function fileSize(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    if (isFileGone(cause)) return undefined;
    throw cause;
  }
}

async function* searchStored(
  { id, view }: StoredBody,
  engine: Pick<BodyEngine, 'search'>,
  query: SearchQuery,
  signal: AbortSignal,
): AsyncGenerator<SearchEvent> {
  try {
    yield* engine.search(id, query, signal);
  } catch (cause) {
    signal.throwIfAborted();
    throw unreadable(cause);
  }
  if (view.closed.aborted) throw bodyIsGone();
}

function fileToSave(body: StoredBody, form: SaveInput['form']): FileToSave {
  const { state, fileName, size } = body.info;
  if (state === 'arriving') {
    throw new Failure(
      'CONFLICT',
      body instanceof DerivedBody
        ? 'This text is still being made. Save it when it is complete.'
        : 'The response is still arriving. Save it when it is complete, or cancel it first to save what is there.',
    );
  }
  if (form === 'decoded') return { fileName, size, path: body.path };
  if (!body.asSent) {
    throw new Failure(
      'CONFLICT',
      'This is just what was sent: no content coding was undone. Save it as it is.',
    );
  }
  return body.asSent;
}
