import type { SearchEvent, SearchQuery } from '#router/contracts/body-view.ts';
import { EngineBody } from './engine-body.ts';
import { searchEngineBody } from './engine-search.ts';
import { EngineWorker, type WorkerClient } from './engine-worker.ts';
import { JobWorkers } from './job-workers.ts';
import { type SourceState, UnknownSourceError } from './worker/source.ts';

export interface BodyEngineOptions {
  /** The built `worker/worker.ts`. */
  readonly workerUrl: URL;
  /** Told of a worker that has ended by itself, and of whatever else no caller hears of. */
  readonly onError: (error: unknown) => void;
}

/** What main has of the threads that read bodies. No thread runs before the first body is opened. */
export class BodyEngine implements AsyncDisposable {
  readonly #jobs: JobWorkers;
  readonly #options: BodyEngineOptions;
  readonly #bodies = new Map<string, EngineBody>();
  readonly #viewer: EngineWorker;

  constructor(options: BodyEngineOptions) {
    const { workerUrl, onError } = options;
    this.#options = options;
    this.#jobs = new JobWorkers(options);
    this.#viewer = new EngineWorker({
      url: workerUrl,
      role: 'viewer',
      bodies: () => [...this.#bodies.values()].map(({ state }) => state),
      onDeath: onError,
    });
  }

  /** Has a body indexed from now on. Whoever opens it closes it. */
  open({ id, path, contentType }: Pick<SourceState, 'id' | 'path' | 'contentType'>): EngineBody {
    const body = new EngineBody(
      { id, path, contentType, revision: 0, size: 0, state: 'arriving' },
      {
        viewer: this.#viewer,
        onError: this.#options.onError,
        onClosed: () => this.#bodies.delete(id),
      },
    );
    this.#bodies.set(id, body);
    return body;
  }

  /**
   * Searches a body, also while it arrives: hits in order of their offsets, and how far the search has come; it has ended
   * when the body is complete and searched. Closing the body ends it.
   * @throws {UnknownSourceError} for a body that is not open. Failure BAD_REQUEST for a query that can't be searched for, the
   * system's error (with its `code`) where the file can't be read, and the signal's reason.
   */
  search(id: string, query: SearchQuery, signal: AbortSignal): AsyncGenerator<SearchEvent> {
    const body = this.#bodies.get(id);
    if (!body) throw new UnknownSourceError();
    return searchEngineBody(body, query, (run, jobSignal) => this.withJobWorker(run, jobSignal), signal);
  }

  /**
   * Lends a worker thread for as long as `run` takes; waits for one where all are at work. The calls of its client are to
   * be given the signal. A job that has not stopped 250 ms after an abort has its thread ended.
   * @param bodies are known there meanwhile, and followed as they grow. Jobs about a body that still arrives have threads
   * of their own, four at most: they may take as long as the body does, and keep no other job waiting.
   * @throws the signal's reason; what `run` throws, with a worker's errors as the worker threw them.
   */
  withJobWorker<TResult>(
    run: (client: WorkerClient, signal: AbortSignal) => Promise<TResult>,
    signal: AbortSignal,
    bodies: readonly EngineBody[] = [],
  ): Promise<TResult> {
    return this.#jobs.with(run, signal, bodies);
  }

  /** Ends every thread; what was asked of them fails. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const body of this.#bodies.values()) body.close();
    await this.#jobs[Symbol.asyncDispose]();
    await this.#viewer[Symbol.asyncDispose]();
  }
}
