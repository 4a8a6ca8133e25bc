import type { Variable } from '#router/contracts/variable.ts';

export type EditsState =
  | { readonly kind: 'saved' | 'saving' }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface EditsSnapshot {
  readonly variables: readonly Variable[];
  readonly save: EditsState;
}

export interface EnvironmentEditsOptions {
  /** As the file has them. */
  readonly variables: readonly Variable[];
  /** Resolves when the file has the change from `before` to `after`. */
  readonly put: (before: readonly Variable[], after: readonly Variable[]) => Promise<void>;
  /** Asks main to tell once more what the file says: something was told while edits were on their way. */
  readonly askAgain: () => void;
}

/** An edit waits this long for others to join it, in milliseconds. */
export const gatherMs = 300;

/**
 * Variables that a person edits, on their way into the file: one put in flight, the newest next. What main tells of the
 * file meanwhile does not disturb what is typed. A failed put is repeated with the next edit, or when it is asked for.
 */
export class EnvironmentEdits {
  readonly #options: EnvironmentEditsOptions;
  readonly #listeners = new Set<() => void>();
  /** What the file has, as far as it is known here. */
  #stored: readonly Variable[];
  #inFlight: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #missed: readonly Variable[] | null = null;
  #snapshot: EditsSnapshot;

  constructor(options: EnvironmentEditsOptions) {
    this.#options = options;
    this.#stored = options.variables;
    this.#snapshot = { variables: options.variables, save: { kind: 'saved' } };
  }

  readonly snapshot = (): EditsSnapshot => this.#snapshot;

  /** @returns stops the calls. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly edit = (change: (variables: readonly Variable[]) => readonly Variable[]): void => {
    this.#tell({ variables: change(this.#snapshot.variables), save: { kind: 'saving' } });
    this.#clearTimer();
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#inFlight === null) void this.#start();
    }, gatherMs);
  };

  /** Main tells what the file says. */
  told(variables: readonly Variable[]): void {
    if (this.#isBehind || this.#inFlight !== null) {
      this.#missed = variables;
      return;
    }
    if (sayTheSame(variables, this.#stored)) return;
    this.#stored = withKnownIds(variables, this.#stored);
    this.#tell({ variables: this.#stored, save: { kind: 'saved' } });
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
    return !sayTheSame(this.#storable(), this.#stored);
  }

  /** A new line without a name is not a variable yet. */
  #storable(): readonly Variable[] {
    const ids = new Set(this.#stored.map(({ id }) => id));
    return this.#snapshot.variables.filter(({ id, name }) => name.trim() !== '' || ids.has(id));
  }

  #clearTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Never rejects: a failure is the state that the person sees. */
  #start(): Promise<void> {
    const sent = this.#storable();
    if (sayTheSame(sent, this.#stored)) {
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

  #accept(sent: readonly Variable[]): void {
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
    if (missed && !sayTheSame(missed, sent)) this.#options.askAgain();
  }

  #tell(snapshot: EditsSnapshot): void {
    this.#snapshot = snapshot;
    for (const listener of this.#listeners) listener();
  }
}

/** The same but for the ids of the lines. */
function sayTheSame(some: readonly Variable[], others: readonly Variable[]): boolean {
  return (
    some.length === others.length &&
    some.every((one, index) => {
      const other = others[index];
      return (
        other !== undefined &&
        one.name === other.name &&
        one.value === other.value &&
        one.type === other.type &&
        one.enabled === other.enabled &&
        one.secret === other.secret
      );
    })
  );
}

/** Lines keep their ids where they keep place and name, so that a cursor stays where it is. */
function withKnownIds(variables: readonly Variable[], known: readonly Variable[]): readonly Variable[] {
  const ids = new Set(known.map(({ id }) => id));
  const used = new Set<string>();
  return variables.map((variable, index) => {
    const before = known[index];
    let { id } = variable;
    if (before?.name === variable.name) ({ id } = before);
    // An id of main's may be one that a line here has been given before.
    else if (ids.has(id) || used.has(id)) id = `${id}-${index}-new`.slice(-64);
    used.add(id);
    return { ...variable, id };
  });
}
