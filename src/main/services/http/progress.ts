import type { ExchangeFigures, ExchangeHooks } from './exchange-types.ts';
import type { Timeline } from './timeline.ts';

/** Milliseconds between two progress events at least. */
export const progressIntervalMs = 100;

/** Counts the bytes of one exchange into its figures, and tells of them ten times a second at most. */
export class Progress implements Disposable {
  readonly #figures: ExchangeFigures;
  readonly #timeline: Timeline;
  readonly #onEvent: ExchangeHooks['onEvent'];
  #toldAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(figures: ExchangeFigures, timeline: Timeline, onEvent: ExchangeHooks['onEvent']) {
    this.#figures = figures;
    this.#timeline = timeline;
    this.#onEvent = onEvent;
  }

  /** The request's body starts from its first byte (again). */
  restartSending(): void {
    this.#figures.sent = 0;
  }

  addSent(bytes: number): void {
    this.#figures.sent += bytes;
    this.#schedule();
  }

  addReceived(bytes: number): void {
    this.#figures.wireBytes += bytes;
    this.#schedule();
  }

  addStored(bytes: number): void {
    this.#figures.bodyBytes += bytes;
    this.#schedule();
  }

  /** Tells the figures as they are now, for the last time. */
  [Symbol.dispose](): void {
    this.#tell();
  }

  #schedule(): void {
    if (this.#timer !== undefined) return;
    const wait = this.#toldAt + progressIntervalMs - performance.now();
    if (wait <= 0) this.#tell();
    else this.#timer = setTimeout(this.#onTimer, wait);
  }

  /** A timer may fire a little early; the beat is kept all the same. */
  readonly #onTimer = () => {
    this.#timer = undefined;
    this.#schedule();
  };

  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#timeline.update();
    const { sent, wireBytes, bodyBytes, elapsedMs } = this.#figures;
    this.#onEvent({ type: 'progress', sent, wireBytes, bodyBytes, elapsedMs });
    this.#toldAt = performance.now();
  }
}
