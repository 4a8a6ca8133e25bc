import type { Item, TreeEvent } from '#router/contracts/collection.ts';
import type { ItemId } from '#router/contracts/ids.ts';
import type { CollectionTree, TreeNews } from './collection-tree.ts';

/** As many as the contract allows in one event. */
const mostItems = 1000;
const mostRemoved = 10_000;

/**
 * What one window has not been told of the tree yet: by id, so that a window that is slow is told of what changed ten times
 * once, as it is by then, and what waits has a bound.
 */
export class PendingNews {
  readonly #tree: CollectionTree;
  #hasCollections = true;
  readonly #items: Set<ItemId>;
  readonly #removed = new Set<ItemId>();
  /** What the window has. */
  readonly #told = new Set<ItemId>();

  /** Everything there is waits to be told. */
  constructor(tree: CollectionTree) {
    this.#tree = tree;
    this.#items = new Set(tree.itemIds());
  }

  add({ items, removed, collections }: TreeNews): void {
    this.#hasCollections ||= collections;
    for (const id of removed) {
      this.#items.delete(id);
      if (this.#told.has(id)) this.#removed.add(id);
    }
    for (const id of items) {
      this.#removed.delete(id);
      this.#items.add(id);
    }
  }

  /** The next thing to tell; undefined where there is none. */
  take(): TreeEvent | undefined {
    if (this.#hasCollections) {
      this.#hasCollections = false;
      return { type: 'collections', collections: [...this.#tree.collections] };
    }
    if (this.#removed.size > 0) {
      const ids = first(this.#removed, mostRemoved);
      for (const id of ids) this.#told.delete(id);
      return { type: 'removed', ids };
    }
    while (this.#items.size > 0) {
      const items: Item[] = [];
      for (const id of first(this.#items, mostItems)) {
        const item = this.#tree.item(id);
        if (!item) continue;
        this.#told.add(id);
        items.push(item);
      }
      if (items.length > 0) return { type: 'items', items };
    }
    return undefined;
  }
}

/** Takes some out of a set. */
function first<TItem>(set: Set<TItem>, most: number): TItem[] {
  const taken: TItem[] = [];
  for (const item of set) {
    if (taken.length === most) break;
    taken.push(item);
    set.delete(item);
  }
  return taken;
}
