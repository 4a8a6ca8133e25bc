import { setImmediate } from 'node:timers/promises';
import type { Collection, Item } from '#router/contracts/collection.ts';
import { Failure } from '#router/contracts/failure.ts';
import type { CollectionId, EnvironmentId, ItemId } from '#router/contracts/ids.ts';
import { Changes } from '#body-engine/changes.ts';
import type { CollectionFiles, FilePlace, FilesChanged, TreeNode } from '../collection-files.ts';
import type { Batch, FolderState } from '../reading/found.ts';
import { readHere } from '../reading/read-here.ts';
import type { Reading, StartReading } from '../reading/reading.ts';
import { itemIdAt } from './item-ids.ts';
import { itemOf } from './item-of.ts';
import { OpenCollection } from './open-collection.ts';

export interface CollectionTreeOptions {
  /** The data folder's key: see `itemIdKey`. */
  readonly idKey: string;
  readonly onError: (error: unknown) => void;
  /** Left out: in this thread, and what others change is not followed. */
  readonly startReading?: StartReading;
}

export interface CollectionFolder {
  readonly id: CollectionId;
  /** An absolute path. */
  readonly path: string;
}

/** What is new about the tree, for who shows it. */
export interface TreeNews {
  readonly items: readonly ItemId[];
  readonly removed: readonly ItemId[];
  /** Whether anything is new about a collection itself: its name, state or environments, or that it is open. */
  readonly collections: boolean;
}

/** The files of all open collections, as they were found on the disk last. */
export class CollectionTree implements CollectionFiles, AsyncDisposable {
  readonly #options: CollectionTreeOptions;
  readonly #reading: Reading;
  readonly #collections = new Map<CollectionId, OpenCollection>();
  /** The environment in use, by collection. */
  readonly #chosen = new Map<CollectionId, EnvironmentId>();
  readonly #listeners = new Set<(change: FilesChanged) => void>();
  readonly #newsListeners = new Set<(news: TreeNews) => void>();
  readonly #states = new Changes();
  readonly #end = new AbortController();

  constructor(options: CollectionTreeOptions) {
    this.#options = options;
    this.#reading = (options.startReading ?? readHere())({
      batch: (id, batch) => this.#take(id, batch),
      state: (id, state) => this.#setState(id, state),
      restarted: (id) =>
        this.#tell({ items: [], removed: this.#collections.get(id)?.clear() ?? [], collections: true }),
      error: options.onError,
    });
  }

  /** A tree of the folders, all of them read. */
  static async open({
    folders,
    ...options
  }: CollectionTreeOptions & { readonly folders: readonly CollectionFolder[] }): Promise<CollectionTree> {
    const tree = new CollectionTree(options);
    for (const folder of folders) tree.add(folder);
    for (const { id } of folders) await tree.whenRead(id);
    return tree;
  }

  /** In the order in which they were added. */
  get collections(): readonly Collection[] {
    return [...this.#collections.values()].map((open) => open.describe(this.#chosen.get(open.id) ?? null));
  }

  /** Takes a folder on, and begins to read it. */
  add({ id, path }: CollectionFolder): void {
    if (this.#collections.has(id)) return;
    this.#collections.set(
      id,
      new OpenCollection(id, path, (inner) => this.idAt({ collectionId: id, path: inner })),
    );
    this.#reading.open(id, path);
    this.#tell({ items: [], removed: [], collections: true });
  }

  /** Takes a folder off. What was in it is gone for the tree; its files stay. */
  remove(id: CollectionId): void {
    const open = this.#collections.get(id);
    if (!open) return;
    this.#reading.close(id);
    this.#collections.delete(id);
    this.#chosen.delete(id);
    this.#tell({ items: [], removed: [...open.ids()], collections: true });
    this.#states.announce();
  }

  /** Says which environment is in use in a collection; one that is not there (yet) is remembered. */
  choose(id: CollectionId, environmentId: EnvironmentId | null): void {
    if (environmentId === null) this.#chosen.delete(id);
    else this.#chosen.set(id, environmentId);
    this.#tell({ items: [], removed: [], collections: true });
  }

  /**
   * Resolves when all of a collection's files were looked at, or its folder can't be read, or it is closed; rejects with the
   * signal's reason.
   */
  async whenRead(id: CollectionId, signal?: AbortSignal): Promise<void> {
    const end = signal ? AbortSignal.any([this.#end.signal, signal]) : this.#end.signal;
    while (this.#collections.get(id)?.state.state === 'reading') await this.#states.next(end);
  }

  node(id: ItemId): TreeNode | undefined {
    for (const open of this.#collections.values()) {
      const node = open.find(id);
      if (node) return node;
    }
    return undefined;
  }

  children(id: ItemId): readonly TreeNode[] {
    return this.#of(id)?.children(id) ?? [];
  }

  environments(id: CollectionId): readonly TreeNode[] {
    return this.#collections.get(id)?.environments ?? [];
  }

  collection(id: CollectionId): Collection | undefined {
    return this.#collections.get(id)?.describe(this.#chosen.get(id) ?? null);
  }

  idAt(place: FilePlace): ItemId {
    return itemIdAt(this.#options.idKey, place);
  }

  absolute({ collectionId, path }: FilePlace): string {
    const open = this.#collections.get(collectionId);
    if (!open) throw new Failure('NOT_FOUND', 'This collection is not open any more. Open it again.');
    return open.absolute(path);
  }

  async refresh(collectionId: CollectionId, paths: readonly string[]): Promise<void> {
    await this.#reading.look(collectionId, paths);
  }

  onChanged(listener: (change: FilesChanged) => void): () => void {
    return added(this.#listeners, listener);
  }

  /** Calls with what is new about the tree itself, also where no file has changed. @returns stops the calls. */
  onNews(listener: (news: TreeNews) => void): () => void {
    return added(this.#newsListeners, listener);
  }

  /** One line of the tree, as it is shown now. */
  item(id: ItemId): Item | undefined {
    const placed = this.#of(id)?.placed(id);
    return placed && itemOf(placed);
  }

  /** All items of all collections. */
  *itemIds(): Generator<ItemId> {
    for (const open of this.#collections.values()) yield* open.ids();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort(new Error('The collections are closed'));
    await this.#reading[Symbol.asyncDispose]();
  }

  #of(id: ItemId): OpenCollection | undefined {
    for (const open of this.#collections.values()) {
      if (open.find(id)) return open;
    }
    return undefined;
  }

  /** Resolves once others had their turn: batches that come one after the other don't hold up anything else. */
  async #take(id: CollectionId, batch: Batch): Promise<void> {
    const open = this.#collections.get(id);
    if (!open) return;
    const idAt = (path: string) => this.idAt({ collectionId: id, path });
    const removed: ItemId[] = [];
    const items = new Set<ItemId>();
    let collections = false;
    for (const path of batch.gone) {
      const news = open.remove(path);
      if (news === 'item') removed.push(idAt(path));
      collections ||= news === 'collection';
    }
    for (const found of batch.found) {
      const item = open.put(found);
      if (item === undefined) collections = true;
      else items.add(item);
    }
    for (const moved of open.sortAll()) items.add(moved);
    this.#tell({ items: [...items], removed, collections });
    if (batch.changed.length > 0) {
      const change = { collectionId: id, paths: batch.changed };
      for (const listener of [...this.#listeners]) this.#call(() => listener(change));
    }
    await setImmediate();
  }

  #setState(id: CollectionId, state: FolderState): void {
    const open = this.#collections.get(id);
    if (!open) return;
    open.state = state;
    this.#tell({ items: [], removed: [], collections: true });
    this.#states.announce();
  }

  #tell(news: TreeNews): void {
    if (news.items.length + news.removed.length === 0 && !news.collections) return;
    for (const listener of [...this.#newsListeners]) this.#call(() => listener(news));
  }

  /** A listener that fails keeps nothing from the others. */
  #call(listener: () => void): void {
    try {
      listener();
    } catch (cause) {
      this.#options.onError(cause);
    }
  }
}

function added<TListener>(listeners: Set<TListener>, listener: TListener): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
