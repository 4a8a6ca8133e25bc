import type { TRPCClient } from '@trpc/client';
import type { DraftId, ItemId, SendId } from '#router/contracts/ids.ts';
import type { HttpRequest } from '#router/contracts/request.ts';
import type { Tab, TabStrip } from '#router/contracts/tabs.ts';
import type { AppRouter } from '#router/index.ts';
import { type MainProcessError, toMainProcessError } from '../../trpc/main-process-error.ts';
import { randomId } from '../../ui/random-id.ts';
import type { SaveState } from '../drafts/draft-journal.ts';
import { isSameRequest } from '../drafts/same-request.ts';
import { OpenTab } from './open-tab.ts';
import { StripJournal } from './strip-journal.ts';
import { rememberedStrip, stripInAddress } from './strip-memory.ts';
import { Waits } from './waits.ts';

export interface TabsSnapshot {
  /** In the order of the strip. */
  readonly tabs: readonly OpenTab[];
  readonly active: OpenTab | null;
  /** How safe the edits of all tabs are: what is worst counts. */
  readonly save: SaveState;
  /** Why the last thing asked for was not done. */
  readonly problem: MainProcessError | null;
  /** There is a tab that `reopenClosed` brings back. */
  readonly canReopen: boolean;
}

const saved: SaveState = { kind: 'saved' };

/** How many tabs that were closed can be had again. */
const maxClosed = 20;

/** The tabs of this window, in their order, each with its draft; kept with main, so that the next start finds them. */
export class OpenTabs {
  /** Saved requests on their way into a tab, for people. */
  readonly waits = new Waits();
  readonly #client: TRPCClient<AppRouter>;
  readonly #strip: StripJournal;
  readonly #listeners = new Set<() => void>();
  /** What ends the work of each tab; none while the window does not run. */
  readonly #running = new Map<OpenTab, () => void>();
  /** Saved requests on their way into a tab. */
  readonly #opening = new Map<ItemId, Promise<void>>();
  /** The one that was asked for last. */
  #wanted: ItemId | null = null;
  #isRunning = false;
  #tabs: readonly OpenTab[];
  #active: OpenTab | null;
  #problem: MainProcessError | null = null;
  /** What was closed and can be had again, the last one at the end. */
  #closed: readonly ClosedTab[] = [];
  #save: SaveState = saved;
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
    const strip = newest(stored, before);
    this.#tabs = strip.tabs.map((tab) => this.#tabOf(tab));
    this.#active = this.#tabs.find(({ draftId }) => draftId === strip.active) ?? this.#tabs[0] ?? null;
    this.#strip = new StripJournal({
      strip,
      acknowledged: stored.revision,
      put: (changed) => client.tabs.put.mutate(changed),
    });
    this.#snapshot = this.#look();
    if (strip.revision === 0 && this.#tabs.length === 0) this.newRequest();
    // The one that is seen is asked for first.
    void this.#active?.open();
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
    // Only where nobody else asks: the desktop app's main process asks by itself before a window closes.
    const onUnload = (event: BeforeUnloadEvent) => {
      if (!window.electronTRPC && this.#snapshot.save.kind === 'failed') event.preventDefault();
    };
    window.addEventListener('beforeunload', onUnload);
    window.addEventListener('pagehide', onHide);
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      window.removeEventListener('beforeunload', onUnload);
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
    if (tab === this.#active || !this.#tabs.includes(tab)) return;
    this.#arrange(this.#tabs, tab);
  }

  /** Shows the tab so many places further on, and from the end on the first one again. */
  step(by: number): void {
    if (!this.#active) return;
    const at = this.#tabs.indexOf(this.#active) + by;
    const next = this.#tabs.at(at % this.#tabs.length);
    if (next) this.activate(next);
  }

  /** Puts a tab at another place of the strip. */
  move(tab: OpenTab, place: number): void {
    const others = this.#tabs.filter((one) => one !== tab);
    const at = Math.min(Math.max(place, 0), others.length);
    if (others.length === this.#tabs.length || this.#tabs.indexOf(tab) === at) return;
    this.#arrange(others.toSpliced(at, 0, tab), this.#active);
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
    const tab = this.#add(this.#tabOf({ draftId: randomId(), sendId: null }, draftId));
    void tab.open().then(() => tab.edit(() => request));
  }

  /** Shows a saved request: the tab that has it, or a new one. A failure is told as `problem`. */
  openItem(itemId: ItemId): Promise<void> {
    const opening =
      this.#opening.get(itemId) ?? this.#openItem(itemId).finally(() => this.#opening.delete(itemId));
    this.#opening.set(itemId, opening);
    return opening;
  }

  /**
   * Shows what was sent once, with its response, ready to be sent again: in the tab of its saved request, unless that has
   * other edits; else in a tab of its own. A failure is told as `problem`.
   */
  async openPast(id: SendId): Promise<void> {
    try {
      const { request, itemId } = await this.#client.history.request.query({ id });
      const tab = itemId === null ? null : await this.#tabForPast(itemId, request);
      if (tab) {
        tab.showSend(id);
        return;
      }
      this.#problem = null;
      const original = itemId === null ? undefined : this.#tabWith(itemId);
      const copy = this.#add(this.#tabOf({ draftId: randomId(), sendId: id }, original?.draftId));
      await copy.open();
      copy.edit(() => request);
    } catch (cause) {
      this.#problem = toMainProcessError(cause);
      this.#tell();
    }
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
    const last = this.#closed.at(-1);
    if (!last) return;
    this.#closed = this.#closed.slice(0, -1);
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

  async #openItem(itemId: ItemId): Promise<void> {
    this.#problem = null;
    this.#wanted = itemId;
    const before = this.#active;
    try {
      // One that is not open yet may be the one.
      await this.waits.run('opening', { itemId }, () => Promise.all(this.#tabs.map((tab) => tab.open())));
      const found = this.#tabWith(itemId);
      if (found) {
        this.activate(found);
        return;
      }
      const stored = await this.waits.run('opening', { itemId }, (signal) =>
        this.#client.drafts.openItem.mutate({ itemId }, { signal }),
      );
      const same = this.#tabs.find(({ draftId }) => draftId === stored.id);
      if (same) {
        this.activate(same);
        return;
      }
      const tab = this.#tabOf({ draftId: stored.id, sendId: null });
      tab.take(stored);
      // Who has gone on to another tab meanwhile stays there.
      const isWanted = this.#wanted === itemId && (this.#active === before || !this.#active);
      this.#add(tab, isWanted ? tab : this.#active);
    } catch (cause) {
      const problem = toMainProcessError(cause);
      this.#problem = problem.code === 'CLIENT_CLOSED_REQUEST' ? null : problem;
      this.#tell();
    }
  }

  /** The tab of a saved request that says what was sent, or may without losing anything; null where there is none. */
  async #tabForPast(itemId: ItemId, request: HttpRequest): Promise<OpenTab | null> {
    await this.openItem(itemId);
    const tab = this.#active;
    const content = tab?.snapshot().content;
    if (!tab || content?.status.source?.itemId !== itemId) return null;
    if (isSameRequest(content.request, request)) return tab;
    if (content.isUnsaved) return null;
    tab.edit(() => request);
    return tab;
  }

  #tabWith(itemId: ItemId): OpenTab | undefined {
    return this.#tabs.find((tab) => tab.snapshot().content?.status.source?.itemId === itemId);
  }

  #tabOf(tab: Tab, beside?: DraftId): OpenTab {
    return new OpenTab({ client: this.#client, tab, beside, onMoved: () => this.#keep() });
  }

  /** Puts a new tab behind the one that is shown, and shows it. */
  #add(tab: OpenTab, shown: OpenTab | null = tab): OpenTab {
    const at = this.#active ? this.#tabs.indexOf(this.#active) + 1 : this.#tabs.length;
    if (this.#isRunning) this.#startTab(tab);
    this.#arrange(this.#tabs.toSpliced(at, 0, tab), shown);
    return tab;
  }

  #remove(tabs: readonly OpenTab[], onRemoved: (tab: OpenTab) => void): void {
    const gone = this.#tabs.filter((tab) => tabs.includes(tab));
    if (gone.length === 0) return;
    const staying = this.#tabs.filter((tab) => !gone.includes(tab));
    for (const tab of gone) {
      this.#running.get(tab)?.();
      this.#running.delete(tab);
      tab.waits.cancelOpening();
      // Each edit is with main, or in the window's memory for when the tab is opened again.
      tab.putAway();
      tab.releaseSend();
      onRemoved(tab);
    }
    this.#arrange(staying, this.#nextOf(staying));
  }

  /** The tab that is shown where the active one goes: its right neighbour, else the last one. */
  #nextOf(staying: readonly OpenTab[]): OpenTab | null {
    const active = this.#active;
    if (!active || staying.includes(active)) return active;
    const behind = this.#tabs.slice(this.#tabs.indexOf(active));
    return behind.find((tab) => staying.includes(tab)) ?? staying.at(-1) ?? null;
  }

  #remember({ draftId, snapshot }: OpenTab): void {
    const itemId = snapshot().content?.status.source?.itemId ?? null;
    this.#closed = [...this.#closed, { draftId, itemId }].slice(-maxClosed);
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

  #arrange(tabs: readonly OpenTab[], active: OpenTab | null): void {
    this.#tabs = tabs;
    this.#active = active;
    this.#keep();
    this.#tell();
  }

  #keep(): void {
    const tabs = this.#tabs.map(({ draftId, sendId }) => ({ draftId, sendId }));
    this.#strip.change(tabs, this.#active?.draftId ?? null);
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
    const saves = this.#tabs.flatMap((tab) => tab.snapshot().content?.save ?? []);
    const worst =
      saves.find(({ kind }) => kind === 'failed') ?? saves.find(({ kind }) => kind === 'saving') ?? saved;
    // Their objects differ from edit to edit, and say the same.
    if (worst.kind !== this.#save.kind || worst.kind === 'failed') this.#save = worst;
    return {
      tabs: this.#tabs,
      active: this.#active,
      save: this.#save,
      problem: this.#problem,
      canReopen: this.#closed.length > 0,
    };
  }
}

interface ClosedTab {
  readonly draftId: DraftId;
  /** The saved request that it had; null for one that belongs to no collection. */
  readonly itemId: ItemId | null;
}

/** The window's own list, where main has an older one, or has given the one of before a reload to another window. */
function newest(stored: TabStrip, before: TabStrip | null): TabStrip {
  if (!before) return stored;
  if (before.id !== stored.id) return { ...before, id: stored.id, revision: stored.revision + 1 };
  return before.revision > stored.revision ? before : stored;
}
