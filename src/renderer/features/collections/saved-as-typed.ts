export type SaveState =
  | { readonly kind: 'saved' | 'saving' }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface SavedSnapshot<TValue> {
  readonly value: TValue;
  readonly save: SaveState;
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
}

/** An edit waits this long for others to join it, in milliseconds. */
export const gatherMs = 300;

/**
 * What a person edits without a button to save it, on its way into a file: one put in flight, the newest next. What main tells
 * of the file meanwhile does not disturb what is typed. A failed put is repeated with the next edit, or when it is asked for.
 */
export class SavedAsTyped<TValue> {
  readonly #options: SavedAsTypedOptions<TValue>;
  readonly #listeners = new Set<() => void>();
  /** What the file has, as far as it is known here. */
  #stored: TValue;
  #inFlight: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #missed: { readonly value: TValue } | null = null;
  #snapshot: SavedSnapshot<TValue>;

  constructor(options: SavedAsTypedOptions<TValue>) {
    this.#options = options;
    this.#stored = options.value;
    this.#snapshot = { value: options.value, save: { kind: 'saved' } };
  }

  readonly snapshot = (): SavedSnapshot<TValue> => this.#snapshot;

  /** @returns stops the calls. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly edit = (change: (value: TValue) => TValue): void => {
    this.#tell({ value: change(this.#snapshot.value), save: { kind: 'saving' } });
    this.#clearTimer();
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#inFlight === null) void this.#start();
    }, gatherMs);
  };

  /** Main tells what the file says. */
  told(value: TValue): void {
    if (this.#isBehind || this.#inFlight !== null) {
      this.#missed = { value };
      return;
    }
    if (this.#options.isSame(value, this.#stored)) return;
    this.#stored = this.#options.adopted(value, this.#snapshot.value);
    this.#tell({ value: this.#stored, save: { kind: 'saved' } });
  }

  /** Puts what is not in the file yet, at once. Rejects as `put` does; what is typed stays. */
  readonly flush = async (): Promise<void> => {
    while (this.#inFlight !== null || this.#isBehind) {
      this.#clearTimer();
      await (this.#inFlight ?? this.#start());
      const { save } = this.#snapshot;
      if (save.kind === 'failed') throw save.error;
    }
  };

  /** The timer's end. What is not put yet is put now. */
  close(): void {
    this.#clearTimer();
    if (this.#isBehind && this.#inFlight === null) void this.#start();
  }

  get #isBehind(): boolean {
    return !this.#options.isSame(this.#storable(), this.#stored);
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
      this.#tell({ ...this.#snapshot, save: { kind: 'saved' } });
      return Promise.resolve();
    }
    const put = this.#options.put(this.#stored, sent).then(
      () => this.#accept(sent),
      (error: unknown) => {
        this.#inFlight = null;
        this.#tell({ ...this.#snapshot, save: { kind: 'failed', error } });
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
    this.#tell({ ...this.#snapshot, save: { kind: 'saved' } });
    // What was told may be older than what was put, or have somebody else's change in it.
    const missed = this.#missed;
    this.#missed = null;
    if (missed && !this.#options.isSame(missed.value, sent)) this.#options.askAgain();
  }

  #tell(snapshot: SavedSnapshot<TValue>): void {
    this.#snapshot = snapshot;
    for (const listener of this.#listeners) listener();
  }
}
