import type { Unsubscribable } from '@trpc/server/observable';
import type { FindEventsInput, FoundEvents } from '#router/contracts/body-events.ts';
import type {
  BodyFacts,
  Derivation,
  JsonNodes,
  JsonNodesInput,
  Place,
  PlaceInput,
  Rows,
  RowsRange,
} from '#router/contracts/body-view.ts';
import { Changes } from './changes.ts';
import { Coalesced } from './coalesced.ts';
import type { EngineWorker } from './engine-worker.ts';
import { fromWorker, isWorkerGone } from './worker/errors.ts';
import { type SourceState, UnknownSourceError } from './worker/source.ts';

/** How often a worker is told that a body has grown, in milliseconds. */
export const growthEveryMs = 25;

export interface EngineBodyOptions {
  readonly viewer: EngineWorker;
  readonly onError: (error: unknown) => void;
  readonly onClosed: () => void;
}

/** A body as main has it with the engine. Whoever opened it says how it grows, and closes it. */
export class EngineBody {
  /** Announced whenever `state` is another. */
  readonly changes = new Changes();
  readonly #options: EngineBodyOptions;
  readonly #telling: Coalesced;
  readonly #closed = new AbortController();
  #state: SourceState;

  constructor(state: SourceState, options: EngineBodyOptions) {
    this.#state = state;
    this.#options = options;
    this.#telling = new Coalesced(() => this.#tell(), growthEveryMs);
    this.#telling.ask();
  }

  get state(): SourceState {
    return this.#state;
  }

  /** Aborts when the body is closed. */
  get closed(): AbortSignal {
    return this.#closed.signal;
  }

  /** Cheap: the workers are told of it now and then. */
  grew(size: number, state: SourceState['state'], derivation?: Derivation): void {
    const isNews = state !== this.#state.state;
    const revision = this.#state.revision + 1;
    const made = derivation === undefined ? {} : { derivation };
    const grown = size > this.#state.size ? { grewAt: Date.now() } : {};
    this.#state = { ...this.#state, revision, size, state, ...made, ...grown };
    this.changes.announce();
    this.#telling.ask(isNews);
  }

  /**
   * What is known, at once, then as it changes (ten times a second at most), until nothing changes any more. A reader who
   * is slow gets the newest. Ends when the body is closed; throws the signal's reason, and the system's error (with its
   * `code`) where the file can't be read.
   */
  async *facts(signal: AbortSignal): AsyncGenerator<BodyFacts> {
    const news = new Changes();
    let latest: BodyFacts | undefined;
    let end: { readonly error?: unknown } | undefined;
    const stop = (how: { readonly error?: unknown }) => {
      end ??= how;
      news.announce();
    };
    const subscribe = (): Unsubscribable =>
      this.#options.viewer.client.view.facts.subscribe(
        { body: this.#state },
        {
          onData(facts) {
            latest = facts;
            news.announce();
          },
          onError: (error) => {
            if (this.#isToBeAskedAgain(error)) subscription = subscribe();
            else stop({ error: fromWorker(error) });
          },
          onComplete: () => stop({}),
        },
      );
    let subscription = subscribe();
    const onClosed = () => stop({});
    this.closed.addEventListener('abort', onClosed, { once: true });
    try {
      for (;;) {
        signal.throwIfAborted();
        if (latest) {
          const facts = latest;
          latest = undefined;
          yield facts;
        } else if (end) {
          if ('error' in end) throw end.error;
          return;
        } else {
          await news.next(signal);
        }
      }
    } finally {
      this.closed.removeEventListener('abort', onClosed);
      subscription.unsubscribe();
    }
  }

  /** None behind the end. Throws the system's error (with its `code`) where the file can't be read. */
  rows(first: RowsRange['first'], count: RowsRange['count'], signal: AbortSignal): Promise<Rows> {
    const { viewer } = this.#options;
    return this.#ask(
      () => viewer.client.view.rows.query({ body: this.#state, first, count }, { signal }),
      signal,
    );
  }

  /** What lies behind the end is the end. Throws as `rows` does. */
  place(at: PlaceInput['at'], signal: AbortSignal): Promise<Place> {
    const { viewer } = this.#options;
    return this.#ask(() => viewer.client.view.place.query({ body: this.#state, at }, { signal }), signal);
  }

  /** Children of a value in its JSON. Throws as `rows` does. */
  nodes(request: Omit<JsonNodesInput, 'id'>, signal: AbortSignal): Promise<JsonNodes> {
    const { viewer } = this.#options;
    return this.#ask(
      () => viewer.client.view.nodes.query({ body: this.#state, ...request }, { signal }),
      signal,
    );
  }

  /** Events of what is a list of them (body-events.ts); none of anything else. Throws as `rows` does, and for a bad query. */
  events(request: Omit<FindEventsInput, 'id'>, signal: AbortSignal): Promise<FoundEvents> {
    const { viewer } = this.#options;
    return this.#ask(
      () => viewer.client.view.events.query({ body: this.#state, ...request }, { signal }),
      signal,
    );
  }

  /** The engine forgets the body. Harmless when called again. */
  close(): void {
    if (this.#closed.signal.aborted) return;
    this.#closed.abort();
    this.#options.onClosed();
    void this.#forget();
  }

  async #forget(): Promise<void> {
    const { viewer, onError } = this.#options;
    await this.#telling.end();
    // One that is started later does not hear of the body in the first place.
    if (!viewer.isRunning) return;
    await viewer.client.bodies.remove.mutate({ id: this.#state.id }).catch((error: unknown) => {
      if (!isWorkerGone(error)) onError(error);
    });
  }

  async #tell(): Promise<void> {
    try {
      await this.#options.viewer.client.bodies.put.mutate(this.#state);
    } catch (error) {
      // A worker that has ended was reported, and the next one is started with what stands then.
      if (!isWorkerGone(error)) this.#options.onError(error);
    }
  }

  /** The worker has ended over it. Reading changes nothing, and the next one may do better. */
  #isToBeAskedAgain(error: unknown): boolean {
    return isWorkerGone(error) && !this.#options.viewer.isHopeless && !this.closed.aborted;
  }

  async #ask<TResult>(ask: () => Promise<TResult>, signal: AbortSignal): Promise<TResult> {
    try {
      // To ask would make it known again.
      if (this.closed.aborted) throw new UnknownSourceError();
      return await ask().catch((error: unknown) => {
        if (this.#isToBeAskedAgain(error)) return ask();
        throw error;
      });
    } catch (error) {
      signal.throwIfAborted();
      throw fromWorker(error);
    }
  }
}
