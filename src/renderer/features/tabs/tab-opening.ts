import type { TRPCClient } from '@trpc/client';
import type { ItemId, SendId } from '#router/contracts/ids.ts';
import type { HttpRequest } from '#router/contracts/request.ts';
import type { Tab } from '#router/contracts/tabs.ts';
import type { AppRouter } from '#router/index.ts';
import { randomId } from '../../ui/random-id.ts';
import { isSameRequest } from '../drafts/same-request.ts';
import type { CopyOf, OpenTab } from './open-tab.ts';
import type { TabOrder } from './tab-order.ts';
import type { Waits } from './waits.ts';

/** What tabs are opened in. */
export interface OpeningStrip {
  readonly order: () => TabOrder<OpenTab>;
  readonly activate: (tab: OpenTab) => void;
  readonly make: (tab: Tab, copyOf?: CopyOf) => OpenTab;
  /** Puts a new tab behind the one that is shown, and shows it, unless `isShown` is false. */
  readonly add: (tab: OpenTab, isShown?: boolean) => OpenTab;
  /** Told of what is on its way. */
  readonly waits: Waits;
}

/** Finds the tab of what is kept elsewhere, a saved request or a past send, or makes one for it. */
export class TabOpening {
  readonly #client: TRPCClient<AppRouter>;
  readonly #strip: OpeningStrip;
  /** Saved requests on their way into a tab. */
  readonly #opening = new Map<ItemId, Promise<void>>();
  /** The one that was asked for last. */
  #wanted: ItemId | null = null;

  constructor(client: TRPCClient<AppRouter>, strip: OpeningStrip) {
    this.#client = client;
    this.#strip = strip;
  }

  /** Shows a saved request: the tab that has it, or a new one. Rejects as `drafts.openItem` does. */
  openItem(itemId: ItemId): Promise<void> {
    const opening =
      this.#opening.get(itemId) ?? this.#openItem(itemId).finally(() => this.#opening.delete(itemId));
    this.#opening.set(itemId, opening);
    return opening;
  }

  /**
   * Shows what was sent once, with its response, ready to be sent again: in the tab of its saved request, unless that has
   * other edits; else in a tab of its own. Rejects as `history.request` does.
   */
  async openPast(id: SendId): Promise<void> {
    const { request, itemId } = await this.#client.history.request.query({ id });
    const tab = itemId === null ? null : await this.#tabForPast(itemId, request);
    if (tab) {
      tab.showSend(id);
      return;
    }
    const original = itemId === null ? undefined : this.#tabWith(itemId);
    const copyOf = { request, beside: original?.draftId };
    await this.#strip.add(this.#strip.make({ draftId: randomId(), sendId: id }, copyOf)).open();
  }

  async #openItem(itemId: ItemId): Promise<void> {
    const { order, waits } = this.#strip;
    this.#wanted = itemId;
    const before = order().active;
    // One that is not open yet may be the one.
    await waits.run('opening', { itemId }, () => Promise.all(order().tabs.map((tab) => tab.open())));
    const found = this.#tabWith(itemId);
    if (found) {
      this.#strip.activate(found);
      return;
    }
    const stored = await waits.run('opening', { itemId }, (signal) =>
      this.#client.drafts.openItem.mutate({ itemId }, { signal }),
    );
    const same = order().tabs.find(({ draftId }) => draftId === stored.id);
    if (same) {
      this.#strip.activate(same);
      return;
    }
    const tab = this.#strip.make({ draftId: stored.id, sendId: null });
    tab.take(stored);
    // Who has gone on to another tab meanwhile stays there.
    const { active } = order();
    this.#strip.add(tab, this.#wanted === itemId && (active === before || active === null));
  }

  /** The tab of a saved request that says what was sent, or may without losing anything; null where there is none. */
  async #tabForPast(itemId: ItemId, request: HttpRequest): Promise<OpenTab | null> {
    // Where it can't be opened, what was sent can be shown all the same.
    const isOpened = await this.openItem(itemId).then(
      () => true,
      () => false,
    );
    const tab = this.#strip.order().active;
    const content = tab?.snapshot().content;
    if (!isOpened || !tab || content?.status.source?.itemId !== itemId) return null;
    if (isSameRequest(content.request, request)) return tab;
    if (content.isUnsaved) return null;
    tab.edit(() => request);
    return tab;
  }

  #tabWith(itemId: ItemId): OpenTab | undefined {
    return this.#strip.order().tabs.find((tab) => tab.snapshot().content?.status.source?.itemId === itemId);
  }
}
