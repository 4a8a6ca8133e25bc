import type { TRPCClient } from '@trpc/client';
import type { DraftEvent, DraftStatus, OpenedDraft } from '#router/contracts/draft.ts';
import type { DraftId, SendId } from '#router/contracts/ids.ts';
import type { HttpRequest } from '#router/contracts/request.ts';
import type { Tab } from '#router/contracts/tabs.ts';
import type { AppRouter } from '#router/index.ts';
import { type MainProcessError, toMainProcessError } from '../../trpc/main-process-error.ts';
import { randomId } from '../../ui/random-id.ts';
import { DraftJournal, type SaveState } from '../drafts/draft-journal.ts';
import { inStep, keepPending, pendingOf, statusInStep, takeUp } from '../drafts/pending-edits.ts';
import { isBlankRequest, isSameRequest } from '../drafts/same-request.ts';
import { Waits } from './waits.ts';

/** What a tab shows once main has told its draft. */
export interface TabContent {
  readonly request: HttpRequest;
  /** How safe the newest edit is. */
  readonly save: SaveState;
  readonly status: DraftStatus;
  /** There is something in it that its file does not say; of a request without a file: anything. */
  readonly isUnsaved: boolean;
  /** The file changed while an edit was on its way to main: both are here, and one of them would be lost unseen. */
  readonly clash: HttpRequest | null;
  /** The person had what others wrote in the file overwritten, and may take that back. */
  readonly canTakeBack: boolean;
}

export interface TabSnapshot {
  /** Null until main has told the draft: nothing can be edited before that. */
  readonly content: TabContent | null;
  /** Why the draft could not be opened. */
  readonly openError: MainProcessError | null;
  /** Why the last thing done to it was not done. */
  readonly problem: MainProcessError | null;
  /** Counts the sends of before that were put in the place of the tab's own. */
  readonly pastSends: number;
}

export interface OpenTabOptions {
  readonly client: TRPCClient<AppRouter>;
  readonly tab: Tab;
  /** For a new draft: the one that it is a copy of, whose variables, headers and auth it has. */
  readonly beside?: DraftId | undefined;
  /** Told when what the strip keeps of the tab has changed. */
  readonly onMoved: () => void;
}

/** One tab: its draft, the way of its edits to main, and how it stands to its file. Lives for as long as it is open. */
export class OpenTab {
  /** Names the tab in this window: its draft's id may change. */
  readonly key = randomId();
  /** Files on their way to main, each of which tells in the end whether main has it. */
  readonly uploads = new Set<Promise<boolean>>();
  /** What main does with its file just now. */
  readonly waits = new Waits();
  readonly #client: OpenTabOptions['client'];
  readonly #onMoved: () => void;
  readonly #beside: DraftId | undefined;
  readonly #listeners = new Set<() => void>();
  #draftId: DraftId;
  #sendId: SendId | null;
  #journal: DraftJournal | null = null;
  #status: DraftStatus | null = null;
  #clash: HttpRequest | null = null;
  #canTakeBack = false;
  #openError: MainProcessError | null = null;
  #problem: MainProcessError | null = null;
  #opening: Promise<void> | null = null;
  #wantsFocus = false;
  #pastSends = 0;
  #isRunning = false;
  #stopJournal: () => void = () => undefined;
  #stopWatch: () => void = () => undefined;
  #hasKept = false;
  #isUnsaved: { request: HttpRequest; saved: HttpRequest | null; answer: boolean } | null = null;
  #snapshot: TabSnapshot = { content: null, openError: null, problem: null, pastSends: 0 };

  constructor({ client, tab, beside, onMoved }: OpenTabOptions) {
    this.#client = client;
    this.#beside = beside;
    this.#draftId = tab.draftId;
    this.#sendId = tab.sendId;
    this.#onMoved = onMoved;
  }

  get draftId(): DraftId {
    return this.#draftId;
  }

  /** The send whose response is shown beside the request. */
  get sendId(): SendId | null {
    return this.#sendId;
  }

  readonly keepSend = (id: SendId | null): void => {
    if (id === this.#sendId) return;
    this.#sendId = id;
    this.#onMoved();
  };

  /** Shows a send of the history, with what came of it, in the place of the tab's own. */
  showSend(id: SendId): void {
    if (id === this.#sendId) return;
    this.releaseSend();
    this.#sendId = id;
    this.#pastSends += 1;
    this.#tell();
    this.#onMoved();
  }

  /** The person asked for the tab to type an address: its view takes the focus, now or when it is there. */
  giveFocus(): void {
    this.#wantsFocus = true;
    this.#tell();
  }

  /** @returns whether the focus is to be taken; to the first who asks. */
  takeFocus(): boolean {
    const wanted = this.#wantsFocus;
    this.#wantsFocus = false;
    return wanted;
  }

  /** The present state; a new object after each change and only then. */
  readonly snapshot = (): TabSnapshot => this.#snapshot;

  /** @returns stops the calls. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Carries edits to main and follows the draft's file. @returns ends that; `run` may follow. */
  readonly run = (): (() => void) => {
    this.#isRunning = true;
    this.#startFollowing();
    return () => {
      this.#isRunning = false;
      this.#stopJournal();
      this.#stopWatch();
    };
  };

  /** Asks main for the draft, unless it is here. Never rejects: a failure is part of the state, and may be tried again. */
  open(): Promise<void> {
    if (this.#journal) return Promise.resolve();
    this.#opening ??= this.#ask().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  /** Takes a draft that main has told for this tab. */
  take(stored: OpenedDraft): void {
    if (this.#journal) return;
    const pending = pendingOf(this.#draftId);
    const { draft, acknowledged } = takeUp(stored, pending);
    this.#hasKept = pending !== null && draft.revision > acknowledged;
    if (pending) {
      if (this.#hasKept) keepPending(draft.id, draft);
      // Main has it, or is about to be told under the draft's id of now.
      if (!this.#hasKept || pending.id !== draft.id) keepPending(pending.id, null);
    }
    this.#journal = new DraftJournal({
      draft,
      acknowledged,
      put: (edit) => this.#client.drafts.put.mutate(edit),
    });
    this.#status = statusInStep(stored.status);
    this.#openError = null;
    this.#follow(draft.id);
    this.#startFollowing();
    this.#tell();
  }

  /** Takes an edit up. Nothing happens where the draft is not here yet. */
  readonly edit = (change: (request: HttpRequest) => HttpRequest): void => this.#journal?.edit(change);

  /** The request as it is at the time of the call. */
  get request(): HttpRequest | null {
    return this.#journal?.snapshot().request ?? null;
  }

  /** Resolves when main has all edits that were there by then. */
  async flush(): Promise<void> {
    await this.#journal?.flush();
  }

  /** Keeps what main does not have in the window's own memory, and sends it at once: the page goes. */
  putAway(): void {
    this.#keep();
    this.#journal?.sendNow();
  }

  /** The response is needed no more. A send that runs is cancelled: nobody could see it, or stop it. */
  releaseSend(): void {
    if (this.#sendId === null) return;
    this.#client.requests.release.mutate({ id: this.#sendId }).catch((cause: unknown) => {
      // Main lets go of it with the window at the latest.
      console.warn('A response is kept for longer than it is needed:', toMainProcessError(cause).message);
    });
  }

  /** For a connection that stands again: main has forgotten that this window has the draft open. */
  async reclaim(): Promise<void> {
    const journal = this.#journal;
    if (!journal) return this.open();
    try {
      const stored = await this.#client.drafts.get.mutate({ id: journal.id });
      if (stored.id === journal.id) {
        journal.replace({ ...stored, request: inStep(stored.request) });
      } else {
        // Another window has it by now: what is on the screen goes on in the copy that main gave.
        keepPending(journal.id, null);
        journal.moveTo(stored);
        this.#follow(stored.id);
      }
      this.#status = statusInStep(stored.status);
      this.#tell();
      journal.sendNow();
    } catch (cause) {
      // The next connection asks again; until then edits are put as before.
      console.warn('The draft could not be opened again:', toMainProcessError(cause).message);
    }
  }

  /** Writes the draft into its file. @returns whether that was done; else the state says why not. */
  save(): Promise<boolean> {
    return this.#attempt(async (id, request) => {
      const before = this.#status;
      await this.waits.run('saving', { draftId: id }, (signal) =>
        this.#client.drafts.save.mutate({ id }, { signal }),
      );
      // Main tells it too, and by now may have told more than that.
      if (before && this.#status === before)
        this.#status = { ...before, saved: request, file: 'same', theirs: null };
    });
  }

  /** Makes a saved request of the draft. @returns whether that was done. */
  saveAs(parentId: string, name: string): Promise<boolean> {
    return this.#attempt(async (id) => {
      await this.#client.drafts.saveAs.mutate({ id, parentId, name });
      // Which file it has by now, main tells better than the window could guess.
      this.#become(await this.#client.drafts.get.mutate({ id }));
    });
  }

  /** Ends a conflict. @returns whether that was done. */
  resolve(keep: 'mine' | 'theirs' | 'both'): Promise<boolean> {
    const clash = this.#clash;
    if (clash) {
      this.#clash = null;
      if (keep === 'theirs') this.edit(() => clash);
      this.#tell();
      return Promise.resolve(true);
    }
    return this.#attempt(async (id) => {
      const { file } = this.#status ?? {};
      this.#become(await this.#client.drafts.resolve.mutate({ id, keep }));
      this.#canTakeBack = keep === 'mine' && (file === 'changed' || file === 'broken');
    });
  }

  /** Takes the overwriting of what others wrote back. @returns whether that was done. */
  takeBack(): Promise<boolean> {
    return this.#attempt(async (id) => {
      this.#become(await this.#client.drafts.takeBack.mutate({ id }));
      this.#canTakeBack = false;
    });
  }

  /** The person has no need any more of what was overwritten. */
  readonly dismissTakeBack = (): void => {
    this.#canTakeBack = false;
    this.#tell();
  };

  /** Throws the draft away: the person was asked, or there is nothing in it. Only after `run` has been ended. */
  async discard(): Promise<void> {
    // An edit that came after would make it anew.
    await this.#journal?.settled();
    await this.#client.drafts.discard.mutate({ id: this.#draftId });
    keepPending(this.#draftId, null);
  }

  readonly dismissProblem = (): void => {
    this.#problem = null;
    this.#tell();
  };

  async #ask(): Promise<void> {
    this.#openError = null;
    this.#tell();
    try {
      const beside = this.#beside === undefined ? {} : { beside: this.#beside };
      const draftId = this.#draftId;
      const asked = this.waits.run('opening', { draftId }, (signal) =>
        this.#client.drafts.get.mutate({ id: draftId, ...beside }, { signal }),
      );
      this.take(await asked);
    } catch (cause) {
      this.#openError = toMainProcessError(cause);
      this.#tell();
    }
  }

  async #attempt(work: (id: DraftId, request: HttpRequest) => Promise<void>): Promise<boolean> {
    const journal = this.#journal;
    if (!journal) return false;
    this.#problem = null;
    try {
      const { request } = journal.snapshot();
      await journal.flush();
      await work(journal.id, request);
    } catch (cause) {
      this.#problem = toMainProcessError(cause);
    }
    this.#tell();
    return this.#problem === null;
  }

  /** Main has made something else of the draft because the person asked for it. */
  #become(stored: OpenedDraft): void {
    this.#status = statusInStep(stored.status);
    this.#clash = null;
    this.#journal?.replace({ ...stored, request: inStep(stored.request) });
  }

  #startFollowing(): void {
    const journal = this.#journal;
    if (!journal || !this.#isRunning) return;
    const unsubscribe = journal.subscribe(() => this.#onEdit());
    const stop = journal.run();
    this.#stopJournal = () => {
      unsubscribe();
      stop();
    };
    this.#watch();
  }

  #watch(): void {
    this.#stopWatch();
    const subscription = this.#client.drafts.watch.subscribe(
      { id: this.#draftId },
      {
        onData: (event) => this.#onEvent(event),
        onError: (cause) => {
          const { message, isClientClosed } = toMainProcessError(cause);
          if (!isClientClosed) console.warn('The window no longer hears of a draft’s file:', message);
        },
      },
    );
    this.#stopWatch = () => subscription.unsubscribe();
  }

  #onEvent({ status, reload }: DraftEvent): void {
    const journal = this.#journal;
    if (!journal) return;
    const before = this.#status?.saved;
    this.#status = statusInStep(status);
    const { saved } = this.#status;
    if (!reload && saved && before && !isSameRequest(saved, before)) {
      // The file has been read anew, which main may have told before this window listened; or it is this draft's own save.
      if (!isSameRequest(saved, journal.snapshot().request)) void this.#catchUp(journal);
    } else if (reload && reload.id === journal.id) {
      const request = inStep(reload.request);
      const isTaken = journal.replace({ ...reload, request });
      const isMine = isSameRequest(journal.snapshot().request, request);
      if (!isTaken && !isMine) this.#clash = request;
    }
    this.#tell();
  }

  async #catchUp(journal: DraftJournal): Promise<void> {
    try {
      const stored = await this.#client.drafts.get.mutate({ id: journal.id });
      if (stored.id !== journal.id) return;
      this.#status = statusInStep(stored.status);
      journal.replace({ ...stored, request: inStep(stored.request) });
      this.#tell();
    } catch (cause) {
      // It is shown as unsaved then, which is true of what is on the screen.
      console.warn('The draft could not be read again:', toMainProcessError(cause).message);
    }
  }

  #onEdit(): void {
    // While main takes edits they are safer there; the window keeps them where main does not, and when it goes.
    if (this.#journal?.snapshot().save.kind !== 'saving') this.#keep();
    this.#tell();
  }

  #keep(): void {
    const edit = this.#journal?.unacknowledged ?? null;
    if (edit || this.#hasKept) keepPending(this.#draftId, edit);
    this.#hasKept = edit !== null;
  }

  #follow(id: DraftId): void {
    if (id === this.#draftId) return;
    this.#draftId = id;
    if (this.#isRunning && this.#journal) this.#watch();
    this.#onMoved();
  }

  #tell(): void {
    this.#snapshot = {
      content: this.#content(),
      openError: this.#openError,
      problem: this.#problem,
      pastSends: this.#pastSends,
    };
    for (const listener of this.#listeners) listener();
  }

  #content(): TabContent | null {
    if (!this.#journal || !this.#status) return null;
    const { request, save } = this.#journal.snapshot();
    const { file, saved } = this.#status;
    // What is in the bin is not only here.
    const isKeptElsewhere = file === 'same' || file === 'binned';
    return {
      request,
      save,
      status: this.#status,
      isUnsaved: !isKeptElsewhere || this.#saysSomethingElse(request, saved),
      clash: this.#clash,
      canTakeBack: this.#canTakeBack && file === 'same',
    };
  }

  /** Asked with each change of the state, and answered anew with each change of the requests. */
  #saysSomethingElse(request: HttpRequest, saved: HttpRequest | null): boolean {
    const last = this.#isUnsaved;
    if (last?.request === request && last.saved === saved) return last.answer;
    const answer = saved ? !isSameRequest(request, saved) : !isBlankRequest(request);
    this.#isUnsaved = { request, saved, answer };
    return answer;
  }
}
