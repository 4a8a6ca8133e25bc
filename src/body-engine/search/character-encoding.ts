import { TextDecoder } from 'node:util';
import { Failure } from '#router/contracts/failure.ts';
import { TextDecoding } from '../index/decoding.ts';

/** What a search has to know of a body's encoding. Positions are indexes of the bytes that are passed in. */
export interface CharacterEncoding {
  /** The Encoding standard's name for it, in lower case. */
  readonly name: string;
  /** Each character begins at a multiple of it, counted from the body's first byte. */
  readonly unitBytes: 1 | 2;
  readonly lineFeed: Buffer;
  /** What may stand before the text; empty where there is no such mark. */
  readonly byteOrderMark: Buffer;
  /** Malformed bytes become U+FFFD; a byte order mark is a character like others. */
  decode(bytes: Uint8Array): string;
  /**
   * Undefined where the encoding has no bytes for a character of it.
   * Left out for the legacy encodings of more than one byte: Node can't write them.
   */
  readonly encode?: (text: string) => Uint8Array | undefined;
  /** The first place from `at` on where a character begins. `at` is where a unit begins; `lookBehind` bytes before it tell. */
  boundary(bytes: Uint8Array, at: number): number;
  /**
   * Tells how many of `bytes` make the first columns of their text.
   * The function takes columns that never go down, each between two characters.
   */
  columnBytes(bytes: Uint8Array, text: string): (column: number) => number;
}

/** `boundary` looks at so many bytes before a place at most, and at so many behind it. */
export const lookBehind = 256;
export const lookAhead = 4;

const loneSurrogate = /\p{Surrogate}/u;
const multiByte = new Set(['gbk', 'gb18030', 'big5', 'euc-jp', 'iso-2022-jp', 'shift_jis', 'euc-kr']);

/**
 * @param label a label of the Encoding standard
 * @throws Failure BAD_REQUEST where nobody knows the label
 */
export function characterEncoding(label: string): CharacterEncoding {
  const name = canonicalName(label);
  const decoding = new TextDecoding(name);
  const decode = (bytes: Uint8Array) => decoding.decode(bytes);
  const unitBytes = name.startsWith('utf-16') ? 2 : 1;
  const common = { name, decode, unitBytes, ...sizesOf(decoding, unitBytes, certainStart(name)) } as const;
  if (name === 'utf-8') {
    return {
      ...common,
      lineFeed: Buffer.of(0x0a),
      byteOrderMark: Buffer.of(0xef, 0xbb, 0xbf),
      encode: (text) => (loneSurrogate.test(text) ? undefined : Buffer.from(text, 'utf8')),
    };
  }
  if (name === 'utf-16le' || name === 'utf-16be') {
    const little = name === 'utf-16le';
    const bytesOf = (text: string) =>
      little ? Buffer.from(text, 'utf16le') : Buffer.from(text, 'utf16le').swap16();
    return {
      ...common,
      lineFeed: bytesOf('\n'),
      byteOrderMark: bytesOf('\u{feff}'),
      encode: (text) => (loneSurrogate.test(text) ? undefined : bytesOf(text)),
    };
  }
  const others = { ...common, lineFeed: Buffer.of(0x0a), byteOrderMark: Buffer.alloc(0) } as const;
  return multiByte.has(name) ? others : { ...others, encode: singleByteEncoder(decode) };
}

function canonicalName(label: string): string {
  try {
    return new TextDecoder(label).encoding;
  } catch (cause) {
    throw new Failure(
      'BAD_REQUEST',
      `The encoding “${label}” is not known here, so that its text can't be searched. Choose another encoding for this body.`,
      {},
      { cause },
    );
  }
}

function singleByteEncoder(decode: (bytes: Uint8Array) => string) {
  const byteOf = new Map<string, number>();
  for (let byte = 0; byte < 256; byte++) {
    const character = decode(Uint8Array.of(byte));
    if (character !== '\u{fffd}') byteOf.set(character, byte);
  }
  return (text: string) => {
    const bytes = Array.from(text, (character) => byteOf.get(character)).filter((byte) => byte !== undefined);
    return bytes.length === Array.from(text).length ? Uint8Array.from(bytes) : undefined;
  };
}

/** Whether a character certainly begins at an index, as its neighbourhood alone tells. */
type CertainStart = (bytes: Uint8Array, at: number) => boolean;

function certainStart(name: string): CertainStart {
  if (name === 'utf-8') return (bytes, at) => ((bytes[at] ?? 0) & 0xc0) !== 0x80;
  if (name === 'utf-16le') return (bytes, at) => ((bytes[at + 1] ?? 0) & 0xfc) !== 0xdc;
  if (name === 'utf-16be') return (bytes, at) => ((bytes[at] ?? 0) & 0xfc) !== 0xdc;
  if (!multiByte.has(name)) return () => true;
  // A byte below these is never the later byte of a character.
  const single = name === 'iso-2022-jp' ? 0x21 : 0x30;
  return (bytes, at) => at === 0 || (bytes[at - 1] ?? 0) < single;
}

function sizesOf(
  decoding: TextDecoding,
  unitBytes: number,
  isCertain: CertainStart,
): Pick<CharacterEncoding, 'boundary' | 'columnBytes'> {
  return {
    boundary(bytes, at) {
      let known = at;
      while (!isCertain(bytes, known)) {
        known -= unitBytes;
        // Nothing tells: a character may be torn here, and shows as U+FFFD.
        if (known < 0 || known <= at - lookBehind) return at;
      }
      const part = bytes.subarray(known, at + lookAhead);
      const column = decoding.columnAt(part, at - known);
      const begin = decoding.offsetAt(part, column);
      if (known + begin >= at) return at;
      const next = decoding.offsetAt(part, column + 1);
      // A character of two columns is left as a whole.
      return known + (next > begin ? next : decoding.offsetAt(part, column + 2));
    },
    columnBytes(bytes, text) {
      // No character has fewer bytes than columns: as many of both means one byte each.
      if (bytes.byteLength === text.length) return (column) => column;
      let at = 0;
      let reached = 0;
      return (column) => {
        at += decoding.offsetAt(bytes.subarray(at), column - reached);
        reached = column;
        return at;
      };
    },
  };
}
