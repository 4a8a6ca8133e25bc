/** What arrives within so many milliseconds counts as having arrived together, to begin with. */
const togetherMs = 10;
const defaultMaxEntries = 16 * 1024;

/**
 * When each byte of a body arrived. Bytes that came within 10 ms share one entry; where there are too many entries, two
 * become one and the time within which bytes count as one is doubled, so that the memory is bounded.
 */
export class ArrivalTimes {
  readonly #ends: Float64Array;
  readonly #times: Float64Array;
  #entries = 0;
  #togetherMs = togetherMs;

  /** @param maxEntries takes 16 bytes each; an even number */
  constructor(maxEntries = defaultMaxEntries) {
    this.#ends = new Float64Array(maxEntries);
    this.#times = new Float64Array(maxEntries);
  }

  /** A byte may have arrived so many milliseconds later than `at` says, and never earlier. */
  get precisionMs(): number {
    return this.#togetherMs;
  }

  /**
   * @param end all before this offset has arrived by now
   * @param now milliseconds since 1970; one that goes back counts as the one before
   */
  record(end: number, now: number): void {
    const last = this.#entries - 1;
    if (last >= 0) {
      if (end <= (this.#ends[last] ?? 0)) return;
      if (now - (this.#times[last] ?? 0) < this.#togetherMs) {
        this.#ends[last] = end;
        return;
      }
    }
    if (this.#entries === this.#ends.length) this.#halve();
    this.#ends[this.#entries] = end;
    this.#times[this.#entries] = now;
    this.#entries++;
  }

  /** When the byte at `offset` arrived, in milliseconds since 1970; undefined where it has not. */
  at(offset: number): number | undefined {
    let low = 0;
    let high = this.#entries;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ends[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low < this.#entries ? this.#times[low] : undefined;
  }

  /** Bytes of two neighbours come together, with the time of the first. */
  #halve(): void {
    const pairs = this.#entries / 2;
    let widest = 0;
    for (let pair = 0; pair < pairs; pair++) {
      const first = this.#times[2 * pair] ?? 0;
      widest = Math.max(widest, (this.#times[2 * pair + 1] ?? first) - first);
      this.#times[pair] = first;
      this.#ends[pair] = this.#ends[2 * pair + 1] ?? 0;
    }
    this.#entries = pairs;
    void widest;
    this.#togetherMs *= 2;
  }
}
