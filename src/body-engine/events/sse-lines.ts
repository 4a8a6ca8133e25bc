const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const byteOrderMark = Buffer.of(0xef, 0xbb, 0xbf);

/** Takes the lines of an event stream, each in as many parts as it comes in. */
export interface LineSink {
  /** More of the line under way: `bytes[from, to)`. They are good until it returns. */
  part(bytes: Uint8Array, from: number, to: number): void;
  /** It is whole. `end` is the offset of its end, without the line feed or carriage return. */
  end(end: number): void;
}

/** Cuts an event stream into lines: they end with a line feed, a carriage return, or both in this order. */
export class SseLines {
  readonly #sink: LineSink;
  #offset: number;
  #afterReturn = false;
  /** Bytes of the byte order mark that were seen; undefined where it is too late for one. */
  #markBytes: number | undefined;

  /** @param offset where the first byte stands in the stream, at the begin of a line. */
  constructor(offset: number, sink: LineSink) {
    this.#offset = offset;
    this.#sink = sink;
    if (offset === 0) this.#markBytes = 0;
  }

  /** Where the next byte stands. */
  get offset(): number {
    return this.#offset;
  }

  push(bytes: Uint8Array): void {
    const begin = this.#offset;
    let at = this.#skipMark(bytes);
    while (at < bytes.byteLength) {
      if (this.#afterReturn) {
        this.#afterReturn = false;
        if (bytes[at] === lineFeed) {
          at++;
          continue;
        }
      }
      let end = at;
      let byte = bytes[end];
      while (byte !== undefined && byte !== lineFeed && byte !== carriageReturn) byte = bytes[++end];
      if (end > at) this.#sink.part(bytes, at, end);
      if (byte === undefined) break;
      this.#afterReturn = byte === carriageReturn;
      this.#sink.end(begin + end);
      at = end + 1;
    }
    this.#offset = begin + bytes.byteLength;
  }

  /** @returns how many of the bytes belong to the mark. */
  #skipMark(bytes: Uint8Array): number {
    if (this.#markBytes === undefined) return 0;
    const seen = this.#markBytes;
    let at = 0;
    while (at < bytes.byteLength && seen + at < byteOrderMark.byteLength) {
      if (bytes[at] !== byteOrderMark[seen + at]) {
        // It is none: what looked like it begins the first line.
        this.#markBytes = undefined;
        if (seen > 0) this.#sink.part(byteOrderMark, 0, seen);
        return 0;
      }
      at++;
    }
    this.#markBytes = seen + at === byteOrderMark.byteLength ? undefined : seen + at;
    return at;
  }
}
