import type { Collection, Item, TreeEvent } from '#router/contracts/collection.ts';

const none: readonly Item[] = [];

/**
 * Items by id and by what they are in. Children are put in order when they are asked for and only where something
 * changed among them, so that a batch costs what it holds and not what the tree holds.
 */
export class TreeData {
  readonly #items = new Map<string, Item>();
  readonly #inside = new Map<string, Map<string, Item>>();
  readonly #ordered = new Map<string, readonly Item[]>();
  #collections: readonly Collection[] = [];
  #isComplete = false;

  get collections(): readonly Collection[] {
    return this.#collections;
  }

  get isComplete(): boolean {
    return this.#isComplete;
  }

  item(id: string): Item | undefined {
    return this.#items.get(id);
  }

  items(): Iterable<Item> {
    return this.#items.values();
  }

  /** @returns the same array until something in there changes. */
  children(parentId: string): readonly Item[] {
    const known = this.#ordered.get(parentId);
    if (known) return known;
    const inside = this.#inside.get(parentId);
    if (!inside) return none;
    const ordered = [...inside.values()].toSorted((a, b) => a.position - b.position);
    this.#ordered.set(parentId, ordered);
    return ordered;
  }

  apply(event: TreeEvent): void {
    switch (event.type) {
      case 'collections':
        this.#setCollections(event.collections);
        return;
      case 'items':
        for (const item of event.items) this.#put(item);
        return;
      case 'removed':
        for (const id of event.ids) this.#remove(id);
        return;
      case 'complete':
        this.#isComplete = true;
    }
  }

  #put(item: Item): void {
    const before = this.#items.get(item.id);
    if (before && before.parentId !== item.parentId) this.#takeOut(before);
    this.#items.set(item.id, item);
    let inside = this.#inside.get(item.parentId);
    if (!inside) this.#inside.set(item.parentId, (inside = new Map()));
    inside.set(item.id, item);
    this.#ordered.delete(item.parentId);
  }

  #remove(id: string): void {
    const item = this.#items.get(id);
    if (!item) return;
    this.#items.delete(id);
    this.#takeOut(item);
  }

  #takeOut(item: Item): void {
    const inside = this.#inside.get(item.parentId);
    inside?.delete(item.id);
    if (inside?.size === 0) this.#inside.delete(item.parentId);
    this.#ordered.delete(item.parentId);
  }

  /** What was in a collection that is closed goes with it, whether main tells of each item or not. */
  #setCollections(collections: readonly Collection[]): void {
    const open = new Set(collections.map(({ id }) => id));
    const hasClosed = this.#collections.some(({ id }) => !open.has(id));
    this.#collections = collections;
    if (!hasClosed) return;
    for (const item of this.#items.values()) if (!open.has(item.collectionId)) this.#remove(item.id);
  }
}
