import type { ScrollPosition } from './scroll-map.ts';

/** So long, in milliseconds, a view stays where it is while the rows of the next place are on their way. */
const patienceMs = 500;

/**
 * How a view gets to where its bar is dragged. It stays where it is until the rows of the next place are there, and keeps
 * to that place until then: a bar that moves with each frame would outrun all rows, and none would be seen before it stops.
 */
export class ScrollGoal {
  #position: ScrollPosition | null = null;
  /** Where the view goes next. The goal may have moved on since. */
  #next: { readonly position: ScrollPosition; readonly since: number } | null = null;

  /** Where the bar was dragged to; null where the view is there. */
  get position(): ScrollPosition | null {
    return this.#position;
  }

  /** The bar was dragged there. */
  set(position: ScrollPosition): void {
    this.#position = position;
  }

  /** The view has gone where it was told to. */
  clear(): void {
    this.#position = null;
    this.#next = null;
  }

  /**
   * @param isReady asks for the rows of a place and says whether they are there.
   * @returns where the view is to go now; null: nowhere.
   */
  advance(isReady: (position: ScrollPosition) => boolean): ScrollPosition | 'wait' | null {
    if (!this.#position) return null;
    this.#next ??= { position: this.#position, since: performance.now() };
    const { position, since } = this.#next;
    if (!isReady(position) && performance.now() - since < patienceMs) return 'wait';
    if (position === this.#position) this.#position = null;
    this.#next = null;
    return position;
  }
}
