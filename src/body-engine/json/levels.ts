/** The brackets that are open, by a bit each: so a megabyte of memory holds eight million levels. */
export class Levels {
  #depth = 0;
  #isObject = new Uint8Array(64);

  get depth(): number {
    return this.#depth;
  }

  push(isObject: boolean): void {
    const at = this.#depth >>> 3;
    if (at === this.#isObject.byteLength) {
      const wider = new Uint8Array(2 * at);
      wider.set(this.#isObject);
      this.#isObject = wider;
    }
    const bit = 1 << (this.#depth & 7);
    const others = (this.#isObject[at] ?? 0) & ~bit;
    this.#isObject[at] = isObject ? others | bit : others;
    this.#depth++;
  }

  pop(): void {
    this.#depth--;
  }

  /** Whether the innermost open bracket is an object's. Say nothing of it where none is open. */
  get isInObject(): boolean {
    const top = this.#depth - 1;
    return ((this.#isObject[top >>> 3] ?? 0) & (1 << (top & 7))) !== 0;
  }
}
