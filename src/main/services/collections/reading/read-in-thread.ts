import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type { CollectionId } from '#router/contracts/ids.ts';
import type { Reading, ReadingSink, StartReading } from './reading.ts';
import { type Order, type Report, reportSchema, type StartData } from './thread-messages.ts';

export interface ThreadSettings {
  /** The built `worker.ts` of this folder. */
  readonly workerUrl: URL;
  readonly cacheFolder: string;
}

/** Reads in a thread of its own, and follows what changes. */
export function readInThread(settings: ThreadSettings): StartReading {
  return (sink) => new ReadingThread(sink, settings);
}

/** So many deaths within so many milliseconds are no accident: then it is not started again. */
const maxDeaths = 3;
const deathsCountForMs = 60_000;

interface Look {
  readonly order: Extract<Order, { type: 'look' }>;
  readonly resolve: () => void;
  readonly reject: (cause: unknown) => void;
}

/** The thread, from the first collection on. It is started again when it dies, and reads all anew. */
class ReadingThread implements Reading {
  readonly #sink: ReadingSink;
  readonly #settings: ThreadSettings;
  readonly #roots = new Map<CollectionId, string>();
  readonly #looks = new Map<number, Look>();
  #thread:
    | { readonly worker: Worker; readonly port: MessagePort; readonly exited: Promise<void> }
    | undefined;
  #calls = 0;
  #deaths: number[] = [];
  #isOver = false;

  constructor(sink: ReadingSink, settings: ThreadSettings) {
    this.#sink = sink;
    this.#settings = settings;
  }

  open(id: CollectionId, root: string): void {
    this.#roots.set(id, root);
    this.#thread ??= this.#start();
    this.#order({ type: 'open', id, root });
  }

  look(id: CollectionId, paths: readonly string[]): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!this.#thread || !this.#roots.has(id)) {
        resolve();
        return;
      }
      const order = { type: 'look' as const, id, paths: [...paths], call: this.#calls++ };
      this.#looks.set(order.call, { order, resolve, reject });
      this.#order(order);
    });
  }

  close(id: CollectionId): void {
    if (this.#roots.delete(id)) this.#order({ type: 'close', id });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    this.#order({ type: 'end' });
    await this.#thread?.exited;
    for (const { resolve } of this.#looks.values()) resolve();
  }

  #order(order: Order): void {
    this.#thread?.port.postMessage(order, []);
  }

  #start() {
    const { workerUrl, cacheFolder } = this.#settings;
    const { port1, port2 } = new MessageChannel();
    const workerData: StartData = { port: port2, cacheFolder, watch: true };
    const worker = new Worker(workerUrl, {
      name: 'collections',
      workerData,
      transferList: [port2],
      // What the app itself was started with (`--require`, `--import`) is not for its threads.
      execArgv: [],
      // Parsing leaves much behind that is of no use a moment later: swept often, it takes some 15 MiB less. Of V8's own limit,
      // gigabytes on most machines, the heap would grow far before it is swept: with this one 10,000 requests, which need 30 MiB
      // of it, take some 45 MiB less.
      resourceLimits: { maxYoungGenerationSizeMb: 8, maxOldGenerationSizeMb: 1024 },
    });
    let cause: unknown;
    worker.once('error', (error) => {
      cause = error;
    });
    port1.on('message', (message: unknown) => {
      const report = reportSchema.safeParse(message);
      if (report.success) {
        this.#hear(report.data);
        return;
      }
      // It has lost its wits. What it would tell next can't be told apart.
      cause = report.error;
      void worker.terminate();
    });
    const exited = new Promise<void>((resolve) => {
      worker.once('exit', () => {
        port1.close();
        if (!this.#isOver) this.#bury(cause);
        resolve();
      });
    });
    return { worker, port: port1, exited };
  }

  #hear(report: Report): void {
    switch (report.type) {
      case 'batch':
        this.#sink
          .batch(report.id, report.batch)
          .catch((cause: unknown) => this.#sink.error(cause))
          .finally(() => this.#order({ type: 'taken', call: report.call }));
        break;
      case 'state':
        this.#sink.state(report.id, report.state);
        break;
      case 'looked': {
        const look = this.#looks.get(report.call);
        this.#looks.delete(report.call);
        if (report.error === undefined) look?.resolve();
        else look?.reject(report.error);
        break;
      }
      case 'error':
        this.#sink.error(report.error);
    }
  }

  /** The thread has ended without having been asked to. */
  #bury(cause: unknown): void {
    this.#sink.error(new Error('The thread that reads collections has ended', { cause }));
    this.#thread = undefined;
    const since = performance.now() - deathsCountForMs;
    this.#deaths = [...this.#deaths.filter((at) => at > since), performance.now()];
    const isHopeless = this.#deaths.length >= maxDeaths;
    for (const [id, root] of this.#roots) {
      this.#sink.restarted(id);
      if (isHopeless) {
        const problem = 'Parley stops while it reads this folder. Restart it; if that does not help, tell us';
        this.#sink.state(id, { state: 'missing', problem });
      } else {
        this.open(id, root);
      }
    }
    for (const { order, resolve } of this.#looks.values()) {
      if (this.#thread) this.#order(order);
      else resolve();
    }
    if (!this.#thread) this.#looks.clear();
  }
}
