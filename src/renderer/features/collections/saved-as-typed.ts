import type { SaveState } from '../drafts/draft-journal.ts';
import type { UnsavedSource } from '../drafts/unsaved-edits.ts';

export interface SavedSnapshot<TValue> {
  readonly value: TValue;
  readonly save: SaveState;
  /** Something was typed that can't stand in the file yet: a line without a name. */
  readonly isPartial: boolean;
  /** In words, what others have changed as well: the file says theirs until the person has chosen. */
  readonly elsewhere: readonly string[];
}

/** What came of a put where others had changed some of it as well. */
export interface PutBesideOthers<TValue> {
  /** What was put, with what others wrote. */
  readonly value: TValue;
  /** Names what of it is theirs. */
  readonly parts: ReadonlySet<string>;
}

/** How parts of a value, which have names, are exchanged. */
export interface PartsOf<TValue> {
  /** `value` with the parts as `other` has them, where both have them. */
  readonly exchanged: (value: TValue, other: TValue, parts: ReadonlySet<string>) => TValue;
  /** `value` with the lines that it lacks and that have parts in `shown`: others have removed them. */
  readonly withLines: (value: TValue, shown: TValue, parts: ReadonlySet<string>) => TValue;
  /** What the parts say, for people. */
  readonly words: (value: TValue, parts: ReadonlySet<string>) => readonly string[];
}

export interface SavedAsTypedOptions<TValue> {
  /** As the file has it. */
  readonly value: TValue;
  /** Resolves when the file has the change from `before` to `after`; null where it has all of it. */
  readonly put: (before: TValue, after: TValue) => Promise<PutBesideOthers<TValue> | null>;
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
  /** Where others may change the same. */
  readonly partsOf?: PartsOf<TValue>;
}

const none: ReadonlySet<string> = new Set();
const partialWords = 'A line has no name; it is saved when it has one.';

/** An edit waits this long for others to join it, in milliseconds. */
export const gatherMs = 300;

/**
 * What a person edits without a button to save it, on its way into a file: one put in flight, the newest next. What main tells
 * of the file meanwhile does not disturb what is typed. What others have changed as well waits for the person to choose: it is
 * shown as typed, and the file says theirs. A failed put is repeated with the next edit, when main tells something
 * again, or when it is asked for.
 */
export class SavedAsTyped<TValue> implements UnsavedSource {
  readonly #options: SavedAsTypedOptions<TValue>;
  readonly #listeners = new Set<() => void>();
  /** What the file has, as far as it is known here. */
  #stored: TValue;
  #inFlight: Promise<void> | null = null;
  /** What is put in flight, or was last. */
  #sent: TValue;
  #timer: ReturnType<typeof setTimeout> | null = null;
  /** What others have changed as well, until the person has chosen. */
  #undecided = none;
  /** What was put without an answer: the file may say it. */
  #unanswered: TValue | null = null;
  #missed: { readonly value: TValue } | null = null;
  #snapshot: SavedSnapshot<TValue>;
  #isGivenUp = false;

  constructor(options: SavedAsTypedOptions<TValue>) {
    this.#options = options;
    this.#stored = options.value;
    this.#sent = options.value;
    this.#snapshot = { value: options.value, save: { kind: 'saved' }, isPartial: false, elsewhere: [] };
  }

  readonly snapshot = (): SavedSnapshot<TValue> => this.#snapshot;

  /** @returns stops the calls. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly safety = (): SaveState => {
    const { save } = this.#snapshot;
    if (this.#isGivenUp) return { kind: 'saved' };
    const waiting = this.#waiting;
    return save.kind === 'saved' && waiting !== null ? { kind: 'failed', error: new Error(waiting) } : save;
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
    const put = [storable, this.#unanswered].find((one) => one !== null && this.#options.isSame(value, one));
    if (isFailed && put) {
      // It was put all the same, and only the answer was lost.
      this.#stored = put;
      this.#unanswered = null;
    }
    if (isFailed && put && !this.#isBehind) {
      this.#tell(this.#snapshot.value, { kind: 'saved' });
      return;
    }
    if (this.#isBehind || this.#inFlight !== null) {
      this.#missed = { value };
      this.retry();
      return;
    }
    if (this.#options.isSame(value, this.#stored)) return;
    const { withLeftOut = (next: TValue) => next, partsOf } = this.#options;
    const before = this.#stored;
    const { value: shown } = this.#snapshot;
    this.#stored = this.#options.adopted(value, storable);
    const next = withLeftOut(this.#stored, shown, before);
    if (!partsOf || this.#undecided.size === 0) {
      this.#tell(next, { kind: 'saved' });
      return;
    }
    const mine = partsOf.exchanged(next, shown, this.#undecided);
    this.#tell(partsOf.withLines(mine, shown, this.#undecided), { kind: 'saved' });
    this.#putRest();
  }

  /** The person has chosen between what is typed and what others have written to the same places. */
  readonly choose = (keep: 'mine' | 'theirs'): void => {
    const { partsOf } = this.#options;
    const { value, save } = this.#snapshot;
    const chosen =
      partsOf && keep === 'theirs' ? partsOf.exchanged(value, this.#stored, this.#undecided) : value;
    this.#undecided = none;
    this.#tell(chosen, save);
    this.#putRest();
  };

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
    if (this.#waiting !== null && !this.#isGivenUp) throw new Error(this.#waiting);
  };

  readonly giveUp = (): void => {
    this.#clearTimer();
    this.#isGivenUp = true;
    this.#tell(this.#snapshot.value, this.#snapshot.save);
  };

  /** The page goes: what is typed goes to main right behind what is on its way, without waiting for what comes of that. */
  putAway(): void {
    if (this.#inFlight === null) {
      void this.putNow();
      return;
    }
    const value = this.#storable();
    if (this.#isGivenUp || this.#options.isSame(value, this.#sent)) return;
    this.#options.put(this.#sent, value).catch((cause: unknown) => {
      // Where the page stays, it is put once more.
      console.warn('An edit was not saved as the page went:', cause);
    });
  }

  /** The timer's end: what is not put yet is put now. Resolves when that has ended, whatever came of it. */
  async putNow(): Promise<void> {
    this.#clearTimer();
    await (this.#inFlight ?? (this.#isBehind ? this.#start() : null));
  }

  get #isBehind(): boolean {
    return !this.#isGivenUp && !this.#options.isSame(this.#storable(), this.#stored);
  }

  /** Why something can't be put as it stands, though nothing has failed; null where all can be. */
  get #waiting(): string | null {
    const { isPartial, elsewhere } = this.#snapshot;
    if (elsewhere.length > 0)
      return `Others have changed the same: ${elsewhere.join(', ')}. Choose what to keep.`;
    return isPartial ? partialWords : null;
  }

  #storable(): TValue {
    const { storable, partsOf } = this.#options;
    const value = storable(this.#snapshot.value, this.#stored);
    return partsOf?.exchanged(value, this.#stored, this.#undecided) ?? value;
  }

  #clearTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Puts what something else than typing has made to differ from the file. */
  #putRest(): void {
    if (!this.#isBehind) return;
    this.#tell(this.#snapshot.value, { kind: 'saving' });
    void this.putNow();
  }

  /** Never rejects: a failure is the state that the person sees. */
  #start(): Promise<void> {
    const sent = this.#storable();
    if (this.#options.isSame(sent, this.#stored)) {
      this.#tell(this.#snapshot.value, { kind: 'saved' });
      return Promise.resolve();
    }
    this.#sent = sent;
    const put = this.#options.put(this.#stored, sent).then(
      (besideOthers) => this.#accept(sent, besideOthers),
      (error: unknown) => {
        this.#inFlight = null;
        this.#unanswered = sent;
        this.#tell(this.#snapshot.value, { kind: 'failed', error });
      },
    );
    this.#inFlight = put;
    return put;
  }

  #accept(sent: TValue, besideOthers: PutBesideOthers<TValue> | null): void {
    this.#inFlight = null;
    this.#stored = besideOthers?.value ?? sent;
    if (besideOthers && !this.#isOwn(besideOthers)) {
      this.#undecided = new Set([...this.#undecided, ...besideOthers.parts]);
      this.#tell(this.#snapshot.value, { kind: 'saving' });
    }
    this.#unanswered = null;
    if (this.#isBehind) {
      if (this.#timer === null) void this.#start();
      return;
    }
    this.#tell(this.#snapshot.value, { kind: 'saved' });
    // What was told may be older than what was put, or have somebody else's change in it.
    const missed = this.#missed;
    this.#missed = null;
    if (missed && !this.#options.isSame(missed.value, this.#stored)) this.#options.askAgain();
  }

  /** Whether it was this person who wrote it, and only the answer was lost. */
  #isOwn({ value, parts }: PutBesideOthers<TValue>): boolean {
    const { partsOf, isSame } = this.#options;
    if (!partsOf || this.#unanswered === null) return false;
    return isSame(partsOf.exchanged(value, this.#unanswered, parts), value);
  }

  #tell(value: TValue, save: SaveState): void {
    const { isPartial, isSame, partsOf } = this.#options;
    const stored = this.#stored;
    if (partsOf) {
      const differs = (part: string) => !isSame(partsOf.exchanged(value, stored, new Set([part])), value);
      this.#undecided = new Set([...this.#undecided].filter(differs));
    }
    this.#snapshot = {
      value,
      save,
      isPartial: isPartial?.(value, stored) ?? false,
      elsewhere: partsOf?.words(stored, this.#undecided) ?? [],
    };
    for (const listener of this.#listeners) listener();
  }
}
