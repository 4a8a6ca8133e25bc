import type { SaveState } from '../drafts/draft-journal.ts';
import type { UnsavedSource } from '../drafts/unsaved-edits.ts';

export interface SavedSnapshot<TValue> {
  readonly value: TValue;
  readonly save: SaveState;
  /** Something was typed that can't stand in the file yet: a line without a name. */
  readonly isPartial: boolean;
}

export interface SavedAsTypedOptions<TValue> {
  /** As the file has it. */
  readonly value: TValue;
  /** Resolves when the file has the change from `before` to `after`. */
  readonly put: (before: TValue, after: TValue) => Promise<void>;
  /** Asks main to tell once more what the file says: something was told while edits were on their way. */
  readonly askAgain: () => void;
  /** Whether a file would say the same. */
  readonly isSame: (one: TValue, other: TValue) => boolean;
  /** What of it can stand in the file by now. */
  readonly storable: (value: TValue, stored: TValue) => TValue;
  /** What main has told, with what the person sees it by: its lines keep their ids. */
  readonly adopted: (told: TValue, shown: TValue) => TValue;
  /** What the file says next, with what `storable` leaves out of what is shown. */
  readonly withLeftOut?: (next: TValue, shown: TValue, stored: TValue) => TValue;
  /** Whether `storable` leaves something out that would be missed. */
  readonly isPartial?: (value: TValue, stored: TValue) => boolean;
}

const partialWords = 'A line has no name; it is saved when it has one.';

/** An edit waits this long for others to join it, in milliseconds. */
export const gatherMs = 300;

/**
 * What a person edits without a button to save it, on its way into a file: one put in flight, the newest next. What main tells
 * of the file meanwhile does not disturb what is typed. A failed put is repeated with the next edit, when main tells something
 * again, or when it is asked for.
 */
export class SavedAsTyped<TValue> implements UnsavedSource {
  readonly #options: SavedAsTypedOptions<TValue>;
  readonly #listeners = new Set<() => void>();
  /** What the file has, as far as it is known here. */
  #stored: TValue;
  #inFlight: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #missed: { readonly value: TValue } | null = null;
  #snapshot: SavedSnapshot<TValue>;
  #isGivenUp = false;

  constructor(options: SavedAsTypedOptions<TValue>) {
    this.#options = options;
    this.#stored = options.value;
    this.#snapshot = { value: options.value, save: { kind: 'saved' }, isPartial: false };
  }

  readonly snapshot = (): SavedSnapshot<TValue> => this.#snapshot;

  /** @returns stops the calls. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly safety = (): SaveState => {
    const { save, isPartial } = this.#snapshot;
    if (this.#isGivenUp) return { kind: 'saved' };
    return save.kind === 'saved' && isPartial ? { kind: 'failed', error: new Error(partialWords) } : save;
  };

  readonly edit = (change: (value: TValue) => TValue): void => {
    this.#tell(change(this.#snapshot.value), { kind: 'saving' });
    this.#clearTimer();
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#inFlight === null) void this.#start();
    }, gatherMs);
  };

  /** Main tells what the file says. */
  told(value: TValue): void {
    const storable = this.#storable();
    const isFailed = this.#snapshot.save.kind === 'failed' && this.#inFlight === null;
    if (isFailed && this.#options.isSame(value, storable)) {
      // It was put all the same, and only the answer was lost.
      this.#stored = storable;
      this.#tell(this.#snapshot.value, { kind: 'saved' });
      return;
    }
    if (this.#isBehind || this.#inFlight !== null) {
      this.#missed = { value };
      this.retry();
      return;
    }
    if (this.#options.isSame(value, this.#stored)) return;
    const { withLeftOut = (next: TValue) => next } = this.#options;
    const before = this.#stored;
    this.#stored = this.#options.adopted(value, storable);
    this.#tell(withLeftOut(this.#stored, this.#snapshot.value, before), { kind: 'saved' });
  }

  readonly retry = (): void => {
    if (this.#snapshot.save.kind === 'failed' && this.#inFlight === null) void this.putNow();
  };

  /** Puts what is not in the file yet, at once. Rejects as `put` does; what is typed stays. */
  readonly flush = async (): Promise<void> => {
    while (this.#inFlight !== null || this.#isBehind) {
      this.#clearTimer();
      await (this.#inFlight ?? this.#start());
      const { save } = this.#snapshot;
      if (save.kind === 'failed') throw save.error;
    }
  };

  readonly settle = async (): Promise<void> => {
    await this.flush();
    if (this.#snapshot.isPartial && !this.#isGivenUp) throw new Error(partialWords);
  };

  readonly giveUp = (): void => {
    this.#clearTimer();
    this.#isGivenUp = true;
    this.#tell(this.#snapshot.value, this.#snapshot.save);
  };

  /** The timer's end: what is not put yet is put now. Resolves when that has ended, whatever came of it. */
  async putNow(): Promise<void> {
    this.#clearTimer();
    await (this.#inFlight ?? (this.#isBehind ? this.#start() : null));
  }

  get #isBehind(): boolean {
    return !this.#isGivenUp && !this.#options.isSame(this.#storable(), this.#stored);
  }

  #storable(): TValue {
    return this.#options.storable(this.#snapshot.value, this.#stored);
  }

  #clearTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Never rejects: a failure is the state that the person sees. */
  #start(): Promise<void> {
    const sent = this.#storable();
    if (this.#options.isSame(sent, this.#stored)) {
      this.#tell(this.#snapshot.value, { kind: 'saved' });
      return Promise.resolve();
    }
    const put = this.#options.put(this.#stored, sent).then(
      () => this.#accept(sent),
      (error: unknown) => {
        this.#inFlight = null;
        this.#tell(this.#snapshot.value, { kind: 'failed', error });
      },
    );
    this.#inFlight = put;
    return put;
  }

  #accept(sent: TValue): void {
    this.#inFlight = null;
    this.#stored = sent;
    if (this.#isBehind) {
      if (this.#timer === null) void this.#start();
      return;
    }
    this.#tell(this.#snapshot.value, { kind: 'saved' });
    // What was told may be older than what was put, or have somebody else's change in it.
    const missed = this.#missed;
    this.#missed = null;
    if (missed && !this.#options.isSame(missed.value, sent)) this.#options.askAgain();
  }

  #tell(value: TValue, save: SaveState): void {
    const isPartial = this.#options.isPartial?.(value, this.#stored) ?? false;
    this.#snapshot = { value, save, isPartial };
    for (const listener of this.#listeners) listener();
  }
}
