import type { BodyEngine } from '#body-engine/engine.ts';
import type { Derivation } from '#router/contracts/body-view.ts';
import { storageFailure } from '../files/storage-failure.ts';
import type { BodyHead } from '../http/exchange-types.ts';
import { type BodyParts, makeBodyFile, StoredBody } from './stored-body.ts';

/** A text that a job makes of another body, such as its JSON laid out. The job writes the file; here it says how far it is. */
export class DerivedBody extends StoredBody {
  #derivation: Derivation;

  private constructor(parts: BodyParts, totalBytes: number) {
    super(parts);
    this.#derivation = { doneBytes: 0, totalBytes };
    this.grew(0, this.#derivation);
  }

  /**
   * Makes an empty file. Throws a `Failure` of phase `store` where that can't be.
   * @param totalBytes of the body that it is made of.
   */
  static async create(
    folder: string,
    head: BodyHead,
    totalBytes: number,
    engine: Pick<BodyEngine, 'open'>,
  ): Promise<DerivedBody> {
    try {
      const parts = await makeBodyFile(folder, head, engine);
      await parts.handle.close();
      return new DerivedBody(parts, totalBytes);
    } catch (cause) {
      throw storageFailure(cause, { what: 'the text could not be made', then: 'try again' });
    }
  }

  /** Aborts when the body is removed: nobody wants the rest. */
  get signal(): AbortSignal {
    return this.view.closed;
  }

  /** The job has written so much, and is so far with its source. */
  grew(size: number, derivation: Derivation): void {
    this.#derivation = derivation;
    if (this.info.state === 'arriving') this.grown(size, 'arriving', derivation);
  }

  /** The job has ended. @param problem why early, where it did; what it has written is kept. */
  finish(state: 'complete' | 'incomplete', problem?: Derivation['problem']): Promise<void> {
    if (this.info.state === 'arriving') {
      const derivation = problem === undefined ? this.#derivation : { ...this.#derivation, problem };
      this.grown(this.info.size, state, derivation);
    }
    return Promise.resolve();
  }
}
