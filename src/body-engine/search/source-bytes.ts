import type { ByteReader } from '../byte-reader.ts';
import { FileCutShortError } from '../index/row-window.ts';

/** A buffer that is used again for each read, and grows with the largest. */
export class SourceBytes {
  #buffer = Buffer.alloc(0);

  /**
   * The bytes `[start, end)`, good until the next call. Throws `FileCutShortError` where there are fewer, and what the
   * reader throws.
   */
  read(reader: ByteReader, start: number, end: number): Buffer {
    const length = end - start;
    if (this.#buffer.byteLength < length) this.#buffer = Buffer.allocUnsafeSlow(length);
    const bytes = this.#buffer.subarray(0, length);
    if (reader.read(bytes, start) < length) throw new FileCutShortError();
    return bytes;
  }
}
