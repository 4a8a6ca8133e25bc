import { byte, isEscape, isHexDigit, literalOf, state } from './grammar.ts';

/** For a byte that may not stand where it does; no `state`. */
export const refused = -1;

/** Goes on, byte by byte, within an escape or a literal. */
export class TokenTail {
  #literal: Uint8Array = literalOf(0).bytes;
  #literalAt = 0;
  #hexDigitsLeft = 0;

  /** @param first byte of a literal */
  beginLiteral(first: number): void {
    this.#literal = literalOf(first).bytes;
    this.#literalAt = 1;
  }

  /**
   * Takes one byte more.
   * @param now the state: `escape`, `hexDigits` or `literal`
   * @returns the next state, which is `afterValue` behind a literal; or `refused`
   */
  take(now: number, next: number, afterValue: number): number {
    switch (now) {
      case state.escape:
        if (isEscape[next] !== 1) return refused;
        if (next !== byte.lowerU) return state.string;
        this.#hexDigitsLeft = 4;
        return state.hexDigits;
      case state.hexDigits:
        if (isHexDigit[next] !== 1) return refused;
        return --this.#hexDigitsLeft === 0 ? state.string : now;
      default:
        if (next !== this.#literal[this.#literalAt]) return refused;
        return ++this.#literalAt === this.#literal.byteLength ? afterValue : now;
    }
  }
}
