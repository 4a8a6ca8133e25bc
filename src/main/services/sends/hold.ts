import type { SendEvent, SendEventOf } from '#router/contracts/send.ts';
import { Changes } from '#body-engine/changes.ts';
import type { Deadline } from '../http/deadline.ts';
import type { ExchangeFigures } from '../http/exchange-types.ts';
import { isSuspect } from './expansion.ts';

export interface HoldOptions {
  /** Kept up to date by the exchange. */
  readonly figures: Pick<ExchangeFigures, 'wireBytes' | 'bodyBytes'>;
  readonly harmlessBytes?: number;
  /** Makes room for a body that grows, and tells whether there is any. */
  readonly makeRoom: () => boolean;
  readonly onEvent: (event: SendEvent) => void;
}

/** How much is stored, as it came and decoded together, between two looks at the quota. */
const stepBytes = 1024 * 1024;

/** Stops a body that does not look right until somebody says that it may go on. Each reason is asked about once. */
export class Hold {
  readonly #options: HoldOptions;
  readonly #answers = new Changes();
  readonly #allowed = new Set<Reason>();
  #asking: Reason | undefined;
  #nextLook = 0;

  constructor(options: HoldOptions) {
    this.#options = options;
  }

  /**
   * Resolves when the next piece may be stored: at once, as a rule. The time that somebody takes to answer does not count.
   * Throws the reason of the deadline's signal.
   */
  async pass(deadline: Deadline): Promise<void> {
    const { signal } = deadline;
    for (let reason = this.#reason(); reason !== undefined; reason = this.#reason()) {
      // Nobody is asked about what is over.
      signal.throwIfAborted();
      using _ = deadline.pause();
      const { wireBytes, bodyBytes } = this.#options.figures;
      this.#asking = reason;
      this.#options.onEvent({ type: 'held', reason, wireBytes, bodyBytes });
      while (this.#asking !== undefined) await this.#answers.next(signal);
    }
  }

  /** The answer is yes. Harmless where nothing was asked. */
  release(): void {
    if (this.#asking === undefined) return;
    this.#allowed.add(this.#asking);
    this.#asking = undefined;
    this.#options.onEvent({ type: 'wentOn' });
    this.#answers.announce();
  }

  #reason(): Reason | undefined {
    const { figures, harmlessBytes, makeRoom } = this.#options;
    if (!this.#allowed.has('expansion') && isSuspect(figures, harmlessBytes)) return 'expansion';
    const stored = figures.wireBytes + figures.bodyBytes;
    if (this.#allowed.has('quota') || stored < this.#nextLook) return undefined;
    if (!makeRoom()) return 'quota';
    this.#nextLook = stored + stepBytes;
    return undefined;
  }
}

type Reason = SendEventOf<'held'>['reason'];
