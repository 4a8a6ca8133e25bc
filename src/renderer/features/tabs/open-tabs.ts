import type { TRPCClient } from '@trpc/client';
import type { ItemId, SendId } from '#router/contracts/ids.ts';
import type { Tab, TabStrip } from '#router/contracts/tabs.ts';
import type { AppRouter } from '#router/index.ts';
import { type MainProcessError, toMainProcessError } from '../../trpc/main-process-error.ts';
import { randomId } from '../../ui/random-id.ts';
import type { SaveState } from '../drafts/draft-journal.ts';
import { worstOf } from '../drafts/unsaved-edits.ts';
import { ClosedTabs } from './closed-tabs.ts';
import { type CopyOf, OpenTab } from './open-tab.ts';
import { StripJournal } from './strip-journal.ts';
import { newestStrip, rememberedStrip, stripInAddress } from './strip-memory.ts';
import { TabOpening } from './tab-opening.ts';
import { tabAt, type TabOrder, withAdded, withMoved, without } from './tab-order.ts';
import { Waits } from './waits.ts';

export interface TabsSnapshot extends TabOrder<OpenTab> {
  /** How safe the edits of all tabs are: what is worst counts. */
  readonly save: SaveState;
  /** Why the last thing asked for was not done. */
  readonly problem: MainProcessError | null;
  /** There is a tab that `reopenClosed` brings back. */
  readonly canReopen: boolean;
}

/** The tabs of this window, in their order, each with its draft; kept with main, so that the next start finds them. */
export class OpenTabs {
  /** Saved requests on their way into a tab, for people. */
  readonly waits = new Waits();
  readonly #client: TRPCClient<AppRouter>;
  readonly #strip: StripJournal;
  readonly #listeners = new Set<() => void>();
  /** What ends the work of each tab; none while the window does not run. */
  readonly #running = new Map<OpenTab, () => void>();
  readonly #opening: TabOpening;
  readonly #closed = new ClosedTabs();
  #isRunning = false;
  #order: TabOrder<OpenTab>;
  #problem: MainProcessError | null = null;
  #save: SaveState = { kind: 'saved' };
  #snapshot: TabsSnapshot;

  /**
   * Opens the tabs that this window had, or those that main gives, and asks main for their drafts. A window that has never
   * had one begins with an empty request. Rejects as `tabs.open` does.
   */
  static async open(client: TRPCClient<AppRouter>): Promise<OpenTabs> {
    const before = rememberedStrip();
    const id = before?.id ?? stripInAddress();
    return new OpenTabs(client, await client.tabs.open.mutate(id === undefined ? {} : { id }), before);
  }

  private constructor(client: TRPCClient<AppRouter>, stored: TabStrip, before: TabStrip | null) {
    this.#client = client;
    this.#opening = new TabOpening(client, {
      order: () => this.#order,
      activate: (tab) => this.activate(tab),
      make: (tab, copyOf) => this.#tabOf(tab, copyOf),
      add: (tab, isShown) => this.#add(tab, isShown),
      waits: this.waits,
    });
    const strip = newestStrip(stored, before);
    const tabs = strip.tabs.map((tab) => this.#tabOf(tab));
    const active = tabs.find(({ draftId }) => draftId === strip.active) ?? tabs[0] ?? null;
    this.#order = { tabs, active };
    this.#strip = new StripJournal({
      strip,
      acknowledged: stored.revision,
      put: (changed) => client.tabs.put.mutate(changed),
    });
    this.#snapshot = this.#look();
    if (strip.revision === 0 && this.#tabs.length === 0) this.newRequest();
    // The one that is seen is asked for first.
    void this.#order.active?.open();
    for (const tab of this.#tabs) void tab.open();
  }

  /** The present state; a new object after each change and only then. */
  readonly snapshot = (): TabsSnapshot => this.#snapshot;

  /** @returns stops the calls. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Carries edits to main, and keeps them when the page goes. @returns ends that; `run` may follow. */
  readonly run = (): (() => void) => {
    this.#isRunning = true;
    const stopStrip = this.#strip.run();
    for (const tab of this.#tabs) this.#startTab(tab);
    const onHide = () => {
      for (const tab of this.#tabs) tab.putAway();
      this.#strip.sendNow();
    };
    const onVisibility = () => {
      if (document.visibilityState === 'hidden') onHide();
    };
    window.addEventListener('pagehide', onHide);
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      window.removeEventListener('pagehide', onHide);
      document.removeEventListener('visibilitychange', onVisibility);
      for (const stop of this.#running.values()) stop();
      this.#running.clear();
      stopStrip();
      this.#isRunning = false;
    };
  };

  /** Resolves when main has all edits and the list of tabs. Rejects with why it has not. */
  async flush(): Promise<void> {
    await Promise.all([this.#strip.flush(), ...this.#tabs.map((tab) => tab.flush())]);
  }

  /** For a connection that stands again: main has forgotten what this window has open. */
  async reclaim(): Promise<void> {
    try {
      const stored = await this.#client.tabs.open.mutate({ id: this.#strip.id });
      if (stored.id === this.#strip.id) this.#strip.sendNow();
      else this.#strip.moveTo(stored);
    } catch (cause) {
      // The next connection asks again; until then the list is put as before.
      console.warn('The tabs could not be opened again:', toMainProcessError(cause).message);
    }
    await Promise.all(this.#tabs.map((tab) => tab.reclaim()));
  }

  activate(tab: OpenTab): void {
    if (tab === this.#order.active || !this.#tabs.includes(tab)) return;
    this.#arrange({ tabs: this.#tabs, active: tab });
  }

  /** Shows the tab so many places further on, and from the end on the first one again. */
  step(by: number): void {
    const next = tabAt(this.#order, by);
    if (next) this.activate(next);
  }

  /** Puts a tab at another place of the strip. */
  move(tab: OpenTab, place: number): void {
    const moved = withMoved(this.#order, tab, place);
    if (moved !== this.#order) this.#arrange(moved);
  }

  /** Opens a tab with an empty request that belongs to no collection. */
  newRequest(): void {
    // A draft that nobody knows is a new one under that very id.
    const tab = this.#tabOf({ draftId: randomId(), sendId: null });
    tab.giveFocus();
    void this.#add(tab).open();
  }

  /** Opens a copy of what a tab says beside it. It belongs to no collection, and is sent with what its original is sent with. */
  duplicate({ request, draftId }: OpenTab): void {
    if (!request) return;
    const copyOf = { request, beside: draftId };
    void this.#add(this.#tabOf({ draftId: randomId(), sendId: null }, copyOf)).open();
  }

  /** Shows a saved request: the tab that has it, or a new one. A failure is told as `problem`. */
  openItem(itemId: ItemId): Promise<void> {
    return this.#attempt(this.#opening.openItem(itemId));
  }

  /** Shows what was sent once, with its response, ready to be sent again. A failure is told as `problem`. */
  openPast(id: SendId): Promise<void> {
    return this.#attempt(this.#opening.openPast(id));
  }

  /** Takes tabs off the strip. What was edited in them stays in main's journal, unless there is nothing to keep. */
  close(tabs: readonly OpenTab[]): void {
    this.#remove(tabs, (tab) => {
      const content = tab.snapshot().content;
      // Nothing was typed into it, or nothing was left of that.
      if (content && !content.status.source && !content.isUnsaved) this.#discard(tab);
      else this.#remember(tab);
    });
  }

  /** Takes a tab off the strip and throws its edits away: the person was asked. */
  discard(tab: OpenTab): void {
    this.#remove([tab], () => {
      if (tab.snapshot().content?.status.source) this.#remember(tab);
      this.#discard(tab);
    });
  }

  /** Brings back the tab that was closed last. */
  reopenClosed(): void {
    const last = this.#closed.takeLast();
    if (!last) return;
    if (last.itemId !== null) {
      this.#tell();
      void this.openItem(last.itemId);
      return;
    }
    void this.#add(this.#tabOf({ draftId: last.draftId, sendId: null })).open();
  }

  readonly dismissProblem = (): void => {
    this.#problem = null;
    this.#tell();
  };

  async #attempt(work: Promise<void>): Promise<void> {
    this.#problem = null;
    try {
      await work;
    } catch (cause) {
      const problem = toMainProcessError(cause);
      this.#problem = problem.code === 'CLIENT_CLOSED_REQUEST' ? null : problem;
      this.#tell();
    }
  }

  #tabOf(tab: Tab, copyOf?: CopyOf): OpenTab {
    return new OpenTab({ client: this.#client, tab, copyOf, onMoved: () => this.#keep() });
  }

  /** Puts a new tab behind the one that is shown, and shows it unless the person stays where they are. */
  #add(tab: OpenTab, isShown = true): OpenTab {
    if (this.#isRunning) this.#startTab(tab);
    const order = withAdded(this.#order, tab);
    this.#arrange(isShown ? order : { ...order, active: this.#order.active });
    return tab;
  }

  #remove(tabs: readonly OpenTab[], onRemoved: (tab: OpenTab) => void): void {
    const gone = this.#tabs.filter((tab) => tabs.includes(tab));
    if (gone.length === 0) return;
    for (const tab of gone) {
      this.#running.get(tab)?.();
      this.#running.delete(tab);
      tab.waits.cancelOpening();
      // Each edit is with main, or in the window's memory for when the tab is opened again.
      tab.putAway();
      tab.releaseSend();
      onRemoved(tab);
    }
    this.#arrange(without(this.#order, gone));
  }

  #remember({ draftId, snapshot }: OpenTab): void {
    const itemId = snapshot().content?.status.source?.itemId ?? null;
    this.#closed.remember({ draftId, itemId });
  }

  #discard(tab: OpenTab): void {
    tab.discard().catch((cause: unknown) => {
      this.#problem = toMainProcessError(cause);
      this.#tell();
    });
  }

  #startTab(tab: OpenTab): void {
    const stop = tab.run();
    const unsubscribe = tab.subscribe(() => this.#tell());
    this.#running.set(tab, () => {
      unsubscribe();
      stop();
    });
  }

  get #tabs(): readonly OpenTab[] {
    return this.#order.tabs;
  }

  #arrange(order: TabOrder<OpenTab>): void {
    this.#order = order;
    this.#keep();
    this.#tell();
  }

  #keep(): void {
    const tabs = this.#tabs.map(({ draftId, sendId }) => ({ draftId, sendId }));
    this.#strip.change(tabs, this.#order.active?.draftId ?? null);
  }

  /** Tells those who listen where something has changed for them. */
  #tell(): void {
    const next = this.#look();
    const { tabs, active, save, problem, canReopen } = this.#snapshot;
    const isSame =
      next.tabs === tabs &&
      next.active === active &&
      next.save === save &&
      next.problem === problem &&
      next.canReopen === canReopen;
    if (isSame) return;
    this.#snapshot = next;
    for (const listener of this.#listeners) listener();
  }

  #look(): TabsSnapshot {
    const worst = worstOf(this.#tabs.flatMap((tab) => tab.snapshot().content?.save ?? []));
    // Their objects differ from edit to edit, and say the same.
    if (worst.kind !== this.#save.kind || worst.kind === 'failed') this.#save = worst;
    return {
      ...this.#order,
      save: this.#save,
      problem: this.#problem,
      canReopen: !this.#closed.isEmpty,
    };
  }
}
