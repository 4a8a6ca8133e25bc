import { type Affected, storageFailure } from './storage-failure.ts';
import { writeDurably } from './write-durably.ts';

/** A value and the JSON file that keeps it: what did not reach the disk does not hold. */
export class DurableValue<TValue> {
  readonly #path: string;
  readonly #affected: Affected;
  #current: TValue;
  #changing: Promise<void> = Promise.resolve();

  /** @param affected what a person is told where the file can't be written */
  constructor(path: string, current: TValue, affected: Affected) {
    this.#path = path;
    this.#current = current;
    this.#affected = affected;
  }

  /** What is on the disk. */
  get current(): TValue {
    return this.#current;
  }

  /**
   * Changes the value, after the changes that were asked for before. Resolves when that is on the disk; rejects with a
   * `Failure` of phase `store`, and the value stays as it was.
   */
  async change(changed: (current: TValue) => TValue): Promise<void> {
    const change = async () => {
      const value = changed(this.#current);
      await writeDurably(this.#path, `${JSON.stringify(value, null, 2)}\n`);
      this.#current = value;
    };
    const done = this.#changing.then(change);
    // The next one is written whatever became of this one.
    this.#changing = done.catch(() => undefined);
    try {
      await done;
    } catch (cause) {
      throw storageFailure(cause, this.#affected);
    }
  }

  /** Waits for what is being written. */
  async settled(): Promise<void> {
    await this.#changing;
  }
}
