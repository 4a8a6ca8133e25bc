import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Affected, storageFailure } from './storage-failure.ts';
import { syncFolder, writeDurably } from './write-durably.ts';

/**
 * A value and the file that keeps it, as JSON. Writes run one after the other; a value that arrives while one is being
 * written takes the place of one that still waits, so that fast typing costs two writes and not a queue of them.
 */
export class LatestFile<TValue> {
  readonly #path: string;
  readonly #affected: Affected;
  #latest: TValue;
  /** What is known to be in the file. */
  #durable: TValue | undefined;
  #isNew: boolean;
  #running: Promise<unknown> = Promise.resolve();
  #queued: Promise<TValue> | undefined;
  #isRemoved = false;

  private constructor(path: string, latest: TValue, durable: TValue | undefined, affected: Affected) {
    this.#path = path;
    this.#latest = latest;
    this.#durable = durable;
    this.#isNew = durable === undefined;
    this.#affected = affected;
  }

  /**
   * A value that has no file yet: it gets one when it is written.
   * @param affected what a person is told where the file can't be written
   */
  static fresh<TValue>(path: string, value: TValue, affected: Affected): LatestFile<TValue> {
    return new LatestFile(path, value, undefined, affected);
  }

  static loaded<TValue>(path: string, value: TValue, affected: Affected): LatestFile<TValue> {
    return new LatestFile(path, value, value, affected);
  }

  /** The newest value that arrived, on disk or not. */
  get latest(): TValue {
    return this.#latest;
  }

  /** Whether it is as `fresh` made it. */
  get isNew(): boolean {
    return this.#isNew;
  }

  /** Has the first write wait for something, such as the end of a file of the same name. */
  writeAfter(work: Promise<unknown>): void {
    this.#running = work;
  }

  /** Takes a value without writing it; the next write does. */
  set(value: TValue): void {
    this.#latest = value;
    this.#isNew = false;
  }

  /**
   * Resolves with the value that is in the file: the latest, or one that came while this waited its turn. Rejects with a
   * `Failure` of phase `store`; the value is then kept in memory and goes to disk with the next write.
   */
  write(): Promise<TValue> {
    if (this.#durable === this.#latest || this.#isRemoved) return Promise.resolve(this.#latest);
    // A failed write has told those who waited for it; the next one starts afresh.
    const turn = this.#running.catch(() => undefined);
    this.#queued ??= turn.then(() => {
      this.#queued = undefined;
      const written = this.#write(this.#latest);
      this.#running = written;
      return written;
    });
    return this.#queued;
  }

  /** Waits for the writes under way. */
  async settled(): Promise<void> {
    await Promise.allSettled([this.#running, this.#queued]);
  }

  /** Deletes the file, after the writes under way. Nothing is written afterwards. Rejects with the system's error. */
  async remove(): Promise<void> {
    this.#isRemoved = true;
    await this.settled();
    await rm(this.#path, { force: true });
    await syncFolder(dirname(this.#path));
  }

  async #write(value: TValue): Promise<TValue> {
    try {
      await writeDurably(this.#path, JSON.stringify(value));
      this.#durable = value;
      return value;
    } catch (cause) {
      throw storageFailure(cause, this.#affected);
    }
  }
}
