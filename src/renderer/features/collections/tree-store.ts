import type { Collection, Item, TreeEvent } from '#router/contracts/collection.ts';
import { TreeData } from './tree-data.ts';

/** What starts the stream of events; `started` is called again where it begins anew on another connection. */
export type WatchTree = (told: {
  readonly started: () => void;
  readonly event: (event: TreeEvent) => void;
  readonly failed: (cause: unknown) => void;
}) => () => void;

/** The tree at one moment. A new object after each change; what it answers belongs to its own moment until then. */
export interface Tree {
  readonly collections: readonly Collection[];
  /** All there was at the start has been told. */
  readonly isComplete: boolean;
  /** Why nothing more is told. */
  readonly failure: unknown;
  item(id: string): Item | undefined;
  /** All items, in no order. */
  items(): Iterable<Item>;
  /** What is in a collection or a folder, in order. */
  children(parentId: string): readonly Item[];
}

/** Changes that come within this many milliseconds are told as one: a checkout brings thousands. */
const gatherMs = 25;
/** What main has done it tells of within this many milliseconds, or its connection is gone. */
const patienceMs = 5000;

/**
 * All open collections as main tells them. It listens for as long as somebody listens to it. A stream that begins anew
 * fills another tree, which takes the place of the one that is shown once it is complete: nothing disappears meanwhile.
 */
export class TreeStore {
  readonly #watch: WatchTree;
  readonly #listeners = new Set<() => void>();
  /** Who waits for something to be told; called after the listeners. */
  readonly #waiting = new Set<() => void>();
  #shown = new TreeData();
  #filling = this.#shown;
  #failure: unknown = undefined;
  #snapshot: Tree = snapshotOf(this.#shown, undefined);
  #stop: (() => void) | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(watch: WatchTree) {
    this.#watch = watch;
  }

  readonly snapshot = (): Tree => this.#snapshot;

  /** @returns stops the calls, and with the last one the stream. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (this.#stop === null) this.#listen();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#end();
    };
  };

  /**
   * Resolves when what listeners have been told passes a test: what main tells may come after its answer. Also where nothing more
   * is told, or nothing that passes for so long: nobody waits for ever.
   */
  readonly until = (test: (tree: Tree) => boolean, forMs = patienceMs): Promise<void> =>
    new Promise((resolve) => {
      const end = () => {
        clearTimeout(late);
        this.#waiting.delete(look);
        resolve();
      };
      const look = () => {
        const isOver = this.#stop === null || this.#failure !== undefined;
        if (isOver || test(this.#snapshot)) end();
      };
      const late = setTimeout(end, forMs);
      this.#waiting.add(look);
      if (this.#timer === null) look();
    });

  /** Listens again after a failure. */
  readonly again = (): void => {
    if (this.#stop === null) return;
    this.#end();
    this.#listen();
    this.#tellSoon();
  };

  #listen(): void {
    this.#failure = undefined;
    this.#stop = this.#watch({
      started: () => this.#begin(),
      event: (event) => this.#apply(event),
      failed: (cause) => {
        this.#failure = cause;
        this.#tellSoon();
      },
    });
  }

  #end(): void {
    this.#stop?.();
    this.#stop = null;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    for (const look of this.#waiting) look();
  }

  #begin(): void {
    this.#failure = undefined;
    // What is shown for the first time fills before everybody's eyes.
    this.#filling = this.#shown.isComplete ? new TreeData() : (this.#shown = new TreeData());
  }

  #apply(event: TreeEvent): void {
    this.#filling.apply(event);
    if (event.type === 'complete') this.#shown = this.#filling;
    if (this.#filling === this.#shown) this.#tellSoon();
  }

  #tellSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.#snapshot = snapshotOf(this.#shown, this.#failure);
      for (const tell of [...this.#listeners, ...this.#waiting]) tell();
    }, gatherMs);
  }
}

function snapshotOf(data: TreeData, failure: unknown): Tree {
  return {
    collections: data.collections,
    isComplete: data.isComplete,
    failure,
    item: (id) => data.item(id),
    items: () => data.items(),
    children: (parentId) => data.children(parentId),
  };
}
