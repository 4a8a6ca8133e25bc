import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { Changes } from './changes.ts';
import { Coalesced } from './coalesced.ts';
import { type EngineBody, growthEveryMs } from './engine-body.ts';
import { EngineWorker, type WorkerClient } from './engine-worker.ts';
import { fromWorker, isWorkerGone } from './worker/errors.ts';

/** How long a job that was aborted has to stop, in milliseconds. */
const stopWithinMs = 250;
/** How long a worker without a job is kept, in milliseconds. */
const idleMs = 10_000;
/** How often a job that waits to follow looks whether there is still something to follow, in milliseconds. */
const lookAgainMs = 500;

/** A job that follows a body which still arrives may hold its worker for hours, waiting for the most part. */
type Kind = 'follower' | 'other';

/** Jobs at the same time. Neither kind takes the place of the other: jobs that follow keep none from being done. */
const mostJobs: Readonly<Record<Kind, number>> = { follower: 4, other: availableParallelism() };

export interface JobWorkersOptions {
  readonly workerUrl: URL;
  readonly onError: (error: unknown) => void;
}

/**
 * The workers for long jobs, each with one job at a time: as many as there are cores, and up to four more where jobs follow
 * bodies that still arrive.
 */
export class JobWorkers implements AsyncDisposable {
  readonly #options: JobWorkersOptions;
  readonly #freed = new Changes();
  readonly #running: Record<Kind, number> = { follower: 0, other: 0 };
  /** All there are. */
  readonly #workers = new Set<EngineWorker>();
  /** Those without a job, and when they go. */
  readonly #idle = new Map<EngineWorker, NodeJS.Timeout>();
  readonly #closed = new AbortController();

  constructor(options: JobWorkersOptions) {
    this.#options = options;
  }

  /** How many workers there are, idle ones included. */
  get count(): number {
    return this.#workers.size;
  }

  /** As `BodyEngine.withJobWorker` has it. */
  async with<TResult>(
    run: (client: WorkerClient, signal: AbortSignal) => Promise<TResult>,
    callSignal: AbortSignal,
    bodies: readonly EngineBody[],
  ): Promise<TResult> {
    const signal = AbortSignal.any([callSignal, this.#closed.signal]);
    const kind = await this.#turn(bodies, signal);
    const worker = this.#take();
    let stopped: Promise<void> | undefined;
    const onAbort = () => {
      stopped = this.#seeToItsStop(worker);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    const shared: SharedBody[] = [];
    try {
      for (const body of bodies) shared.push(await SharedBody.in(worker, body, this.#options.onError));
      signal.throwIfAborted();
      return await run(worker.client, signal);
    } catch (error) {
      signal.throwIfAborted();
      throw fromWorker(error);
    } finally {
      signal.removeEventListener('abort', onAbort);
      await stopped;
      for (const each of shared) await each[Symbol.asyncDispose]();
      this.#giveBack(worker);
      this.#running[kind] -= 1;
      this.#freed.announce();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed.abort(new Error('Parley is closing'));
    for (const timer of this.#idle.values()) clearTimeout(timer);
    this.#idle.clear();
    await Promise.all([...this.#workers].map((worker) => this.#end(worker)));
  }

  /** Waits until one more job about these bodies may run, and counts it. */
  async #turn(bodies: readonly EngineBody[], signal: AbortSignal): Promise<Kind> {
    for (;;) {
      signal.throwIfAborted();
      const kind = bodies.some(({ state }) => state.state === 'arriving') ? 'follower' : 'other';
      if (this.#running[kind] < mostJobs[kind]) {
        this.#running[kind] += 1;
        return kind;
      }
      // What the job would follow may be whole meanwhile, and the job of the other kind.
      await this.#freed.next(signal, kind === 'follower' ? lookAgainMs : undefined);
    }
  }

  #take(): EngineWorker {
    const [idle] = this.#idle.keys();
    if (!idle) return this.#create();
    clearTimeout(this.#idle.get(idle));
    this.#idle.delete(idle);
    return idle;
  }

  #create(): EngineWorker {
    const worker = new EngineWorker({
      url: this.#options.workerUrl,
      role: 'job',
      bodies: () => [],
      onDeath: this.#options.onError,
    });
    this.#workers.add(worker);
    return worker;
  }

  #giveBack(worker: EngineWorker): void {
    if (!this.#workers.has(worker)) return;
    // The next job gets a new thread where this one has died, and need not know.
    this.#idle.set(
      worker,
      setTimeoutOf(() => {
        this.#idle.delete(worker);
        void this.#end(worker);
      }),
    );
  }

  async #end(worker: EngineWorker): Promise<void> {
    this.#workers.delete(worker);
    await worker[Symbol.asyncDispose]();
  }

  /** A job that does not stop has its thread ended under it. */
  async #seeToItsStop(worker: EngineWorker): Promise<void> {
    if (!worker.isRunning) return;
    const waiting = new AbortController();
    const isIdle = worker.client.idle.query(undefined, { signal: waiting.signal }).then(
      () => true,
      () => false,
    );
    const isLate = setTimeout(stopWithinMs, false, { signal: waiting.signal }).catch(() => false);
    const hasStopped = await Promise.race([isIdle, isLate]);
    waiting.abort();
    if (!hasStopped) await this.#end(worker);
  }
}

function setTimeoutOf(callback: () => void): NodeJS.Timeout {
  return globalThis.setTimeout(callback, idleMs);
}

/** A body that a job worker knows of while it is lent. */
class SharedBody implements AsyncDisposable {
  readonly #over = new AbortController();
  readonly #telling: Coalesced;

  private constructor(
    private readonly worker: EngineWorker,
    private readonly body: EngineBody,
    private readonly onError: (error: unknown) => void,
  ) {
    this.#telling = new Coalesced(() => this.#reported(this.#tell()), growthEveryMs);
  }

  static async in(
    worker: EngineWorker,
    body: EngineBody,
    onError: (error: unknown) => void,
  ): Promise<SharedBody> {
    const shared = new SharedBody(worker, body, onError);
    void shared.#follow();
    try {
      await shared.#tell();
    } catch (cause) {
      await shared[Symbol.asyncDispose]();
      throw cause;
    }
    return shared;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    await this.#telling.end();
    if (!this.worker.isRunning) return;
    await this.#reported(this.worker.client.bodies.remove.mutate({ id: this.body.state.id }));
  }

  async #follow(): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      await this.body.changes.next(signal).catch(() => undefined);
      this.#telling.ask(this.body.state.state !== 'arriving');
    }
  }

  #tell(): Promise<void> {
    return this.worker.client.bodies.put.mutate(this.body.state);
  }

  async #reported(call: Promise<void>): Promise<void> {
    await call.catch((error: unknown) => {
      if (!isWorkerGone(error)) this.onError(error);
    });
  }
}
