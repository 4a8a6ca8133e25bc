import { setImmediate } from 'node:timers/promises';
import type { Batch } from './found.ts';
import { News } from './news.ts';

/** How long a job works before others have their turn. */
const sliceMs = 8;

/** Runs jobs in slices, and tells what they find batch by batch. */
export class ToldJobs {
  /** What a job has found and nobody was told yet. */
  readonly news = new News();
  readonly #tell: (batch: Batch) => Promise<void>;
  #telling: Promise<void> = Promise.resolve();
  #isClosed = false;

  /** @param tell takes a batch in; the next one comes when it resolves. Must not reject. */
  constructor(tell: (batch: Batch) => Promise<void>) {
    this.#tell = tell;
  }

  /** Resolves when the job has ended, and all that is new is told. */
  async run(job: Generator<void>): Promise<void> {
    let isDone = false;
    while (!isDone && !this.#isClosed) {
      const sliceEnd = performance.now() + sliceMs;
      do {
        isDone = job.next().done === true;
      } while (!isDone && !this.news.isBatch && performance.now() < sliceEnd);
      if (this.news.isBatch) {
        // While one batch is taken in, the next is read.
        await this.#telling;
        this.#tellNext();
      }
      if (!isDone) await setImmediate();
    }
    await this.#tellAll();
  }

  /** Tells nothing any more. */
  close(): void {
    this.#isClosed = true;
  }

  #tellNext(): void {
    this.#telling = this.#telling.then(async () => {
      if (!this.news.isEmpty && !this.#isClosed) await this.#tell(this.news.take());
    });
  }

  /** One after the other, so that whoever waits for this waits for what another job has found, too. */
  #tellAll(): Promise<void> {
    const tellRest = async () => {
      while (!this.news.isEmpty && !this.#isClosed) await this.#tell(this.news.take());
    };
    this.#telling = this.#telling.then(tellRest);
    return this.#telling;
  }
}
