import { type Batch, batchNodes, type Found } from './found.ts';

/** What is new about a collection and not told yet. Of each node only the newest is kept, so that it has a bound. */
export class News {
  readonly #found = new Map<string, Found>();
  readonly #gone = new Set<string>();
  readonly #changed = new Set<string>();

  get isEmpty(): boolean {
    return this.#found.size + this.#gone.size + this.#changed.size === 0;
  }

  /** Whether there is enough for a batch. */
  get isBatch(): boolean {
    return this.#found.size >= batchNodes;
  }

  found(node: Found): void {
    this.#gone.delete(node.path);
    this.#found.set(node.path, node);
  }

  gone(path: string): void {
    this.#found.delete(path);
    this.#gone.add(path);
  }

  changed(path: string): void {
    this.#changed.add(path);
  }

  /** Takes out the next batch. Which files have changed comes with the last one: by then the tree has what they say. */
  take(): Batch {
    const found: Found[] = [];
    for (const [path, node] of this.#found) {
      if (found.length === batchNodes) break;
      found.push(node);
      this.#found.delete(path);
    }
    const gone = taken(this.#gone);
    return { found, gone, changed: this.#found.size === 0 ? taken(this.#changed) : [] };
  }
}

function taken(paths: Set<string>): string[] {
  const all = [...paths];
  paths.clear();
  return all;
}
