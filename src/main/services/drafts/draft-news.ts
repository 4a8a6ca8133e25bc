import type { DraftId } from '#router/contracts/ids.ts';
import { Changes } from '#body-engine/changes.ts';

/** Tells who follows drafts that something is new about one. */
export class DraftNews {
  readonly #listeners = new Set<(id: DraftId) => void>();
  /** Counts what happened to each draft since the start. */
  readonly #versions = new Map<DraftId, number>();
  readonly #changes = new Changes();

  /** Rises with each announcement of a draft. */
  version(id: DraftId): number {
    return this.#versions.get(id) ?? 0;
  }

  /** Resolves when a draft is announced, whichever. Rejects with the signal's reason. */
  async next(signal: AbortSignal): Promise<void> {
    await this.#changes.next(signal);
  }

  /** Something is new that the draft's window has not done itself. */
  announce(id: DraftId): void {
    this.#versions.set(id, this.version(id) + 1);
    this.#changes.announce();
    this.edited(id);
  }

  /** The draft's window has edited it: that is no news for who watches it. */
  edited(id: DraftId): void {
    for (const listener of this.#listeners) listener(id);
  }

  /** Calls for each draft that was edited or announced. @returns stops the calls. */
  onChanged(listener: (id: DraftId) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
