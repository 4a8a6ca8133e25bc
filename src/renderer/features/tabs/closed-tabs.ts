import type { DraftId, ItemId } from '#router/contracts/ids.ts';

export interface ClosedTab {
  readonly draftId: DraftId;
  /** The saved request that it had; null for one that belongs to no collection. */
  readonly itemId: ItemId | null;
}

/** How many can be had again. */
const most = 20;

/** What was closed and can be had again, the last one first. */
export class ClosedTabs {
  #tabs: readonly ClosedTab[] = [];

  get isEmpty(): boolean {
    return this.#tabs.length === 0;
  }

  remember(tab: ClosedTab): void {
    this.#tabs = [...this.#tabs, tab].slice(-most);
  }

  /** Takes out the one that was closed last. */
  takeLast(): ClosedTab | undefined {
    const last = this.#tabs.at(-1);
    this.#tabs = this.#tabs.slice(0, -1);
    return last;
  }
}
