import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Collection, FileText, OfferedFolder, TreeEvent } from '#router/contracts/collection.ts';
import { Failure } from '#router/contracts/failure.ts';
import type { CollectionId, EnvironmentId, ItemId } from '#router/contracts/ids.ts';
import type { Services, Session } from '#router/context.ts';
import { Changes } from '#body-engine/changes.ts';
import { storageFailure } from '../files/storage-failure.ts';
import { Turns } from '../files/turns.ts';
import { newId } from '../ids.ts';
import type { FolderPurpose, Platform } from '../platform.ts';
import { fileTextOf } from './file-text.ts';
import { collectionFolder } from './folder-words.ts';
import { checkApart, folderToOpen } from './folder-to-open.ts';
import { makeCollection } from './new-collection.ts';
import { collectionsIn } from './offered-folders.ts';
import { OpenFolders } from './open-folders.ts';
import type { StartReading } from './reading/reading.ts';
import { CollectionTree } from './tree/collection-tree.ts';
import { itemIdAt, itemIdKey } from './tree/item-ids.ts';
import { PendingNews } from './tree/pending-news.ts';

export interface CollectionsOptions {
  readonly platform: Pick<Platform, 'chooseFolder' | 'collectionsFolder'>;
  readonly dataFolder: string;
  readonly onError: (error: unknown) => void;
  /** `readInThread`; left out: in this thread, and what others change is not followed. */
  readonly startReading?: StartReading;
}

/** What windows ask of collections, but for changes: `changing` has those. */
type ReadingService = Pick<
  Services['collections'],
  'watch' | 'offered' | 'open' | 'create' | 'close' | 'text'
>;

/** Where the cache of what was read is, in the data folder: for `readInThread`. */
export function cacheFolderIn(dataFolder: string): string {
  return join(dataFolder, 'collection-cache');
}

/** Stands for the collection in ids of folders that are offered, and are none yet. */
const offeredMark = 'offered';

/** The collections that are open, and the tree of what is in them. */
export class Collections implements ReadingService, AsyncDisposable {
  readonly tree: CollectionTree;
  readonly #options: CollectionsOptions;
  readonly #idKey: string;
  readonly #folders: OpenFolders;
  /** Opening and closing, one after the other: what is open is checked before. */
  readonly #turns = new Turns();
  readonly #end = new AbortController();

  private constructor(options: CollectionsOptions, idKey: string, folders: OpenFolders) {
    this.#options = options;
    this.#idKey = idKey;
    this.#folders = folders;
    const { onError, startReading } = options;
    this.tree = new CollectionTree({ idKey, onError, ...(startReading && { startReading }) });
    for (const folder of folders.all) this.#show(folder.id, folder.path, folder.environmentId);
  }

  /**
   * Opens what was open last; reading goes on behind. Throws the system's error where the data folder can't be used.
   */
  static async start(options: CollectionsOptions): Promise<Collections> {
    const { dataFolder, onError } = options;
    const idKey = await itemIdKey(dataFolder, onError);
    return new Collections(options, idKey, await OpenFolders.open(dataFolder, onError));
  }

  async *watch(signal: AbortSignal): AsyncGenerator<TreeEvent> {
    const changes = new Changes();
    const pending = new PendingNews(this.tree);
    const stop = this.tree.onNews((news) => {
      pending.add(news);
      changes.announce();
    });
    try {
      let isComplete = false;
      for (;;) {
        signal.throwIfAborted();
        const event = pending.take();
        if (event) {
          yield event;
        } else if (isComplete) {
          await changes.next(signal);
        } else {
          isComplete = true;
          yield { type: 'complete' };
        }
      }
    } finally {
      stop();
    }
  }

  async offered(): Promise<readonly OfferedFolder[]> {
    const open = new Set(this.#folders.all.map(({ path }) => path));
    const offered = await this.#offeredFolders();
    return offered.map(({ name, path }) => ({ id: this.#offeredId(path), name, isOpen: open.has(path) }));
  }

  async open(session: Session, offeredId: string | undefined): Promise<Collection | null> {
    const chosen =
      offeredId === undefined
        ? await this.#choose(session, 'open-collection')
        : await this.#offeredPath(offeredId);
    if (chosen === null) return null;
    using _ = await this.#turns.take('', this.#end.signal);
    return this.#add(await folderToOpen(chosen, this.tree.collections));
  }

  async create(session: Session, name: string): Promise<Collection | null> {
    const { collectionsFolder } = this.#options.platform;
    const parent = collectionsFolder ?? (await this.#choose(session, 'create-collection'));
    if (parent === null) return null;
    using _ = await this.#turns.take('', this.#end.signal);
    // Before anything is made: what is not there yet is within no other collection than its parent is.
    checkApart(join(await realpath(parent).catch(() => parent), name), this.tree.collections);
    const made = await makeCollection(parent, name);
    return this.#add(await folderToOpen(made, this.tree.collections));
  }

  async close(id: CollectionId): Promise<void> {
    using _ = await this.#turns.take('', this.#end.signal);
    if (!this.#folders.all.some((folder) => folder.id === id)) return;
    await this.#folders.remove(id);
    this.tree.remove(id);
  }

  async text(id: ItemId): Promise<FileText> {
    const node = this.tree.node(id);
    if (!node) throw new Failure('NOT_FOUND', 'This file is not there any more.');
    return fileTextOf(this.tree, node);
  }

  /**
   * Says which environment is in use, for all windows and the next start. Throws a `Failure`: NOT_FOUND, or of phase
   * `store`; the one before stays in use then.
   */
  async chooseEnvironment(id: CollectionId, environmentId: EnvironmentId | null): Promise<void> {
    const environment = environmentId === null ? undefined : this.tree.node(environmentId);
    if (!this.tree.collection(id) || (environmentId !== null && environment?.collectionId !== id)) {
      throw new Failure('NOT_FOUND', 'This environment is not there any more. Choose another one.');
    }
    using _ = await this.#turns.take('', this.#end.signal);
    await this.#folders.choose(id, environmentId);
    this.tree.choose(id, environmentId);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort(new Error('The collections are closed'));
    await this.#folders.settled();
    await this.tree[Symbol.asyncDispose]();
  }

  async #add(path: string): Promise<Collection | null> {
    const former = this.#folders.formerly(path);
    const id = former?.id ?? newId();
    const environmentId = former?.environmentId ?? null;
    await this.#folders.add({ id, path, environmentId });
    this.#show(id, path, environmentId);
    return this.tree.collection(id) ?? null;
  }

  #show(id: CollectionId, path: string, environmentId: EnvironmentId | null): void {
    this.tree.add({ id, path });
    this.tree.choose(id, environmentId);
  }

  async #choose(session: Session, purpose: FolderPurpose): Promise<string | null> {
    const { platform } = this.#options;
    if (platform.chooseFolder) return platform.chooseFolder(session, purpose);
    throw new Failure('PRECONDITION_FAILED', 'Choose one of the collections that are offered here.');
  }

  async #offeredPath(offeredId: string): Promise<string> {
    const offered = (await this.#offeredFolders()).find(({ path }) => this.#offeredId(path) === offeredId);
    if (offered) return offered.path;
    throw new Failure('NOT_FOUND', 'This collection is not there any more. Choose another one.');
  }

  async #offeredFolders() {
    const { collectionsFolder } = this.#options.platform;
    if (collectionsFolder === undefined) return [];
    try {
      return await collectionsIn(collectionsFolder);
    } catch (cause) {
      const affected = { what: 'the collections there could not be listed', then: 'try again' };
      throw storageFailure(cause, affected, collectionFolder);
    }
  }

  #offeredId(path: string): string {
    return itemIdAt(this.#idKey, { collectionId: offeredMark, path });
  }
}
