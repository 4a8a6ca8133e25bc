import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Changes } from '#body-engine/changes.ts';
import { Failure } from '#router/contracts/failure.ts';
import {
  type HistoryEntry,
  historyEntrySchema,
  type HistoryPage,
  type HistorySearch,
  type HistorySummary,
  historySummarySchema,
} from '#router/contracts/history.ts';
import type { BodyInfo } from '#router/contracts/body.ts';
import type { BodyId, ItemId, SendId } from '#router/contracts/ids.ts';
import type { HttpRequest } from '#router/contracts/request.ts';
import { errnoOf } from '../errno.ts';
import { storageFailure } from '../files/storage-failure.ts';
import { temporarySuffix, writeDurably } from '../files/write-durably.ts';
import { isId } from '../ids.ts';

export interface HistoryOptions {
  /** Holds one file a send, and an index of them. */
  readonly folder: string;
  /** Told of what went wrong without anybody waiting for it: no send fails of its history. */
  readonly onError: (error: unknown) => void;
  /** Called when the history refers to a body no more. */
  readonly onBodyDropped: (id: BodyId) => void;
  /** How many sends are kept. */
  readonly maxEntries?: number;
}

/** A line of the index: a summary, and what its file takes on the disk. */
const indexLineSchema = historySummarySchema.extend({ fileBytes: z.int().nonnegative() });
type IndexLine = z.infer<typeof indexLineSchema>;

const indexFile = 'index.json';
const extension = '.json';
/** Of what was typed: requests may hold bodies of any size. */
const maxFileBytes = 256 * 1024 * 1024;
/** The index follows a send by so much, in milliseconds; what it lacks at the next start is read from the files. */
const indexAfterMs = 1000;

/** Every send of every window, the newest first, over restarts: what was typed, what came of it, and its body while there is room. */
export class HistoryStore {
  readonly #options: HistoryOptions;
  readonly #maxEntries: number;
  readonly #changes = new Changes();
  /** The newest last. */
  #lines: Map<SendId, IndexLine>;
  #indexTimer: NodeJS.Timeout | undefined;
  /** Writes and removals, one after the other. Never rejects. */
  #work: Promise<void> = Promise.resolve();

  private constructor(options: HistoryOptions, lines: readonly IndexLine[]) {
    this.#options = options;
    this.#maxEntries = options.maxEntries ?? 1000;
    this.#lines = new Map(lines.map((line) => [line.id, line]));
  }

  /** Reads the index, and each file that it does not know. A file that can't be read is left where it is and not shown. */
  static async open(options: HistoryOptions): Promise<HistoryStore> {
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    const names = (await readdir(options.folder)).filter((name) => isId(idOf(name)));
    // What a kill left half-written.
    for (const name of names.filter((each) => each.endsWith(temporarySuffix))) {
      await rm(join(options.folder, name), { force: true }).catch(options.onError);
    }
    const known = new Map((await readIndex(options)).map((line) => [line.id, line]));
    const lines: IndexLine[] = [];
    for (const name of names) {
      const id = idOf(name);
      if (name !== id + extension) continue;
      const line = known.get(id) ?? (await readLine(options, id));
      if (line) lines.push(line);
    }
    return new HistoryStore(
      options,
      lines.toSorted((a, b) => a.at - b.at),
    );
  }

  /** The bodies that it refers to, the oldest first. */
  get bodies(): readonly BodyInfo[] {
    return [...this.#lines.values()].flatMap(({ body }) => body ?? []);
  }

  keeps(id: BodyId): boolean {
    return this.#lineOf(id) !== undefined;
  }

  /** Keeps a send. Resolves when it is on disk or `onError` knows why not. */
  async add(entry: HistoryEntry): Promise<void> {
    const text = JSON.stringify(entry);
    const { request: _request, itemId: _itemId, events: _events, failure: _failure, ...summary } = entry;
    this.#lines.set(entry.id, { ...summary, fileBytes: Buffer.byteLength(text) });
    this.#changes.announce();
    this.#enqueue(() => writeDurably(this.#pathOf(entry.id), text));
    this.#forgetOldest();
    this.#indexSoon();
    await this.#work;
  }

  /** The matching sends, now and after each change. Throws the signal's reason. */
  async *watch(search: HistorySearch, signal: AbortSignal): AsyncGenerator<HistoryPage> {
    for (;;) {
      signal.throwIfAborted();
      const changed = this.#changes.next(signal);
      // Rejects with the abort that the next turn sees for itself, or nobody waits for it any more.
      changed.catch(() => undefined);
      yield this.#find(search);
      await changed;
    }
  }

  /** Throws a `Failure` NOT_FOUND where it is not kept any more. */
  async request(id: SendId): Promise<{ request: HttpRequest; itemId: ItemId | null }> {
    const { request, itemId } = await this.entry(id);
    return { request, itemId };
  }

  /** All of a send. Throws a `Failure` NOT_FOUND where it is not kept any more, and of phase `store`. */
  async entry(id: SendId): Promise<HistoryEntry> {
    if (!this.#lines.has(id)) throw isGone();
    await this.#work;
    try {
      return historyEntrySchema.parse(JSON.parse(await readFile(this.#pathOf(id), 'utf8')));
    } catch (cause) {
      if (errnoOf(cause) === 'ENOENT') throw isGone(cause);
      throw storageFailure(cause, { what: 'the history could not be read', then: 'try again' });
    }
  }

  has(id: SendId): boolean {
    return this.#lines.has(id);
  }

  /** Forgets a send and its body. Resolves when its file is gone; harmless where it is not kept. */
  async remove(id: SendId): Promise<void> {
    this.#forget(id);
    this.#indexSoon();
    await this.#work;
  }

  /** Forgets all of them. */
  async clear(): Promise<void> {
    for (const id of [...this.#lines.keys()]) this.#forget(id);
    this.#indexSoon();
    await this.#work;
  }

  /**
   * Lets go of the oldest body whose send is not in use, for its room on the disk; the rest of the send stays.
   * @returns whether there was one.
   */
  dropOldestBody(isInUse: (id: SendId) => boolean): boolean {
    const oldest = [...this.#lines.values()].find(({ id, body }) => body && !isInUse(id));
    if (!oldest?.body) return false;
    this.dropBody(oldest.body.id);
    return true;
  }

  /** Refers to a body no more. Harmless where it does not. */
  dropBody(id: BodyId): void {
    const line = this.#lineOf(id);
    if (!line) return;
    this.#lines.set(line.id, { ...line, body: null });
    this.#options.onBodyDropped(id);
    this.#changes.announce();
    this.#indexSoon();
  }

  /** Writes what is not on disk yet. */
  async close(): Promise<void> {
    clearTimeout(this.#indexTimer);
    if (this.#indexTimer !== undefined) this.#enqueue(() => this.#writeIndex());
    this.#indexTimer = undefined;
    await this.#work;
  }

  #find({ search, skip, limit }: HistorySearch): HistoryPage {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    const entries: HistorySummary[] = [];
    let count = 0;
    for (const line of [...this.#lines.values()].toReversed()) {
      const text = shownTextOf(line);
      if (!words.every((word) => text.includes(word))) continue;
      count += 1;
      if (count <= skip || entries.length === limit) continue;
      const { fileBytes: _fileBytes, ...summary } = line;
      entries.push(summary);
    }
    return { entries, count };
  }

  #forgetOldest(): void {
    let bytes = [...this.#lines.values()].reduce((sum, { fileBytes }) => sum + fileBytes, 0);
    for (const { id, fileBytes } of [...this.#lines.values()]) {
      // What was sent last is kept, however large.
      if (this.#lines.size <= 1 || (this.#lines.size <= this.#maxEntries && bytes <= maxFileBytes)) return;
      bytes -= fileBytes;
      this.#forget(id);
    }
  }

  #forget(id: SendId): void {
    const line = this.#lines.get(id);
    if (!line) return;
    this.#lines.delete(id);
    if (line.body) this.#options.onBodyDropped(line.body.id);
    this.#changes.announce();
    this.#enqueue(() => rm(this.#pathOf(id), { force: true }));
  }

  #lineOf(id: BodyId): IndexLine | undefined {
    return [...this.#lines.values()].find(({ body }) => body?.id === id);
  }

  #indexSoon(): void {
    this.#indexTimer ??= setTimeout(() => {
      this.#indexTimer = undefined;
      this.#enqueue(() => this.#writeIndex());
    }, indexAfterMs).unref();
  }

  #writeIndex(): Promise<void> {
    return writeDurably(join(this.#options.folder, indexFile), JSON.stringify([...this.#lines.values()]));
  }

  #enqueue(work: () => Promise<void>): void {
    this.#work = this.#work
      .then(work)
      .catch((cause: unknown) =>
        this.#options.onError(
          storageFailure(cause, { what: 'the history could not be kept up to date', then: 'go on' }),
        ),
      );
  }

  #pathOf(id: SendId): string {
    return join(this.#options.folder, id + extension);
  }
}

function idOf(name: string): string {
  return name.slice(0, name.indexOf('.'));
}

/** What a line says of a send, in lower case. */
function shownTextOf(line: HistorySummary): string {
  const { method, url, sentUrl, environment, name, status, outcome } = line;
  const cutShort = status === null ? 'failed' : 'incomplete';
  const end = outcome === 'complete' ? '' : outcome === 'cancelled' ? outcome : cutShort;
  return [method, url, sentUrl, environment, name, status ?? '', end].join(' ').toLowerCase();
}

function isGone(cause?: unknown): Failure {
  return new Failure('NOT_FOUND', 'This send is no longer in the history.', {}, { cause });
}

/** Nothing where it is missing or not what this version writes: the files have it all. */
async function readIndex({ folder, onError }: HistoryOptions): Promise<readonly IndexLine[]> {
  try {
    return z.array(indexLineSchema).parse(JSON.parse(await readFile(join(folder, indexFile), 'utf8')));
  } catch (cause) {
    if (errnoOf(cause) !== 'ENOENT') onError(cause);
    return [];
  }
}

async function readLine({ folder, onError }: HistoryOptions, id: string): Promise<IndexLine | undefined> {
  try {
    const text = await readFile(join(folder, id + extension), 'utf8');
    const line: unknown = JSON.parse(text);
    return indexLineSchema.parse({ ...z.looseObject({}).parse(line), fileBytes: Buffer.byteLength(text) });
  } catch (cause) {
    onError(cause);
    return undefined;
  }
}
