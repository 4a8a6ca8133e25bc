import type { PhaseTiming } from '#router/contracts/send.ts';
import type { ExchangeFigures } from './exchange-types.ts';

/** The clock of one exchange. Writes the bars of its waterfall into `figures.phases`; one is open at a time. */
export class Timeline {
  readonly #startedAt = performance.now();
  readonly #figures: ExchangeFigures;
  #open: PhaseTiming | undefined;
  #hop = 0;

  constructor(figures: ExchangeFigures) {
    this.#figures = figures;
  }

  /** The bar that is open, if any. */
  get current(): PhaseTiming['name'] | undefined {
    return this.#open?.name;
  }

  /** Brings `figures` up to this moment. */
  update(): void {
    const now = performance.now() - this.#startedAt;
    this.#figures.elapsedMs = now;
    if (this.#open) this.#open.durationMs = now - this.#open.startMs;
  }

  /** Opens a bar where the one before it ends. */
  begin(name: PhaseTiming['name']): void {
    this.update();
    this.#open = { name, hop: this.#hop, startMs: this.#figures.elapsedMs, durationMs: 0 };
    this.#figures.phases.push(this.#open);
  }

  end(): void {
    this.update();
    this.#open = undefined;
  }

  nextHop(): void {
    this.end();
    this.#hop++;
  }
}
