import { z } from 'zod';
import { bodyFactsSchema } from '#router/contracts/body-view.ts';
import { type ByteReader, openByteReader } from '../byte-reader.ts';
import { Changes } from '../changes.ts';

/** What main tells of a body: where it is, and how far it has come. */
export const sourceStateSchema = bodyFactsSchema
  .pick({ id: true, size: true, state: true, derivation: true })
  .extend({
    path: z.string(),
    contentType: z.string(),
    /** When it last grew, in milliseconds since 1970; left out where it has not. */
    grewAt: z.number().optional(),
    /** Counts up with each change: what is told of a body may overtake what was told before. */
    revision: z.int().nonnegative(),
  });
export type SourceState = z.infer<typeof sourceStateSchema>;

/** A body's file in a worker: it may grow, and is open only while it is read. */
export class Source {
  /** Announced whenever `state` is another. */
  readonly changes = new Changes();
  #state: SourceState;

  constructor(state: SourceState) {
    this.#state = state;
  }

  get state(): SourceState {
    return this.#state;
  }

  /** No more is to come. */
  get isWhole(): boolean {
    return this.#state.state !== 'arriving';
  }

  /** @returns whether that is news. */
  update(state: SourceState): boolean {
    if (state.revision <= this.#state.revision) return false;
    this.#state = state;
    this.changes.announce();
    return true;
  }

  /** Dispose of it after each slice of work. Throws what `node:fs` throws. */
  open(): ByteReader & Disposable {
    return openByteReader(this.#state.path);
  }
}

/** Asked for a body that main has not told of, or has taken back. */
export class UnknownSourceError extends Error {
  override readonly name = 'UnknownSourceError';
  /** As where its file is gone: for whoever asked it is the same. */
  readonly code = 'ENOENT';

  constructor() {
    super('The body is not known here');
  }
}
