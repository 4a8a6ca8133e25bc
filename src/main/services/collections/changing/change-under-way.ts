import type { FilePlace } from '../collection-files.ts';
import { type DoneChanges, followed } from './done-changes.ts';
import type { Step, Steps } from './steps.ts';

/** What went from where to where. */
export interface Moved {
  readonly from: FilePlace;
  readonly to: FilePlace;
}

/** One change of the tree while it is being made: remembers how to take back what it has done so far. */
export class ChangeUnderWay {
  readonly signal: AbortSignal;
  readonly #steps: Steps;
  readonly #earlier: DoneChanges;
  /** The newest first. Its places are those of now, as in all steps that are yet to be done. */
  #inverse: readonly Step[] = [];
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
  async do(step: Step, signal = this.signal): Promise<Moved | undefined> {
    // Also where it fails: what the tree knows may be wrong then.
    this.#touched.push(...placesOf(step));
    const { inverse, moved } = await this.#steps.perform(step, signal);
    if (moved) {
      this.#touched.push(moved.to);
      this.#earlier.follow(moved.from, moved.to);
      this.#inverse = this.#inverse.map((earlier) => followed(earlier, moved.from, moved.to));
    }
    this.#inverse = [inverse, ...this.#inverse];
    return moved;
  }

  /** Does steps one after the other: the next ones find where a thing is once one has moved it. @returns what moved. */
  async doAll(steps: readonly Step[], signal = this.signal): Promise<Moved[]> {
    const all: Moved[] = [];
    let left = steps;
    for (let [step] = left; step; [step] = left) {
      const moved = await this.do(step, signal);
      left = left.slice(1);
      if (!moved) continue;
      all.push(moved);
      left = left.map((later) => followed(later, moved.from, moved.to));
    }
    return all;
  }

  /** Something was made that was not there before. */
  made(place: FilePlace): void {
    this.#touched.push(place);
    this.#inverse = [{ do: 'remove', place }, ...this.#inverse];
  }

  /** Takes back what was done, also when Parley closes. Throws what a step throws; the rest stays done then. */
  async takeBack(): Promise<void> {
    await this.doAll(this.#inverse, new AbortController().signal);
  }
}

/** Where the files are that a step is about. */
export function placesOf(step: Step): FilePlace[] {
  return step.do === 'move' || step.do === 'restore' ? [step.from, step.to] : [step.place];
}
