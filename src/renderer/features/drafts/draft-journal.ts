import type { Draft } from '#router/contracts/draft.ts';
import type { HttpRequest } from '#router/contracts/request.ts';

/** How safe the newest edit is: on main's disk, on its way there, or not accepted for now (and tried again). */
export type SaveState =
  | { readonly kind: 'saved' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface JournalSnapshot {
  readonly request: HttpRequest;
  readonly save: SaveState;
}

export interface DraftJournalOptions {
  /** The draft as it is edited from now on. */
  readonly draft: Draft;
  /** The revision that main has on disk. */
  readonly acknowledged: number;
  /** Resolves when main has the edit on disk, with the revision that it holds now. */
  readonly put: (draft: Draft) => Promise<{ revision: number }>;
}

/** An edit waits this long for others to join it, in milliseconds. */
export const gatherMs = 150;
const firstRetryMs = 500;
const lastRetryMs = 5000;

/**
 * Carries edits of one draft to main: one put in flight, the newest edit next, and again after a failure until main has
 * it. What main has not acknowledged can be asked for at any moment. Nothing is ever taken back from the person.
 */
export class DraftJournal {
  readonly #put: DraftJournalOptions['put'];
  readonly #listeners = new Set<() => void>();
  #draft: Draft;
  #acknowledged: number;
  #inFlight: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #retryMs = firstRetryMs;
  #running = false;
  #snapshot: JournalSnapshot;

  constructor({ draft, acknowledged, put }: DraftJournalOptions) {
    this.#draft = draft;
    this.#acknowledged = acknowledged;
    this.#put = put;
    this.#snapshot = { request: draft.request, save: { kind: this.#isBehind ? 'saving' : 'saved' } };
  }

  /** Starts to send edits, with what main did not have at the last close. @returns ends the timers; `run` may follow. */
  readonly run = (): (() => void) => {
    this.#running = true;
    if (this.#isBehind && this.#inFlight === null) this.#schedule(0);
    return () => {
      this.#running = false;
      this.#clearTimer();
    };
  };

  get id(): string {
    return this.#draft.id;
  }

  get revision(): number {
    return this.#draft.revision;
  }

  /** The newest edit, where main has not acknowledged it; else null. */
  get unacknowledged(): Draft | null {
    return this.#isBehind ? this.#draft : null;
  }

  /** The present state; a new object after each change and only then. */
  readonly snapshot = (): JournalSnapshot => this.#snapshot;

  /** @returns stops the calls. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Takes an edit up; it is on its way to main within `gatherMs`, or when the put in flight has ended. */
  readonly edit = (change: (request: HttpRequest) => HttpRequest): void => {
    const request = change(this.#draft.request);
    if (request === this.#draft.request) return;
    this.#draft = { ...this.#draft, request, revision: this.#draft.revision + 1 };
    const { save } = this.#snapshot;
    this.#tell(save.kind === 'failed' ? save : { kind: 'saving' });
    if (this.#timer === null && this.#inFlight === null) this.#schedule(gatherMs);
  };

  /** As `sendNow`; resolves when main has all that was there by then. Rejects as `put` does. */
  async flush(): Promise<void> {
    this.#retryMs = firstRetryMs;
    const revision = this.#draft.revision;
    while (this.#acknowledged < revision) {
      this.#clearTimer();
      await (this.#inFlight ?? this.#start());
      const { save } = this.#snapshot;
      if (save.kind === 'failed') throw save.error;
    }
  }

  /** Resolves when no put is under way. */
  async settled(): Promise<void> {
    await this.#inFlight;
  }

  /** Sends what main does not have at once, without waiting for its turn: main is back, or the page goes. */
  sendNow(): void {
    this.#retryMs = firstRetryMs;
    if (!this.#isBehind || this.#inFlight !== null) return;
    this.#clearTimer();
    void this.#start();
  }

  /**
   * Goes on as another draft: main has given this window a copy, since another window has the first one open by now.
   * What is on the screen goes there.
   */
  moveTo({ id, revision }: Draft): void {
    this.#draft = { ...this.#draft, id, revision: revision + 1 };
    this.#acknowledged = revision;
    this.#tell({ kind: 'saving' });
  }

  /** Takes what main has by now, where nothing that the person typed would go with it. @returns whether it did. */
  replace(draft: Draft): boolean {
    if (this.#isBehind || draft.revision <= this.#draft.revision) return false;
    this.#draft = draft;
    this.#acknowledged = draft.revision;
    this.#tell({ kind: 'saved' });
    return true;
  }

  get #isBehind(): boolean {
    return this.#acknowledged < this.#draft.revision;
  }

  #schedule(delayMs: number): void {
    if (!this.#running) return;
    this.#clearTimer();
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#inFlight === null) void this.#start();
    }, delayMs);
  }

  #clearTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Puts the newest edit. Never rejects: a failure is the state that the person sees, and a retry. */
  #start(): Promise<void> {
    const sent = this.#draft;
    const put = this.#put(sent).then(
      ({ revision }) => this.#accept(sent, revision),
      (error: unknown) => this.#fail(sent, error),
    );
    this.#inFlight = put;
    return put;
  }

  #accept(sent: Draft, revision: number): void {
    this.#inFlight = null;
    this.#retryMs = firstRetryMs;
    if (sent.id !== this.#draft.id) {
      // Of the draft before `moveTo`: what is on the screen has yet to be put where it belongs now.
    } else if (revision > sent.revision) {
      // Another window got ahead of this one, and main ignored the edit: it is made the newest, not lost.
      this.#draft = { ...this.#draft, revision: Math.max(this.#draft.revision, revision) + 1 };
    } else {
      this.#acknowledged = sent.revision;
    }
    this.#tell({ kind: this.#isBehind ? 'saving' : 'saved' });
    if (this.#isBehind) this.#schedule(0);
  }

  #fail(sent: Draft, error: unknown): void {
    this.#inFlight = null;
    if (sent.id !== this.#draft.id) {
      // Nor does it say anything of the draft that this one goes on as.
      this.#schedule(0);
      return;
    }
    this.#tell({ kind: 'failed', error });
    this.#schedule(this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs);
  }

  #tell(save: SaveState): void {
    this.#snapshot = { request: this.#draft.request, save };
    for (const listener of this.#listeners) listener();
  }
}
