import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Coalesced } from '#body-engine/coalesced.ts';
import type { CollectionId } from '#router/contracts/ids.ts';
import { removeTemporaries } from '../../files/temporary-files.ts';
import type { FolderState } from './found.ts';
import { FolderReader, type KnownFiles } from './folder-reader.ts';
import { FolderWatch } from './folder-watch.ts';
import { Hints } from './hints.ts';
import { ReadingCache } from './reading-cache.ts';
import type { ReadingSink } from './reading.ts';

export interface ReaderSettings {
  /** Where what was read is kept for the next start. Left out: nowhere. */
  readonly cacheFolder?: string | undefined;
  /** Whether changes of the files are followed. Left out: they are not. */
  readonly watch?: boolean | undefined;
}

/** A folder that can't be read, or not be watched, is looked at so often. */
const missingEveryMs = 1000;
const blindEveryMs = 10_000;
/** So many files that have changed are parsed at once; of more the names come first. */
const fewPaths = 20;
/** The cache is written so often at most. */
const saveEveryMs = 10_000;

/** Reads one collection from its opening to its close: at first all of it, then what changes. */
export class CollectionReader implements AsyncDisposable {
  readonly #id: CollectionId;
  readonly #root: string;
  readonly #sink: ReadingSink;
  readonly #reader: FolderReader;
  readonly #watch: FolderWatch | undefined;
  readonly #hints: Hints | undefined;
  readonly #cache: ReadingCache | undefined;
  readonly #saving: Coalesced;
  readonly #started: Promise<void>;
  #parsing: Promise<void> | undefined;
  #missingTimer: NodeJS.Timeout | undefined;
  #blindTimer: NodeJS.Timeout | undefined;
  /** Of the files that are in the cache. */
  #savedRevision = 0;
  #state: FolderState = { state: 'reading', problem: null };
  #isOver = false;

  constructor(id: CollectionId, root: string, sink: ReadingSink, { cacheFolder, watch }: ReaderSettings) {
    this.#id = id;
    this.#root = root;
    this.#sink = sink;
    this.#cache =
      cacheFolder === undefined ? undefined : new ReadingCache(join(cacheFolder, `${id}.json`), root);
    if (watch === true) {
      this.#hints = new Hints((paths) => this.#follow(paths));
      this.#watch = new FolderWatch({
        root,
        onHint: (path) => this.#hints?.add(path),
        onBlind: (cause) => this.#goBlind(cause),
      });
    }
    this.#reader = new FolderReader({
      root,
      tell: (batch) => sink.batch(id, batch).catch((cause: unknown) => sink.error(cause)),
      onFolder: (path, identity) =>
        identity === undefined ? this.#watch?.remove(path) : this.#watch?.add(path, identity),
    });
    this.#saving = new Coalesced(() => this.#save(), saveEveryMs);
    this.#started = this.#start().catch((cause: unknown) => sink.error(cause));
  }

  /** Looks at files and folders again, whatever is known of them. Resolves when the sink has what is new. */
  async look(paths: readonly string[]): Promise<void> {
    this.#after(await this.#reader.look(paths, { deep: true, again: true }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    clearTimeout(this.#missingTimer);
    clearInterval(this.#blindTimer);
    this.#watch?.[Symbol.dispose]();
    this.#reader.close();
    await this.#hints?.[Symbol.asyncDispose]();
    await this.#started;
    await this.#parsing;
    await this.#saving.end();
  }

  async #start(): Promise<void> {
    this.#reader.know(await this.#load());
    const missing = await this.#reader.look([''], { deep: true, light: true });
    await this.#reader.parseRest();
    this.#reader.know(new Map());
    this.#after(missing);
    // What a kill left behind while it saved.
    if (missing === undefined && this.#watch)
      await removeTemporaries(this.#root, (cause) => this.#sink.error(cause));
  }

  /** Without a cache it takes longer, and nothing else. */
  async #load(): Promise<KnownFiles> {
    try {
      return (await this.#cache?.load()) ?? new Map();
    } catch (cause) {
      this.#sink.error(cause);
      return new Map();
    }
  }

  async #follow(paths: readonly string[] | 'all'): Promise<void> {
    try {
      await this.#started;
      const isMany = paths === 'all' || paths.length > fewPaths;
      this.#after(
        await (paths === 'all'
          ? this.#reader.look([''], { deep: true, light: true })
          : this.#reader.look(paths, { light: isMany })),
      );
      // Nobody waits for that: while a checkout goes on, what it has done since is looked at meanwhile.
      if (isMany) this.#parseRest();
    } catch (cause) {
      this.#sink.error(cause);
    }
  }

  #parseRest(): void {
    this.#parsing ??= this.#reader
      .parseRest()
      .then(() => this.#saving.ask())
      .catch((cause: unknown) => this.#sink.error(cause))
      .finally(() => {
        this.#parsing = undefined;
      });
  }

  /** What was found is told by now. @param missing why the folder can't be read. */
  #after(missing: string | undefined): void {
    if (this.#isOver) return;
    if (missing === undefined) {
      this.#setState({ state: 'ready', problem: null });
      this.#saving.ask();
    } else {
      this.#setState({ state: 'missing', problem: missing });
      this.#lookAgainIn(missingEveryMs);
    }
  }

  #setState(state: FolderState): void {
    if (isDeepStrictEqual(state, this.#state)) return;
    this.#state = state;
    this.#sink.state(this.#id, state);
  }

  /** For example where Linux grants no more watches: then all is looked at now and then. */
  #goBlind(cause: unknown): void {
    this.#sink.error(cause);
    this.#blindTimer = setInterval(() => this.#hints?.add('', 'all'), blindEveryMs).unref();
  }

  #lookAgainIn(ms: number): void {
    if (!this.#hints) return;
    clearTimeout(this.#missingTimer);
    this.#missingTimer = setTimeout(() => this.#hints?.add(''), ms).unref();
  }

  async #save(): Promise<void> {
    const { revision } = this.#reader;
    if (revision === this.#savedRevision) return;
    this.#savedRevision = revision;
    try {
      await this.#cache?.save(this.#reader.settledFiles());
    } catch (cause) {
      this.#sink.error(cause);
    }
  }
}
