import { createHash } from 'node:crypto';
import { type LargeLiteral, literalIdFrom } from './large-literals.ts';

/** Where the bytes of what may be taken out go. */
export interface LiteralSink {
  /** What stays in the text, counted already. */
  readonly keep: (bytes: readonly Buffer[]) => void;
  /** What is taken out; behind its last piece, the literal. */
  readonly out: (piece: Buffer | LargeLiteral) => void;
  /** So many bytes more, or fewer, are held. Throws `TooLargeError`. */
  readonly grow: (bytes: number) => void;
}

/** What a literal says, as it comes: it is held for as long as it may stay where it is, and taken out where it is large. */
export class LiteralContent {
  readonly #literalBytes: number;
  readonly #sink: LiteralSink;
  readonly #hash = createHash('sha256');
  /** Its bytes as they stand in the file, for as long as it may stay there. */
  #raw: Buffer[] = [];
  #content: Buffer[] = [];
  #size = 0;
  #isTakenOut = false;

  /** @param literalBytes what has more is taken out */
  constructor(literalBytes: number, sink: LiteralSink) {
    this.#literalBytes = literalBytes;
    this.#sink = sink;
  }

  /** Bytes so far. */
  get size(): number {
    return this.#size;
  }

  /** It can't stay where it is any more. */
  get isTakenOut(): boolean {
    return this.#isTakenOut;
  }

  /** Takes its next bytes as they stand in the file; what they say comes by `add`. Throws `TooLargeError`. */
  keepRaw(bytes: Buffer): void {
    if (this.#isTakenOut) return;
    this.#raw.push(bytes);
    this.#sink.grow(bytes.length);
  }

  /** Takes the next bytes of what it says. */
  add(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.#hash.update(bytes);
    this.#size += bytes.length;
    if (this.#isTakenOut) {
      this.#sink.out(bytes);
      return;
    }
    this.#content.push(bytes);
    if (this.#size <= this.#literalBytes) return;
    this.#isTakenOut = true;
    for (const piece of this.#content) this.#sink.out(piece);
    this.#sink.grow(-this.#raw.reduce((sum, { length }) => sum + length, 0));
    this.#raw = [];
    this.#content = [];
  }

  /** It stays where it is, which is for one that is not taken out. */
  leave(): void {
    this.#sink.keep(this.#raw);
    this.#raw = [];
    this.#content = [];
  }

  /**
   * It has ended.
   * @param tail line feeds behind it that belong to it
   * @returns what a mark is to stand for; undefined where it stays
   */
  end(tail: number): LargeLiteral | undefined {
    if (!this.#isTakenOut) {
      this.leave();
      return undefined;
    }
    if (tail > 0) {
      const bytes = Buffer.from('\n'.repeat(tail));
      this.#hash.update(bytes);
      this.#sink.out(bytes);
    }
    const literal = { id: literalIdFrom(this.#hash), size: this.#size, tail };
    this.#sink.out(literal);
    return literal;
  }
}
