import { MessageChannel, Worker } from 'node:worker_threads';
import { createTRPCClient, type TRPCClient } from '@trpc/client';
import { IpcClient, ipcLink } from '#ipc/client/index.ts';
import type { Pipe } from '#ipc/protocol/pipe.ts';
import { messagePortPipe } from '#ipc/transports/index.ts';
import type { WorkerRouter } from './worker/router.ts';
import type { SourceState } from './worker/source.ts';
import type { StartData } from './worker/start-data.ts';
import { transformer } from './worker/trpc.ts';

/** The calls that a body worker answers. What they fail with is to be taken through `fromWorker`. */
export type WorkerClient = TRPCClient<WorkerRouter>;

export interface EngineWorkerOptions {
  readonly url: URL;
  readonly role: StartData['role'];
  /** The bodies that it is to know of when it starts. */
  readonly bodies: () => SourceState[];
  /** Told when the thread has ended without having been asked to. */
  readonly onDeath: (cause: Error) => void;
}

/** So many deaths within so many milliseconds are no accident: for that long the worker is not started again. */
const maxDeaths = 3;
const deathsCountForMs = 60_000;

/** A worker thread and its client. It is started by the first call, and again by the first one after its death. */
export class EngineWorker implements AsyncDisposable {
  readonly client: WorkerClient;
  readonly #options: EngineWorkerOptions;
  readonly #ipc: IpcClient;
  #worker: Worker | undefined;
  /** Resolves when the last thread has ended. */
  #exited: Promise<void> = Promise.resolve();
  #isOver = false;
  #deaths: number[] = [];

  constructor(options: EngineWorkerOptions) {
    this.#options = options;
    // What a dead thread was asked fails. Who asked knows whether it is to be asked again.
    this.#ipc = new IpcClient({ connect: () => this.#start(), reconnectDelayMs: null });
    this.client = createTRPCClient<WorkerRouter>({ links: [ipcLink({ client: this.#ipc, transformer })] });
  }

  get isRunning(): boolean {
    return this.#worker !== undefined;
  }

  /** It has died so often of late that it is not started. */
  get isHopeless(): boolean {
    const since = performance.now() - deathsCountForMs;
    this.#deaths = this.#deaths.filter((at) => at > since);
    return this.#deaths.length >= maxDeaths;
  }

  /** Ends the thread at once, whatever it does. What was asked of it fails, and nothing can be asked any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    this.#ipc.close();
    await this.#worker?.terminate();
  }

  async #start(): Promise<Pipe> {
    // A thread's port closes before it is known to have ended.
    await this.#exited;
    if (this.#isOver) throw new Error('The body worker is not wanted any more');
    if (this.isHopeless) {
      throw new Error(
        `The body worker has ended ${maxDeaths} times within a minute; it is left alone for a while`,
      );
    }
    const { role, bodies, url } = this.#options;
    const { port1, port2 } = new MessageChannel();
    const data: StartData = { role, port: port2, bodies: bodies() };
    const worker = new Worker(url, {
      name: `bodies: ${role}`,
      workerData: data,
      transferList: [port2],
      // What the app itself was started with (`--require`, `--import`) is not for its threads.
      execArgv: [],
    });
    this.#worker = worker;
    let cause: unknown;
    worker.once('error', (error) => {
      cause = error;
    });
    const exit = new Promise<number>((resolve) => worker.once('exit', resolve));
    this.#exited = exit.then((code) => {
      this.#worker = undefined;
      port1.close();
      if (this.#isOver) return;
      this.#deaths.push(performance.now());
      this.#options.onDeath(new Error(`A body worker (${role}) has ended with code ${code}`, { cause }));
    });
    return messagePortPipe(port1);
  }
}
