import type { ByteReader } from '../byte-reader.ts';
import { byte, byteOrderMark, kind, kindOf } from './grammar.ts';

/** Strings are mostly short: so far their end is looked for byte by byte, which is faster than a call. */
const shortString = 32;

/** Why a scan can't go on: the source's end, the line's end (of JSON a line), too many bytes without anything found, a mistake. */
export class ScanStop extends Error {
  readonly reason: 'end' | 'line' | 'budget' | 'problem';
  readonly offset: number;

  constructor(reason: ScanStop['reason'], offset: number, message = '') {
    super(message);
    this.reason = reason;
    this.offset = offset;
  }
}

export interface ScannerOptions {
  /** The scan ends at the next line feed, which JSON of one line can't hold. */
  readonly isWithinLine: boolean;
  /** The source's end is that of the text. */
  readonly isComplete: boolean;
  /** How much is read at once; 128 KiB where left out. */
  readonly windowBytes?: number | undefined;
}

/**
 * Goes over the bytes of JSON in a window of fixed size. Its generators yield each time that they have read, so
 * that whoever drives them may pause there. They throw a `ScanStop` where they can't go on.
 */
export class ByteScanner {
  readonly #source: ByteReader;
  readonly #isWithinLine: boolean;
  readonly #isComplete: boolean;
  readonly #buffer: Buffer;
  #window: Buffer;
  /** Offset of the window's first byte. */
  #base = 0;
  /** In the window: the next byte, and the end of what may be scanned. */
  #at = 0;
  #stop = 0;
  /** Where `skip…` gives up, for there may be something to show already. */
  #skipBefore = Infinity;

  #depth = 0;
  #isInString = false;
  #isEscaped = false;

  constructor(source: ByteReader, { isWithinLine, isComplete, windowBytes = 128 * 1024 }: ScannerOptions) {
    this.#buffer = Buffer.allocUnsafeSlow(windowBytes);
    this.#window = this.#buffer.subarray(0, 0);
    this.#source = source;
    this.#isWithinLine = isWithinLine;
    this.#isComplete = isComplete;
  }

  /** Of the next byte. */
  get offset(): number {
    return this.#base + this.#at;
  }

  /** From here on a scan may go over so many bytes, and then stops with the reason `budget`. */
  limit(bytes: number): void {
    this.#skipBefore = this.offset + bytes;
  }

  moveTo(offset: number): void {
    const at = offset - this.#base;
    if (at >= 0 && at <= this.#window.byteLength) {
      this.#at = at;
    } else {
      this.#base = offset;
      this.#at = 0;
      this.#window = this.#buffer.subarray(0, 0);
    }
    this.#findStop();
  }

  /** The next byte, where it is in the window: then `peek` is not needed. */
  get near(): number | undefined {
    return this.#at < this.#stop ? this.#window[this.#at] : undefined;
  }

  /** The next byte, which stays the next. */
  *peek(): Generator<void, number> {
    while (this.#at === this.#stop) yield* this.#fill();
    return this.#window[this.#at] ?? 0;
  }

  /** Like `peek`, but undefined where the text or the line ends. */
  *peekOrEnd(): Generator<void, number | undefined> {
    try {
      return yield* this.peek();
    } catch (cause) {
      if (this.#isTextEnd(cause)) return undefined;
      throw cause;
    }
  }

  /** Goes over white space (of JSON a line: and the mark of a record). @returns the next byte, which stays the next. */
  *peekToken(): Generator<void, number> {
    for (;;) {
      const next = this.near ?? (yield* this.peek());
      const nextKind = kindOf[next];
      const isBetween =
        nextKind === kind.space ||
        nextKind === kind.lineFeed ||
        (nextKind === kind.recordSeparator && this.#isWithinLine);
      if (!isBetween) return next;
      this.#at++;
    }
  }

  /** Like `peekToken`, but undefined where the text or the line ends. */
  *peekTokenOrEnd(): Generator<void, number | undefined> {
    try {
      return yield* this.peekToken();
    } catch (cause) {
      if (this.#isTextEnd(cause)) return undefined;
      throw cause;
    }
  }

  #isTextEnd(cause: unknown): boolean {
    if (!(cause instanceof ScanStop)) return false;
    return cause.reason === 'line' || (cause.reason === 'end' && this.#isComplete);
  }

  /** Goes over the byte that was peeked at. */
  take(): void {
    this.#at++;
  }

  /** Goes to the first byte of the text. */
  *skipByteOrderMark(): Generator<void> {
    this.moveTo(0);
    for (const part of byteOrderMark) {
      if ((yield* this.peekOrEnd()) !== part) {
        this.moveTo(0);
        return;
      }
      this.take();
    }
  }

  /** Goes to the first byte of the next line. @returns false where the source has none. */
  *skipLine(): Generator<void, boolean> {
    for (;;) {
      const lineFeed = this.#window.indexOf(byte.lineFeed, this.#at);
      if (lineFeed !== -1) {
        this.#at = lineFeed + 1;
        this.#findStop();
        return true;
      }
      this.#at = this.#window.byteLength;
      this.#stop = this.#at;
      if (!(yield* this.#read())) return false;
    }
  }

  /** Goes over the string that begins with the next byte. */
  *skipString(): Generator<void, void> {
    yield* this.peek();
    this.#at++;
    this.#isEscaped = false;
    while (!this.#passString()) yield* this.#fill();
  }

  /** Goes over the object or array that begins with the next byte: what is in it is matched by depth alone. */
  *skipNested(): Generator<void, void> {
    this.#depth = 0;
    this.#isInString = false;
    while (!this.#passNested()) yield* this.#fill();
  }

  /** @returns whether the string's end is in the window; else all of the window is behind. */
  #passString(): boolean {
    const window = this.#window;
    const stop = this.#stop;
    let from = this.#at;
    if (this.#isEscaped && from < stop) {
      this.#isEscaped = false;
      from++;
    }
    for (const near = Math.min(stop, from + shortString); from < near; from++) {
      const next = window[from];
      if (next === byte.quote) {
        this.#at = from + 1;
        return true;
      }
      if (next === byte.backslash) break;
    }
    for (;;) {
      const found = window.indexOf(byte.quote, from);
      const quote = found === -1 || found > stop ? stop : found;
      let before = quote;
      while (before > from && window[before - 1] === byte.backslash) before--;
      const isEscaped = (quote - before) % 2 === 1;
      if (quote === stop) {
        this.#isEscaped ||= isEscaped;
        this.#at = stop;
        return false;
      }
      from = quote + 1;
      if (isEscaped) continue;
      this.#at = from;
      return true;
    }
  }

  /** @returns whether the end of what is nested is in the window; else all of the window is behind. */
  #passNested(): boolean {
    const window = this.#window;
    for (;;) {
      if (this.#isInString) {
        if (!this.#passString()) return false;
        this.#isInString = false;
      }
      const stop = this.#stop;
      let at = this.#at;
      let depth = this.#depth;
      for (; at < stop; at++) {
        const change = depthChange[window[at] ?? 0] ?? 0;
        if (change === 0) continue;
        if (change === opensString) break;
        depth += change;
        if (depth === 0) {
          this.#at = at + 1;
          return true;
        }
      }
      this.#depth = depth;
      this.#at = at;
      if (at === stop) return false;
      this.#at++;
      this.#isInString = true;
      this.#isEscaped = false;
    }
  }

  *#fill(): Generator<void, void> {
    if (this.#stop < this.#window.byteLength) throw new ScanStop('line', this.offset);
    if (!(yield* this.#read())) throw new ScanStop('end', this.offset);
  }

  /** Reads the next window, when all of this one is behind. @returns false where nothing is left. */
  *#read(): Generator<void, boolean> {
    if (this.offset >= this.#skipBefore) throw new ScanStop('budget', this.offset);
    yield;
    this.#base += this.#window.byteLength;
    this.#window = this.#buffer.subarray(0, this.#source.read(this.#buffer, this.#base));
    this.#at = 0;
    this.#findStop();
    return this.#window.byteLength > 0;
  }

  #findStop(): void {
    const lineFeed = this.#isWithinLine ? this.#window.indexOf(byte.lineFeed, this.#at) : -1;
    this.#stop = lineFeed === -1 ? this.#window.byteLength : lineFeed;
  }
}

const opensString = 2;
/** By how much a byte changes the depth; `opensString` for a quote. */
const depthChange = new Int8Array(256);
for (let each = 0; each < 256; each++) {
  const itsKind = kindOf[each];
  if (itsKind === kind.openObject || itsKind === kind.openArray) depthChange[each] = 1;
  if (itsKind === kind.closeObject || itsKind === kind.closeArray) depthChange[each] = -1;
  if (itsKind === kind.quote) depthChange[each] = opensString;
}
