import { state } from './grammar.ts';

/**
 * The brackets that are open, and what may come behind a value there. A bracket takes a bit: so a megabyte of memory holds
 * eight million levels.
 */
export class Levels {
  readonly #afterOutermost: number;
  #afterValue: number;
  #depth = 0;
  #isObject = new Uint8Array(64);

  /** @param afterOutermost the `state` behind a value that stands in no bracket */
  constructor(afterOutermost: number) {
    this.#afterOutermost = afterOutermost;
    this.#afterValue = afterOutermost;
  }

  get depth(): number {
    return this.#depth;
  }

  /** The `state` behind a value of the innermost level. */
  get afterValue(): number {
    return this.#afterValue;
  }

  /** @returns the `state` behind the bracket */
  open(isObject: boolean): number {
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
    this.#afterValue = isObject ? state.afterMember : state.afterElement;
    return isObject ? state.firstName : state.firstElement;
  }

  /** Say so only where one is open. @returns the `state` behind the bracket */
  close(): number {
    const top = --this.#depth - 1;
    if (top < 0) this.#afterValue = this.#afterOutermost;
    else {
      const isInObject = ((this.#isObject[top >>> 3] ?? 0) & (1 << (top & 7))) !== 0;
      this.#afterValue = isInObject ? state.afterMember : state.afterElement;
    }
    return this.#afterValue;
  }
}
