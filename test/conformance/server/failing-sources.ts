import type { Probe } from './probe.ts';

/** Ways for an async iterable to misbehave. */
export const failureKinds = [
  'finally throws',
  'return throws at once',
  'return gives no promise',
  'return never settles',
  'no return',
  'next throws at once',
  'next gives no promise',
  'iterator throws at once',
] as const;
export type FailureKind = (typeof failureKinds)[number];

/** Yields numbers without end until it is stopped, and misbehaves in one way. */
export class Failing implements AsyncIterable<number> {
  #next = 0;

  constructor(
    private readonly kind: FailureKind,
    private readonly probe: Probe,
  ) {}

  [Symbol.asyncIterator](): AsyncIterator<number> {
    if (this.kind === 'iterator throws at once') throw new Error(this.kind);
    if (this.kind === 'finally throws') return this.#generate();
    const iterator = { next: () => this.#take() };
    return this.kind === 'no return' ? iterator : { ...iterator, return: () => this.#return() };
  }

  async *#generate(): AsyncGenerator<number> {
    try {
      for (;;) yield this.#count();
    } finally {
      this.probe.note('cleaned');
      // oxlint-disable-next-line no-unsafe-finally -- what the row is about
      throw new Error('finally throws');
    }
  }

  #count(): number {
    this.probe.produced += 1;
    this.#next += 1;
    return this.#next;
  }

  #take(): Promise<IteratorResult<number>> {
    if (this.kind === 'next throws at once' && this.#next === 2) throw new Error(this.kind);
    const result: IteratorResult<number> = { done: false, value: this.#count() };
    // A thing of the wrong type, as plain JavaScript would give it.
    if (this.kind === 'next gives no promise') return JSON.parse(JSON.stringify(result));
    return Promise.resolve(result);
  }

  #return(): Promise<IteratorResult<number>> {
    this.probe.note('cleaned');
    if (this.kind === 'return throws at once') throw new Error(this.kind);
    if (this.kind === 'return never settles') return new Promise(() => undefined);
    if (this.kind === 'return gives no promise') return JSON.parse('{"done":true}');
    return Promise.resolve({ done: true, value: undefined });
  }
}
