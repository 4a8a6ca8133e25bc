import { maxRowBytes } from '#router/contracts/body-view.ts';

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** The byte at an offset of the body. Asked for no more than 8 bytes before the newest one. */
export type ByteAt = (offset: number) => number;

/** How the bytes of an encoding fall into lines and characters: all that cutting a body into rows asks of it. */
export interface TextLayout {
  /** Bytes of a code unit: a line feed is one unit. */
  readonly unitBytes: 1 | 2;
  /** The index of the first byte of the first line feed from index `from` on, or -1. Indexes count whole units. */
  findLineFeed(bytes: Buffer, from: number): number;
  isCarriageReturn(byteAt: ByteAt, offset: number): boolean;
  /** Where the character begins that the unit at `offset` is of. */
  characterStart(byteAt: ByteAt, offset: number): number;
}

/**
 * Every encoding of one byte a character; and the legacy ones of several (Shift_JIS, GBK, GB18030, Big5, EUC): no
 * byte of a character is a line feed there, so that their lines hold. But where a row of an overlong line ends, a
 * character may be torn, and after it ISO-2022-JP has lost its state: to see where one begins, the line would have
 * to be read from its start.
 */
const singleBytes: TextLayout = {
  unitBytes: 1,
  findLineFeed: (bytes, from) => bytes.indexOf(lineFeed, from),
  isCarriageReturn: (byteAt, offset) => byteAt(offset) === carriageReturn,
  characterStart: (_byteAt, offset) => offset,
};

const utf8: TextLayout = {
  ...singleBytes,
  characterStart(byteAt, offset) {
    let start = offset;
    while (start > offset - 3 && isContinuation(byteAt(start))) start -= 1;
    // More of them than a character has: each stands for itself, shown as U+FFFD.
    return isContinuation(byteAt(start)) ? offset : start;
  },
};

function isContinuation(byte: number): boolean {
  return (byte & 0xc0) === 0x80;
}

/** @param high which byte of a unit is its higher one. */
function utf16(high: 0 | 1): TextLayout {
  const low = high === 0 ? 1 : 0;
  const isUnit = (byteAt: ByteAt, offset: number, value: number) =>
    byteAt(offset + low) === value && byteAt(offset + high) === 0;
  /** High surrogates are D800 to DBFF, low ones DC00 to DFFF. */
  const isSurrogate = (byteAt: ByteAt, offset: number, from: 0xd8 | 0xdc) =>
    (byteAt(offset + high) & 0xfc) === from;
  return {
    unitBytes: 2,
    findLineFeed(bytes, from) {
      for (let at = bytes.indexOf(lineFeed, from); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) {
        if ((at & 1) !== low) continue;
        const unit = at - low;
        if (bytes[unit + high] === 0) return unit;
      }
      return -1;
    },
    isCarriageReturn: (byteAt, offset) => isUnit(byteAt, offset, carriageReturn),
    characterStart: (byteAt, offset) =>
      offset >= 2 && isSurrogate(byteAt, offset, 0xdc) && isSurrogate(byteAt, offset - 2, 0xd8)
        ? offset - 2
        : offset,
  };
}

const utf16le = utf16(1);
const utf16be = utf16(0);

/** @param label of the Encoding standard, in its canonical spelling, as `TextDecoder.encoding` gives it. */
export function layoutOf(label: string): TextLayout {
  if (label === 'utf-8') return utf8;
  if (label === 'utf-16le') return utf16le;
  return label === 'utf-16be' ? utf16be : singleBytes;
}

/**
 * Where a row ends whose line goes on behind `start + maxRowBytes`, as the unit there is known and is no line feed.
 * Never within a character, and never right before a carriage return, so that no row holds a line's end alone.
 */
export function cutRow(layout: TextLayout, byteAt: ByteAt, start: number): number {
  const cut = layout.characterStart(byteAt, start + maxRowBytes);
  return layout.isCarriageReturn(byteAt, cut) ? layout.characterStart(byteAt, cut - layout.unitBytes) : cut;
}
