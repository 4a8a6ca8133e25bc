import type { SaveState } from './draft-journal.ts';

/** Something that is edited outside of a tab, and saved as it is typed. */
export interface UnsavedSource {
  /** How safe its newest edit is; what can't be saved as it stands has failed. */
  readonly safety: () => SaveState;
  /** @returns stops the calls. */
  readonly subscribe: (listener: () => void) => () => void;
  /** Puts what can be saved as it stands. Rejects with why it is not. */
  readonly flush: () => Promise<void>;
  /** As `flush`; rejects too where something is left that can't be saved as it stands. */
  readonly settle: () => Promise<void>;
  /** Puts what failed once more. */
  readonly retry: () => void;
  /** The person does without what is not saved. */
  readonly giveUp: () => void;
}

const saved: SaveState = { kind: 'saved' };

/** The state to be told of several: what is worst counts. */
export function worstOf(saves: readonly SaveState[]): SaveState {
  return saves.find(({ kind }) => kind === 'failed') ?? saves.find(({ kind }) => kind === 'saving') ?? saved;
}

/** All that is edited in this window beside the drafts of its tabs, as long as it may not be saved. */
export class UnsavedEdits {
  readonly #sources = new Map<symbol, UnsavedSource>();
  readonly #listeners = new Set<() => void>();
  #save: SaveState = saved;

  /** The state of all; a new object after each change and only then. */
  readonly snapshot = (): SaveState => this.#save;

  /** @returns stops the calls. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** @returns takes it out again. */
  add(source: UnsavedSource): () => void {
    const key = Symbol('source');
    this.#sources.set(key, source);
    const unsubscribe = source.subscribe(() => this.#look());
    this.#look();
    return () => {
      unsubscribe();
      this.#sources.delete(key);
      this.#look();
    };
  }

  /** Rejects with why something is not in its file. */
  readonly flush = async (): Promise<void> => {
    for (const source of [...this.#sources.values()]) await source.flush();
  };

  /** As `flush`; rejects too where something can't be saved as it stands. */
  readonly settle = async (): Promise<void> => {
    for (const source of [...this.#sources.values()]) await source.settle();
  };

  /** Puts what failed once more: main answers again. */
  readonly retry = (): void => {
    for (const source of [...this.#sources.values()]) source.retry();
  };

  /** The person does without what is not saved. */
  readonly giveUp = (): void => {
    for (const source of [...this.#sources.values()]) source.giveUp();
  };

  #look(): void {
    const next = worstOf([...this.#sources.values()].map((source) => source.safety()));
    // Their objects differ from edit to edit, and say the same.
    if (next.kind === this.#save.kind && next.kind !== 'failed') return;
    this.#save = next;
    for (const listener of this.#listeners) listener();
  }
}

/** Those of this window. */
export const unsavedEdits = new UnsavedEdits();
