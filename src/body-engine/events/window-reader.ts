import type { ByteReader } from '../byte-reader.ts';

/**
 * Reads a window ahead, so that many small reads one behind the other take few of the file. The file is open during
 * those alone.
 */
export class WindowReader implements ByteReader {
  readonly #open: () => ByteReader & Disposable;
  readonly #window: Buffer;
  #start = 0;
  #bytes = 0;

  constructor(open: () => ByteReader & Disposable, windowBytes = 256 * 1024) {
    this.#open = open;
    this.#window = Buffer.allocUnsafeSlow(windowBytes);
  }

  get size(): number {
    using reader = this.#open();
    return reader.size;
  }

  read(into: Uint8Array, position: number): number {
    const isWithin = position >= this.#start && position + into.byteLength <= this.#start + this.#bytes;
    if (!isWithin) {
      using reader = this.#open();
      if (into.byteLength > this.#window.byteLength) return reader.read(into, position);
      this.#start = position;
      this.#bytes = reader.read(this.#window, position);
    }
    const at = position - this.#start;
    const part = this.#window.subarray(at, Math.min(at + into.byteLength, this.#bytes));
    into.set(part);
    return part.byteLength;
  }
}
