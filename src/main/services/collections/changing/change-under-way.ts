import type { FilePlace } from '../collection-files.ts';
import type { DoneChanges } from './done-changes.ts';
import type { Step, Steps } from './steps.ts';

/** One change of the tree while it is being made: remembers how to take back what it has done so far. */
export class ChangeUnderWay {
  readonly signal: AbortSignal;
  readonly #steps: Steps;
  readonly #earlier: DoneChanges;
  /** The newest first. */
  readonly #inverse: Step[] = [];
  readonly #touched: FilePlace[] = [];

  constructor(steps: Steps, earlier: DoneChanges, signal: AbortSignal) {
    this.#steps = steps;
    this.#earlier = earlier;
    this.signal = signal;
  }

  /** What takes all of it back, in that order. */
  get inverse(): readonly Step[] {
    return this.#inverse;
  }

  /** Files and folders that may be other ones now. */
  get touched(): readonly FilePlace[] {
    return this.#touched;
  }

  /** @returns where things went. Throws what the step throws. */
  async do(
    step: Step,
    signal = this.signal,
  ): Promise<{ readonly from: FilePlace; readonly to: FilePlace } | undefined> {
    // Also where it fails: what the tree knows may be wrong then.
    this.#touched.push(...(step.do === 'move' ? [step.from, step.to] : [step.place]));
    const { inverse, moved } = await this.#steps.perform(step, signal);
    this.#inverse.unshift(inverse);
    if (moved) {
      this.#touched.push(moved.to);
      this.#earlier.follow(moved.from, moved.to);
    }
    return moved;
  }

  /** Something was made that was not there before. */
  made(place: FilePlace): void {
    this.#touched.push(place);
    this.#inverse.unshift({ do: 'remove', place });
  }

  /** Takes back what was done, also when Parley closes. Throws what a step throws; the rest stays done then. */
  async takeBack(): Promise<void> {
    const { signal } = new AbortController();
    for (const step of [...this.#inverse]) await this.do(step, signal);
  }
}
