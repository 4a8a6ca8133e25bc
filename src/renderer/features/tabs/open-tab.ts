import type { TRPCClient } from '@trpc/client';
import type { OpenedDraft } from '#router/contracts/draft.ts';
import type { DraftId, SendId } from '#router/contracts/ids.ts';
import type { HttpRequest } from '#router/contracts/request.ts';
import type { Tab } from '#router/contracts/tabs.ts';
import type { AppRouter } from '#router/index.ts';
import { type MainProcessError, toMainProcessError } from '../../trpc/main-process-error.ts';
import { randomId } from '../../ui/random-id.ts';
import { keepPending, pendingOf } from '../drafts/pending-edits.ts';
import { type TabContent, TabDraft } from './tab-draft.ts';
import { Waits } from './waits.ts';

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

/** What a new draft is a copy of. */
export interface CopyOf {
  readonly request: HttpRequest;
  /** The draft that says so, whose variables, headers and auth the copy has; undefined where there is none. */
  readonly beside: DraftId | undefined;
}

export interface OpenTabOptions {
  readonly client: TRPCClient<AppRouter>;
  readonly tab: Tab;
  /** For a new draft that is not to begin empty. */
  readonly copyOf?: CopyOf | undefined;
  /** Told when what the strip keeps of the tab has changed. */
  readonly onMoved: () => void;
}

/** One tab: the draft that is edited in it, and the send whose response it shows. Lives for as long as it is open. */
export class OpenTab {
  /** Names the tab in this window: its draft's id may change. */
  readonly key = randomId();
  /** Files on their way to main, each of which tells in the end whether main has it. */
  readonly uploads = new Set<Promise<boolean>>();
  /** What main does with its file just now. */
  readonly waits = new Waits();
  readonly #client: OpenTabOptions['client'];
  readonly #onMoved: () => void;
  readonly #askedFor: DraftId;
  /** What is to stand in a new draft, until main has told it. */
  #copyOf: CopyOf | undefined;
  readonly #listeners = new Set<() => void>();
  #sendId: SendId | null;
  #draft: TabDraft | null = null;
  #openError: MainProcessError | null = null;
  #problem: MainProcessError | null = null;
  #opening: Promise<void> | null = null;
  #wantsFocus = false;
  #pastSends = 0;
  #isRunning = false;
  #stopDraft: () => void = () => undefined;
  #snapshot: TabSnapshot = { content: null, openError: null, problem: null, pastSends: 0 };

  constructor({ client, tab, copyOf, onMoved }: OpenTabOptions) {
    this.#client = client;
    this.#askedFor = tab.draftId;
    this.#copyOf = copyOf;
    this.#sendId = tab.sendId;
    this.#onMoved = onMoved;
  }

  get draftId(): DraftId {
    return this.#draft?.id ?? this.#askedFor;
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

  /** The response is needed no more. A send that runs is cancelled: nobody could see it, or stop it. */
  releaseSend(): void {
    if (this.#sendId === null) return;
    this.#client.requests.release.mutate({ id: this.#sendId }).catch((cause: unknown) => {
      // Main lets go of it with the window at the latest.
      console.warn('A response is kept for longer than it is needed:', toMainProcessError(cause).message);
    });
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
    this.#runDraft();
    return () => {
      this.#isRunning = false;
      this.#stopDraft();
    };
  };

  /** Asks main for the draft, unless it is here. Never rejects: a failure is part of the state, and may be tried again. */
  open(): Promise<void> {
    if (this.#draft) return Promise.resolve();
    this.#opening ??= this.#ask().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  /** Takes a draft that main has told for this tab. */
  take(stored: OpenedDraft): void {
    if (this.#draft) return;
    this.#draft = new TabDraft({
      client: this.#client,
      askedFor: this.#askedFor,
      stored,
      onChange: () => this.#tell(),
      onMoved: this.#onMoved,
    });
    this.#openError = null;
    if (this.#draft.id !== this.#askedFor) this.#onMoved();
    if (this.#isRunning) this.#runDraft();
    if (this.#copyOf) {
      const { request } = this.#copyOf;
      this.#copyOf = undefined;
      this.#draft.edit(() => request);
    }
    this.#tell();
  }

  /** Takes an edit up. Nothing happens where the draft is not here yet. */
  readonly edit = (change: (request: HttpRequest) => HttpRequest): void => this.#draft?.edit(change);

  /** The request as it is at the time of the call. */
  get request(): HttpRequest | null {
    return this.#draft?.request ?? null;
  }

  /** Resolves when main has all edits that were there by then. */
  async flush(): Promise<void> {
    await this.#draft?.flush();
  }

  /** Keeps what main does not have in the window's own memory, and sends it at once: the page goes. */
  putAway(): void {
    this.#draft?.putAway();
    if (this.#copyOf)
      keepPending(this.#askedFor, { id: this.#askedFor, revision: 1, request: this.#copyOf.request });
  }

  /** For a connection that stands again: main has forgotten that this window has the draft open. */
  reclaim(): Promise<void> {
    return this.#draft ? this.#draft.reclaim() : this.open();
  }

  /** Writes the draft into its file. @returns whether that was done; else the state says why not. */
  save(): Promise<boolean> {
    return this.#attempt((draft) =>
      this.waits.run('saving', { draftId: draft.id }, (signal) => draft.save(signal)),
    );
  }

  /** Makes a saved request of the draft. @returns whether that was done. */
  saveAs(parentId: string, name: string): Promise<boolean> {
    return this.#toEnd((draft) => draft.saveAs(parentId, name));
  }

  /** Ends a conflict. @returns whether that was done. */
  resolve(keep: 'mine' | 'theirs' | 'both'): Promise<boolean> {
    return this.#toEnd((draft) => draft.resolve(keep));
  }

  /** Takes the overwriting of what others wrote back. @returns whether that was done. */
  takeBack(): Promise<boolean> {
    return this.#toEnd((draft) => draft.takeBack());
  }

  /** The person has no need any more of what was overwritten. */
  readonly dismissTakeBack = (): void => this.#draft?.dismissTakeBack();

  /** Throws the draft away: the person was asked, or there is nothing in it. Only after `run` has been ended. */
  async discard(): Promise<void> {
    // An edit that came after would make it anew.
    await this.#draft?.settled();
    await this.#client.drafts.discard.mutate({ id: this.draftId });
    keepPending(this.draftId, null);
  }

  readonly dismissProblem = (): void => {
    this.#problem = null;
    this.#tell();
  };

  async #ask(): Promise<void> {
    this.#openError = null;
    this.#tell();
    try {
      const beside = this.#copyOf?.beside;
      const id = this.#askedFor;
      const marks = pendingOf(id)?.marks;
      const asked = { id, ...(beside !== undefined && { beside }), ...(marks && { marks }) };
      const stored = await this.waits.run('opening', { draftId: id }, async (signal) => {
        const told = await this.#client.drafts.get.mutate(asked, { signal });
        const pending = pendingOf(id);
        if (pending?.id !== told.id || pending.revision >= told.revision) return told;
        // It may be of before main followed the file: main brings back what it was made on. What is outdated it leaves aside.
        await this.#client.drafts.put.mutate(pending, { signal });
        return this.#client.drafts.get.mutate(asked, { signal });
      });
      this.take(stored);
    } catch (cause) {
      this.#openError = toMainProcessError(cause);
      this.#tell();
    }
  }

  /** As `#attempt`, of what takes as long as a save and is not given up halfway. */
  #toEnd(work: (draft: TabDraft) => Promise<void>): Promise<boolean> {
    return this.#attempt((draft) => this.waits.runToEnd('saving', { draftId: draft.id }, () => work(draft)));
  }

  async #attempt(work: (draft: TabDraft) => Promise<void>): Promise<boolean> {
    if (!this.#draft) return false;
    this.#problem = null;
    try {
      await work(this.#draft);
    } catch (cause) {
      this.#problem = toMainProcessError(cause);
    }
    this.#tell();
    return this.#problem === null;
  }

  #runDraft(): void {
    if (this.#draft) this.#stopDraft = this.#draft.run();
  }

  #tell(): void {
    this.#snapshot = {
      content: this.#draft?.content() ?? null,
      openError: this.#openError,
      problem: this.#problem,
      pastSends: this.#pastSends,
    };
    for (const listener of this.#listeners) listener();
  }
}
