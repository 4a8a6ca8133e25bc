import type { TabStrip } from '#router/contracts/tabs.ts';
import { toMainProcessError } from '../../trpc/main-process-error.ts';
import { rememberStrip } from './strip-memory.ts';

const firstRetryMs = 500;
const lastRetryMs = 5000;

export interface StripJournalOptions {
  readonly strip: TabStrip;
  /** The revision that main has; -1 where it has none of it. */
  readonly acknowledged: number;
  readonly put: (strip: TabStrip) => Promise<{ revision: number }>;
}

/** Carries the window's list of tabs to main: one put in flight, the newest list next, and again after a failure. */
export class StripJournal {
  readonly #put: StripJournalOptions['put'];
  #strip: TabStrip;
  #acknowledged: number;
  #inFlight: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #retryMs = firstRetryMs;
  #failure: Error | null = null;

  constructor({ strip, acknowledged, put }: StripJournalOptions) {
    this.#strip = strip;
    this.#acknowledged = acknowledged;
    this.#put = put;
    rememberStrip(strip);
  }

  get id(): string {
    return this.#strip.id;
  }

  /** Sends what main does not have, now and after each change. @returns ends that; `run` may follow. */
  readonly run = (): (() => void) => {
    this.sendNow();
    return () => this.#clearTimer();
  };

  change(tabs: TabStrip['tabs'], active: TabStrip['active']): void {
    this.#strip = { ...this.#strip, tabs, active, revision: this.#strip.revision + 1 };
    rememberStrip(this.#strip);
    this.sendNow();
  }

  /** Goes on under another id: another window has the first one open by now. */
  moveTo({ id, revision }: TabStrip): void {
    this.#strip = { ...this.#strip, id, revision: revision + 1 };
    this.#acknowledged = revision;
    rememberStrip(this.#strip);
    this.sendNow();
  }

  /** Sends what main does not have at once: main is back, or the page goes. */
  sendNow(): void {
    if (this.#isBehind && this.#inFlight === null) void this.#start();
  }

  /** Resolves when main has all that was there by then. Rejects as `put` does. */
  async flush(): Promise<void> {
    const { revision, id } = this.#strip;
    while (this.#strip.id === id && this.#acknowledged < revision) {
      await (this.#inFlight ?? this.#start());
      if (this.#failure !== null) throw this.#failure;
    }
  }

  get #isBehind(): boolean {
    return this.#acknowledged < this.#strip.revision;
  }

  #clearTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #start(): Promise<void> {
    this.#clearTimer();
    const sent = this.#strip;
    this.#inFlight = this.#put(sent).then(
      ({ revision }) => this.#accept(sent, revision),
      (error: unknown) => this.#fail(error),
    );
    return this.#inFlight;
  }

  #accept(sent: TabStrip, revision: number): void {
    this.#inFlight = null;
    this.#failure = null;
    this.#retryMs = firstRetryMs;
    if (sent.id === this.#strip.id) {
      if (revision > sent.revision) {
        // Main has a newer list that this window knows nothing of, such as after a restored backup: this one counts.
        this.#strip = { ...this.#strip, revision: Math.max(this.#strip.revision, revision) + 1 };
      } else {
        this.#acknowledged = sent.revision;
      }
    }
    this.sendNow();
  }

  #fail(error: unknown): void {
    this.#inFlight = null;
    const failure = toMainProcessError(error);
    this.#failure = failure;
    const { message, isConnectionLost, isClientClosed } = failure;
    // What is not on disk is in the window's own memory; the person can do nothing about it here.
    if (!isConnectionLost) console.warn('The list of tabs could not be kept:', message);
    if (isClientClosed) return;
    this.#timer = setTimeout(() => this.sendNow(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, lastRetryMs);
  }
}
