/** Blocks between two running sums: what is summed up by one look-up. */
const groupSize = 64;

/** How much of something there is in each block, with running sums, so that the block of the nth one is found fast. */
export class Counts {
  #counts = new Uint16Array(groupSize);
  /** Before each group of blocks. */
  #sums = new Float64Array(1);
  #blocks = 0;
  #total = 0;
  #inLast = 0;

  get total(): number {
    return this.#total;
  }

  get memoryBytes(): number {
    return this.#counts.byteLength + this.#sums.byteLength;
  }

  /** The next block begins, with nothing in it yet. */
  openBlock(): void {
    const block = this.#blocks;
    if (block === this.#counts.length) {
      const counts = new Uint16Array(block * 2);
      counts.set(this.#counts);
      this.#counts = counts;
      const sums = new Float64Array(counts.length / groupSize);
      sums.set(this.#sums);
      this.#sums = sums;
    }
    if (block % groupSize === 0) this.#sums[block / groupSize] = this.#total;
    this.#blocks += 1;
    this.#inLast = 0;
  }

  /** One more in the last block: 65,535 at most. */
  addToLast(): void {
    this.#total += 1;
    this.#inLast += 1;
    this.#counts[this.#blocks - 1] = this.#inLast;
  }

  /** How many there are in the blocks before this one. */
  before(block: number): number {
    const group = Math.floor(block / groupSize);
    let sum = this.#sums[group] ?? 0;
    for (let each = group * groupSize; each < block; each += 1) sum += this.#counts[each] ?? 0;
    return sum;
  }

  /** The block that has the nth one (from 0) of all. `nth` is less than `total`. */
  blockOf(nth: number): number {
    let group = 0;
    for (let end = Math.ceil(this.#blocks / groupSize); end - group > 1; ) {
      const middle = (group + end) >>> 1;
      if ((this.#sums[middle] ?? 0) <= nth) group = middle;
      else end = middle;
    }
    let block = group * groupSize;
    for (let left = nth - (this.#sums[group] ?? 0); left >= (this.#counts[block] ?? 0); block += 1) {
      left -= this.#counts[block] ?? 0;
      if (block === this.#blocks - 1) break;
    }
    return block;
  }
}
