import type { TRPCClient } from '@trpc/client';
import type { Draft, DraftEvent, DraftStatus, EditMarks, OpenedDraft } from '#router/contracts/draft.ts';
import type { DraftId } from '#router/contracts/ids.ts';
import type { HttpRequest } from '#router/contracts/request.ts';
import type { AppRouter } from '#router/index.ts';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { reachMain } from '../../trpc/refuse-late.ts';
import { DraftJournal, type SaveState } from '../drafts/draft-journal.ts';
import { inStep, keepPending, pendingOf, statusInStep, takeUp } from '../drafts/pending-edits.ts';
import { isBlankRequest, isSameRequest } from '../drafts/same-request.ts';
import { EditOrigin, savedIn } from './edit-origin.ts';

/** What a tab shows once main has told its draft. */
export interface TabContent {
  readonly request: HttpRequest;
  /** How safe the newest edit is. */
  readonly save: SaveState;
  readonly status: DraftStatus;
  /** There is something in it that its file does not say; of a request without a file: anything. */
  readonly isUnsaved: boolean;
  /** The person had what others wrote in the file overwritten, and may take that back. */
  readonly canTakeBack: boolean;
}

export interface TabDraftOptions {
  readonly client: TRPCClient<AppRouter>;
  /** The draft that main was asked for; it may have given another one. */
  readonly askedFor: DraftId;
  readonly stored: OpenedDraft;
  /** Told when `content` has changed. */
  readonly onChange: () => void;
  /** Told when the draft goes on under another id. */
  readonly onMoved: () => void;
}

/** A draft that main has told: the way of its edits to main, and how it stands to its file. */
export class TabDraft {
  readonly #client: TabDraftOptions['client'];
  readonly #onChange: () => void;
  readonly #onMoved: () => void;
  readonly #journal: DraftJournal;
  #status: DraftStatus;
  #canTakeBack = false;
  /** The window's own memory has an edit of it. */
  #hasKept: boolean;
  readonly #origin: EditOrigin;
  #reclaimed: Promise<void> = Promise.resolve();
  /** Main has told another request while an edit was on its way, which is on the screen until main has that edit. */
  #hasPassedOver = false;
  #isFollowing = false;
  #stopWatch: () => void = () => undefined;
  #isUnsaved: { request: HttpRequest; saved: HttpRequest | null; answer: boolean } | null = null;

  /** Takes up what main has told, with the edit that this window kept where main does not have it. */
  constructor({ client, askedFor, stored, onChange, onMoved }: TabDraftOptions) {
    this.#client = client;
    this.#onChange = onChange;
    this.#onMoved = onMoved;
    const pending = pendingOf(askedFor);
    const { draft, acknowledged } = takeUp(stored, pending);
    this.#hasKept = pending !== null && draft.revision > acknowledged;
    this.#origin = new EditOrigin(stored, this.#hasKept ? pending : null);
    if (pending) {
      if (this.#hasKept) keepPending(draft.id, { ...pending, ...draft });
      // Main has it, or is about to be told under the draft's id of now.
      if (!this.#hasKept || pending.id !== draft.id) keepPending(pending.id, null);
    }
    this.#journal = new DraftJournal({
      draft,
      acknowledged,
      put: (edit) => this.#put(edit),
    });
    this.#status = statusInStep(stored.status);
  }

  get id(): DraftId {
    return this.#journal.id;
  }

  /** The request as it is at the time of the call. */
  get request(): HttpRequest {
    return this.#journal.snapshot().request;
  }

  content(): TabContent {
    const { request, save } = this.#journal.snapshot();
    const { file, saved } = this.#status;
    // What is in the bin is not only here.
    const isKeptElsewhere = file === 'same' || file === 'binned';
    return {
      request,
      save,
      status: this.#status,
      isUnsaved: !isKeptElsewhere || this.#saysSomethingElse(request, saved),
      canTakeBack: this.#canTakeBack && file === 'same',
    };
  }

  /** Carries edits to main and follows the draft's file. @returns ends that; `run` may follow. */
  run(): () => void {
    const unsubscribe = this.#journal.subscribe(() => this.#onEdit());
    const stopJournal = this.#journal.run();
    this.#isFollowing = true;
    this.#watch();
    return () => {
      this.#isFollowing = false;
      unsubscribe();
      stopJournal();
      this.#stopWatch();
    };
  }

  edit(change: (request: HttpRequest) => HttpRequest): void {
    this.#journal.edit(change);
  }

  /** Resolves when main has all edits that were there by then. */
  flush(): Promise<void> {
    return this.#journal.flush();
  }

  /** Resolves when no edit is on its way to main. */
  settled(): Promise<void> {
    return this.#journal.settled();
  }

  /** Keeps what main does not have in the window's own memory, and sends it at once: the page goes. */
  putAway(): void {
    this.#keep();
    this.#journal.sendNow();
  }

  /**
   * Asks main for the draft again: for a connection that stands again, where main has forgotten that this window has it open, and
   * for what main may have told before this window listened. Never rejects.
   */
  reclaim(): Promise<void> {
    // One after the other: else main could give a copy to each.
    this.#reclaimed = this.#reclaimed.then(() => this.#reclaim());
    return this.#reclaimed;
  }

  async #reclaim(): Promise<void> {
    const journal = this.#journal;
    const origin = this.#origin;
    // Before main lets this window have it: what is sent from then on may be of before.
    origin.mayBeOthers();
    try {
      let stored = await this.#get();
      // Something was typed meanwhile, and does not know of it.
      if (journal.unacknowledged && stored.id === journal.id && origin.isOthers(stored))
        stored = await this.#get();
      if (stored.id === journal.id) {
        this.#take(stored);
        origin.opened(stored, journal.unacknowledged !== null);
      } else {
        // Another window has it by now, or has edited it: what is on the screen goes on in the copy that main gave.
        keepPending(journal.id, null);
        journal.moveTo(stored);
        origin.copied();
        if (this.#isFollowing) this.#watch();
        this.#onMoved();
      }
      this.#status = statusInStep(stored.status);
      this.#onChange();
      journal.sendNow();
    } catch (cause) {
      // The next connection asks again; until then edits are put as before.
      console.warn('The draft could not be opened again:', toMainProcessError(cause).message);
    }
  }

  /** Asks for the draft; for a copy of it where another window has edited it and main does not have this one's edits. */
  #get(): Promise<OpenedDraft> {
    const { id, unacknowledged } = this.#journal;
    return this.#client.drafts.get.mutate({ id, ...(unacknowledged && { marks: this.#origin.marks }) });
  }

  /** Writes the draft into its file. Rejects as `drafts.save` does. */
  async save(signal?: AbortSignal): Promise<void> {
    const { request, seen } = await this.#handOver();
    const before = this.#status;
    await this.#origin.write(request, () =>
      this.#client.drafts.save.mutate(seen, { ...(signal && { signal }) }),
    );
    // Main tells it too, and by now may have told more than that.
    if (this.#status !== before) return;
    this.#status = { ...before, saved: request, file: 'same', theirs: null };
    this.#origin.standOn([request]);
  }

  /** Makes a saved request of the draft. Rejects as `drafts.saveAs` does. */
  async saveAs(parentId: string, name: string): Promise<void> {
    const { request, seen } = await this.#handOver();
    await this.#origin.write(request, () => this.#client.drafts.saveAs.mutate({ ...seen, parentId, name }));
    // Which file it has by now, main tells better than the window could guess.
    this.#become(await this.#client.drafts.get.mutate({ id: seen.id }));
  }

  /** Ends a conflict with the file. Rejects as `drafts.resolve` does. */
  async resolve(keep: 'mine' | 'theirs' | 'both'): Promise<void> {
    const { request, seen } = await this.#handOver();
    const { file } = this.#status;
    this.#become(
      await this.#origin.write(request, () => this.#client.drafts.resolve.mutate({ ...seen, keep })),
    );
    this.#canTakeBack = keep === 'mine' && (file === 'changed' || file === 'broken');
  }

  /** Takes the overwriting of what others wrote back. Rejects as `drafts.takeBack` does. */
  async takeBack(): Promise<void> {
    const { seen } = await this.#handOver();
    this.#become(await this.#client.drafts.takeBack.mutate(seen));
    this.#canTakeBack = false;
  }

  /** The person has no need any more of what was overwritten. */
  dismissTakeBack(): void {
    this.#canTakeBack = false;
    this.#onChange();
  }

  /**
   * Resolves with the request that main has then, with all edits, and with what the person had seen of the draft. Rejects where
   * main is away: they go on to it, and what was to follow is not done late.
   */
  async #handOver(): Promise<{ request: HttpRequest; seen: { id: DraftId; marks: EditMarks } }> {
    const { marks } = this.#origin;
    await reachMain(this.#client);
    // Another window may have the draft, and this one goes on in a copy.
    await this.#reclaimed;
    const { request } = this;
    await this.flush();
    return { request, seen: { id: this.id, marks: this.#origin.since(marks) } };
  }

  /** Main has made something else of the draft because the person asked for it. */
  #become(stored: OpenedDraft): void {
    this.#status = statusInStep(stored.status);
    this.#take(stored);
    // What was typed meanwhile was made on what the draft was before, where that is another one now.
    if (this.#journal.revision >= stored.revision) this.#origin.standOn(savedIn(stored));
  }

  /** Takes the request that main has exchanged the draft's for. @returns whether nothing that was typed is in the way */
  #take(draft: Draft): boolean {
    const isTaken = this.#journal.replace({ ...draft, request: inStep(draft.request) });
    this.#hasPassedOver = !isTaken && draft.revision > this.#journal.revision;
    return isTaken;
  }

  #put(edit: Draft): Promise<{ revision: number }> {
    // What is kept of it says the mark that main gets: where the window ends before the answer, that is to be known as its own.
    if (this.#hasKept) this.#keep();
    return this.#origin.put(edit, (described) => this.#client.drafts.put.mutate(described));
  }

  #watch(): void {
    this.#stopWatch();
    const subscription = this.#client.drafts.watch.subscribe(
      { id: this.id },
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
    const before = this.#status.saved;
    this.#status = statusInStep(status);
    const { saved } = this.#status;
    if (!reload && saved && before && !isSameRequest(saved, before)) {
      // The file has been read anew, which main may have told before this window listened; or it is this draft's own save.
      if (isSameRequest(saved, this.request)) this.#origin.standOn(savedIn({ status }));
      else void this.reclaim();
    } else if (reload && reload.id === this.id) {
      // Where an edit is on its way main brings back what it was made on, and tells of a conflict where there is one.
      if (this.#take(reload)) this.#origin.standOn(savedIn({ status }));
    }
    this.#onChange();
  }

  #onEdit(): void {
    // While main takes edits they are safer there; the window keeps them where main does not, and when it goes.
    if (this.#journal.snapshot().save.kind !== 'saving') this.#keep();
    if (this.#hasPassedOver && this.#journal.unacknowledged === null) {
      // Main had that edit before it exchanged the request, or has brought back what it was made on: it says which.
      this.#hasPassedOver = false;
      void this.reclaim();
    }
    this.#onChange();
  }

  #keep(): void {
    const edit = this.#journal.unacknowledged;
    if (edit || this.#hasKept) keepPending(this.id, edit && this.#origin.describe(edit));
    this.#hasKept = edit !== null;
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
