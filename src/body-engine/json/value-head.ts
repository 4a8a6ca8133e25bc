import type { JsonNode } from '#router/contracts/body-view.ts';
import { type ByteScanner, ScanStop } from './byte-scanner.ts';
import {
  byte,
  isEscape,
  isHexDigit,
  kind,
  kindOf,
  literalOf,
  mayEndNumber,
  numberNext,
  numberState,
  state,
} from './grammar.ts';
import { endsEarly, numberProblem, unexpected } from './json-problem.ts';

/** UTF-16 code units of a node's text, and of its name. */
export const maxTextLength = 200;
export const maxKeyLength = 1000;
/** A code unit takes three bytes of UTF-8 at most; in a string six, where it is escaped. One more shows that it is cut. */
const maxTextBytes = 3 * maxTextLength + 4;
const maxKeyBytes = 6 * maxKeyLength + 8;

/** What is known of a value from where it begins. */
export type ValueHead = Pick<JsonNode, 'kind' | 'offset' | 'text' | 'hasChildren'> & {
  /** The scanner stands behind the value; else it stands somewhere within, and `skipValue` leads behind it. */
  readonly isWhole: boolean;
};

/**
 * Reads as much of the next value as a node tells.
 * @param expected the `state` that says what may stand there, for the words of a problem.
 */
export function* readHead(scanner: ByteScanner, expected: number): Generator<void, ValueHead> {
  const first = yield* scanner.peekToken();
  const offset = scanner.offset;
  switch (kindOf[first]) {
    case kind.openObject:
    case kind.openArray: {
      const isObject = kindOf[first] === kind.openObject;
      scanner.take();
      const inside = kindOf[yield* scanner.peekToken()];
      const hasChildren = inside !== (isObject ? kind.closeObject : kind.closeArray);
      return { kind: isObject ? 'object' : 'array', offset, text: '', hasChildren, isWhole: false };
    }
    case kind.quote: {
      const { bytes, isWhole } = yield* readString(scanner, maxTextBytes);
      const text = cut(bytes.toString('utf8'), maxTextLength);
      return { kind: 'string', offset, text, hasChildren: false, isWhole };
    }
    case kind.number: {
      const text = cut(yield* readNumber(scanner), maxTextLength);
      return { kind: 'number', offset, text, hasChildren: false, isWhole: true };
    }
    case kind.literal: {
      const text = yield* readLiteral(scanner, first);
      return { kind: text, offset, text, hasChildren: false, isWhole: true };
    }
    default:
      throw new ScanStop('problem', offset, unexpected(expected, first));
  }
}

/** Leads the scanner behind a value that was read in part. */
export function* skipValue(
  scanner: ByteScanner,
  { kind: itsKind, offset, isWhole }: ValueHead,
): Generator<void> {
  if (isWhole) return;
  scanner.moveTo(offset);
  if (itsKind === 'string') yield* scanner.skipString();
  else yield* scanner.skipNested();
}

/** Reads the name that comes next, decoded and cut; the scanner stands behind it. */
export function* readKey(scanner: ByteScanner): Generator<void, string> {
  const { offset } = scanner;
  const { bytes, isWhole } = yield* readString(scanner, maxKeyBytes);
  if (!isWhole) {
    scanner.moveTo(offset);
    yield* scanner.skipString();
  }
  const written = bytes.toString('utf8', 1, isWhole ? bytes.byteLength - 1 : bytes.byteLength);
  return cut(unescape(written), maxKeyLength).replaceAll(/\p{Surrogate}/gu, '\uFFFD');
}

/** The string that comes next, with its quotes: `limit` bytes of it at most. */
function* readString(
  scanner: ByteScanner,
  limit: number,
): Generator<void, { readonly bytes: Buffer; readonly isWhole: boolean }> {
  const bytes = Buffer.allocUnsafe(limit);
  bytes[0] = byte.quote;
  scanner.take();
  let now: number = state.string;
  let hexDigitsLeft = 0;
  for (let length = 1; length < limit; ) {
    const next = scanner.near ?? (yield* scanner.peek());
    const isEnd = next === byte.quote && now === state.string;
    if (!isEnd) {
      const then = insideString(now, next, hexDigitsLeft);
      if (then === undefined) throw new ScanStop('problem', scanner.offset, unexpected(now, next));
      hexDigitsLeft = now === state.hexDigits ? hexDigitsLeft - 1 : 4;
      now = then;
    }
    scanner.take();
    bytes[length++] = next;
    if (isEnd) return { bytes: bytes.subarray(0, length), isWhole: true };
  }
  return { bytes, isWhole: false };
}

/** The next state within a string; undefined where the byte may not stand there. */
function insideString(now: number, next: number, hexDigitsLeft: number): number | undefined {
  switch (now) {
    case state.escape:
      if (isEscape[next] !== 1) return undefined;
      return next === byte.lowerU ? state.hexDigits : state.string;
    case state.hexDigits:
      if (isHexDigit[next] !== 1) return undefined;
      return hexDigitsLeft === 1 ? state.string : state.hexDigits;
    default:
      if (next < byte.space) return undefined;
      return next === byte.backslash ? state.escape : state.string;
  }
}

/** All of the number that comes next is checked; the text holds so much of it as a node shows. */
function* readNumber(scanner: ByteScanner): Generator<void, string> {
  let reached: number = numberState.start;
  let text = '';
  for (;;) {
    const next = scanner.near ?? (yield* scanner.peekOrEnd());
    if (next === undefined) {
      if (mayEndNumber(reached)) return text;
      throw new ScanStop('problem', scanner.offset, endsEarly('text', state.number));
    }
    const then = numberNext[(reached << 8) | next] ?? numberState.over;
    if (then === numberState.over) {
      const message = numberProblem(reached, next);
      if (message !== '') throw new ScanStop('problem', scanner.offset, message);
      return text;
    }
    reached = then;
    if (text.length <= maxTextLength) text += String.fromCharCode(next);
    scanner.take();
  }
}

function* readLiteral(scanner: ByteScanner, first: number): Generator<void, 'true' | 'false' | 'null'> {
  const literal = literalOf(first);
  for (const letter of literal.bytes) {
    const next = yield* scanner.peek();
    if (next !== letter) throw new ScanStop('problem', scanner.offset, unexpected(state.literal, next));
    scanner.take();
  }
  return literal.text;
}

/** Cuts a text without splitting a character. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  const isSplit = last >= 0xd800 && last < 0xdc00;
  return text.slice(0, isSplit ? length - 1 : length);
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

function unescape(written: string): string {
  return written.replaceAll(/\\(?:u([\dA-Fa-f]{4})|(.))/gs, (_, hex: string | undefined, letter: string) =>
    hex === undefined ? (escapes[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
