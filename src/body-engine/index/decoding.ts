import { TextDecoder } from 'node:util';
import { layoutOf, type TextLayout } from './text-layout.ts';

/** How a body's bytes are shown as text. */
export class TextDecoding {
  readonly layout: TextLayout;
  readonly #decoder: TextDecoder;
  readonly #measure: Measure;

  /** @param label what `TextDecoder` takes. Throws its RangeError for any other. */
  constructor(label: string) {
    // A byte order mark stands outside of the text; one within it is a character.
    this.#decoder = new TextDecoder(label, { ignoreBOM: true });
    this.layout = layoutOf(this.#decoder.encoding);
    this.#measure = measureOf(this.#decoder.encoding);
  }

  /** What is no character of the encoding becomes U+FFFD. */
  decode(bytes: Uint8Array): string {
    // Node 20 takes windows-1252 for latin1 where the whole text comes at once.
    return this.#decoder.encoding === 'windows-1252'
      ? this.#decoder.decode(bytes, { stream: true })
      : this.#decoder.decode(bytes);
  }

  /** The column (in UTF-16 code units) of the character that the byte at an offset belongs to. */
  columnAt(bytes: Uint8Array, offset: number): number {
    let column = 0;
    for (let at = 0; at < bytes.byteLength; ) {
      const next = at + this.#measure.bytes(bytes, at);
      if (next > offset) break;
      column += this.#measure.columns(bytes, at, next);
      at = next;
    }
    return column;
  }

  /** Where the character begins that stands at a column, or is crossed by it; behind the text, its end. */
  offsetAt(bytes: Uint8Array, column: number): number {
    let at = 0;
    for (let left = column; left > 0 && at < bytes.byteLength; ) {
      const next = at + this.#measure.bytes(bytes, at);
      left -= this.#measure.columns(bytes, at, next);
      if (left < 0) break;
      at = next;
    }
    return at;
  }
}

/** The sizes of the character that begins at an index. */
interface Measure {
  /** Its bytes: 1 at least, and what is there of it at most. */
  bytes(bytes: Uint8Array, at: number): number;
  /** The UTF-16 code units that it is decoded to. */
  columns(bytes: Uint8Array, at: number, next: number): number;
}

function measureOf(encoding: string): Measure {
  if (encoding === 'utf-8') return utf8;
  if (encoding === 'utf-16le') return utf16(1);
  if (encoding === 'utf-16be') return utf16(0);
  return multiByteEncodings.has(encoding) ? multiByte(encoding) : { bytes: () => 1, columns: () => 1 };
}

const utf8: Measure = {
  bytes: utf8SequenceBytes,
  columns: (_bytes, at, next) => (next - at === 4 ? 2 : 1),
};

/**
 * The bytes that a decoder turns into one character or one U+FFFD: what is broken ends before the first byte that can't
 * go on with it (https://encoding.spec.whatwg.org/#utf-8-decoder).
 */
function utf8SequenceBytes(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 0xc2 || lead > 0xf4) return 1;
  const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const second = bytes[at + 1] ?? 0;
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 1;
  let taken = 2;
  while (taken < length && ((bytes[at + taken] ?? 0) & 0xc0) === 0x80) taken += 1;
  // A whole one of three bytes, and a broken one of four, are one column each.
  return taken;
}

function utf16(high: 0 | 1): Measure {
  const isSurrogate = (bytes: Uint8Array, at: number, from: 0xd8 | 0xdc) =>
    ((bytes[at + high] ?? 0) & 0xfc) === from;
  return {
    bytes(bytes, at) {
      const isPair =
        at + 3 < bytes.byteLength && isSurrogate(bytes, at, 0xd8) && isSurrogate(bytes, at + 2, 0xdc);
      return Math.min(isPair ? 4 : 2, bytes.byteLength - at);
    },
    columns: (_bytes, at, next) => (next - at === 4 ? 2 : 1),
  };
}

/** The encodings of the Encoding standard with more than a byte a character, but for Unicode's own. */
const multiByteEncodings = new Set([
  'gbk',
  'gb18030',
  'big5',
  'euc-jp',
  'iso-2022-jp',
  'shift_jis',
  'euc-kr',
]);

/** By trial: the fewest bytes that are text. Exact but for ISO-2022-JP, whose escape sequences change what follows. */
function multiByte(encoding: string): Measure {
  const strict = new TextDecoder(encoding, { fatal: true });
  const tolerant = new TextDecoder(encoding);
  const isText = (part: Uint8Array) => {
    try {
      strict.decode(part);
      return true;
    } catch (cause) {
      if (cause instanceof TypeError) return false;
      throw cause;
    }
  };
  return {
    bytes(bytes, at) {
      for (let length = 1; length <= 4 && at + length <= bytes.byteLength; length += 1) {
        if (isText(bytes.subarray(at, at + length))) return length;
      }
      return 1;
    },
    columns: (bytes, at, next) => tolerant.decode(bytes.subarray(at, next)).length,
  };
}
