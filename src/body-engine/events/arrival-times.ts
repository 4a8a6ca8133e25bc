/** What arrives within so many milliseconds counts as having arrived together, to begin with. */
const togetherMs = 10;
const defaultMaxEntries = 16 * 1024;
const firstEntries = 16;

/**
 * When each byte of a body arrived. Bytes that came within 10 ms share one entry; where there are too many entries, the time
 * within which bytes count as one is doubled, so that the memory is bounded.
 */
export class ArrivalTimes {
  readonly #maxEntries: number;
  #ends = new Float64Array(firstEntries);
  #times = new Float64Array(firstEntries);
  #entries = 0;
  #togetherMs = togetherMs;

  /** @param maxEntries take 16 bytes each, once there are as many */
  constructor(maxEntries = defaultMaxEntries) {
    this.#maxEntries = maxEntries;
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
    if (this.#entries === this.#maxEntries) this.#thinOut();
    if (this.#entries === this.#ends.length) this.#grow();
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

  #grow(): void {
    const [ends, times] = [this.#ends, this.#times];
    this.#ends = new Float64Array(ends.length * 2);
    this.#times = new Float64Array(times.length * 2);
    this.#ends.set(ends);
    this.#times.set(times);
  }

  #thinOut(): void {
    while (this.#entries > this.#maxEntries / 2) {
      let last = 0;
      for (let entry = 1; entry < this.#entries; entry++) {
        const time = this.#times[entry] ?? 0;
        if (time - (this.#times[last] ?? 0) >= this.#togetherMs) this.#times[++last] = time;
        this.#ends[last] = this.#ends[entry] ?? 0;
      }
      this.#entries = last + 1;
      // Two that came together may have been as long under way each.
      this.#togetherMs *= 2;
    }
  }
}
