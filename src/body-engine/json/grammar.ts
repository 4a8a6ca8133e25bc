/*
 * The grammar of JSON (RFC 8259) over bytes, as tables: what a byte is, what may stand where, how a number goes on.
 * It works on UTF-8 because all that counts is ASCII, and no ASCII byte is part of a longer character there.
 */

/** What a byte is where no string, number or literal goes on. */
export const kind = {
  other: 0,
  space: 1,
  lineFeed: 2,
  quote: 3,
  openObject: 4,
  openArray: 5,
  closeObject: 6,
  closeArray: 7,
  comma: 8,
  colon: 9,
  number: 10,
  literal: 11,
  /** The byte that begins each text of a JSON text sequence (RFC 7464). */
  recordSeparator: 12,
} as const;

export const kindOf = tableOf(256, [
  [kind.space, ' \t\r'],
  [kind.lineFeed, '\n'],
  [kind.quote, '"'],
  [kind.openObject, '{'],
  [kind.openArray, '['],
  [kind.closeObject, '}'],
  [kind.closeArray, ']'],
  [kind.comma, ','],
  [kind.colon, ':'],
  [kind.number, '-0123456789'],
  [kind.literal, 'tfn'],
  [kind.recordSeparator, '\u001e'],
]);

/**
 * What may come next. Up to `firstName` what may come is a token, from `string` on the inside of one is under way. In
 * those from `laterLine` to `firstName` a value or name begins a line of the text laid out.
 */
export const state = {
  value: 0,
  name: 1,
  colon: 2,
  afterElement: 3,
  afterMember: 4,
  end: 5,
  /** Of JSON a line: after the value, before the first one, before another one. */
  afterLine: 6,
  firstLine: 7,
  laterLine: 8,
  /** An element or `]`; a name or `}`. */
  firstElement: 9,
  firstName: 10,
  string: 11,
  escape: 12,
  hexDigits: 13,
  number: 14,
  literal: 15,
} as const;
export type State = (typeof state)[keyof typeof state];

const spaces = bits(kind.space, kind.lineFeed);
/** A bit for each kind of byte that begins a value. */
export const valueStarts = bits(kind.quote, kind.openObject, kind.openArray, kind.number, kind.literal);
const values = spaces | valueStarts;

/** By state: a bit for each kind of byte that may stand there. */
export const allowedIn = new Uint16Array(11);
allowedIn[state.value] = values;
allowedIn[state.name] = spaces | bits(kind.quote);
allowedIn[state.colon] = spaces | bits(kind.colon);
allowedIn[state.afterElement] = spaces | bits(kind.comma, kind.closeArray);
allowedIn[state.afterMember] = spaces | bits(kind.comma, kind.closeObject);
allowedIn[state.end] = spaces;
allowedIn[state.afterLine] = spaces | bits(kind.recordSeparator);
allowedIn[state.firstLine] = values | bits(kind.recordSeparator);
allowedIn[state.laterLine] = values | bits(kind.recordSeparator);
allowedIn[state.firstElement] = values | bits(kind.closeArray);
allowedIn[state.firstName] = spaces | bits(kind.quote, kind.closeObject);

/** How far a number has come. `over` is none: the byte is not part of the number. */
export const numberState = {
  over: 0,
  start: 1,
  minus: 2,
  zero: 3,
  whole: 4,
  point: 5,
  fraction: 6,
  exponentMark: 7,
  exponentSign: 8,
  exponent: 9,
} as const;

const digit = { other: 0, zero: 1, oneToNine: 2, minus: 3, plus: 4, point: 5, exponentMark: 6 } as const;

const digitOf = tableOf(256, [
  [digit.zero, '0'],
  [digit.oneToNine, '123456789'],
  [digit.minus, '-'],
  [digit.plus, '+'],
  [digit.point, '.'],
  [digit.exponentMark, 'eE'],
]);

/** The number's next state, at `(its state << 8) | byte`. */
export const numberNext = new Uint8Array(10 << 8);
for (const [from, by, to] of [
  ['start', 'minus', 'minus'],
  ['start', 'zero', 'zero'],
  ['start', 'oneToNine', 'whole'],
  ['minus', 'zero', 'zero'],
  ['minus', 'oneToNine', 'whole'],
  ['zero', 'point', 'point'],
  ['zero', 'exponentMark', 'exponentMark'],
  ['whole', 'zero', 'whole'],
  ['whole', 'oneToNine', 'whole'],
  ['whole', 'point', 'point'],
  ['whole', 'exponentMark', 'exponentMark'],
  ['point', 'zero', 'fraction'],
  ['point', 'oneToNine', 'fraction'],
  ['fraction', 'zero', 'fraction'],
  ['fraction', 'oneToNine', 'fraction'],
  ['fraction', 'exponentMark', 'exponentMark'],
  ['exponentMark', 'plus', 'exponentSign'],
  ['exponentMark', 'minus', 'exponentSign'],
  ['exponentMark', 'zero', 'exponent'],
  ['exponentMark', 'oneToNine', 'exponent'],
  ['exponentSign', 'zero', 'exponent'],
  ['exponentSign', 'oneToNine', 'exponent'],
  ['exponent', 'zero', 'exponent'],
  ['exponent', 'oneToNine', 'exponent'],
] as const) {
  for (let byte = 0; byte < 256; byte++)
    if (digitOf[byte] === digit[by]) numberNext[(numberState[from] << 8) | byte] = numberState[to];
}

/** Whether a number may end in that state. */
export function mayEndNumber(reached: number): boolean {
  return (
    reached === numberState.zero ||
    reached === numberState.whole ||
    reached === numberState.fraction ||
    reached === numberState.exponent
  );
}

/** The literal that begins with a byte, which is a `t`, an `f` or an `n`. */
export function literalOf(firstByte: number): (typeof literals)[keyof typeof literals] {
  return firstByte === 0x74 ? literals.true : firstByte === 0x66 ? literals.false : literals.null;
}

const literals = {
  true: { text: 'true', bytes: Buffer.from('true') },
  false: { text: 'false', bytes: Buffer.from('false') },
  null: { text: 'null', bytes: Buffer.from('null') },
} as const;

export const byte = { lineFeed: 0x0a, space: 0x20, quote: 0x22, backslash: 0x5c, lowerU: 0x75 } as const;

/** U+FEFF in UTF-8: before a text, and no part of it. */
export const byteOrderMark = Uint8Array.of(0xef, 0xbb, 0xbf);

/**
 * In a string: by how much a byte makes the text longer in UTF-8 than in UTF-16 code units; `notPlain` for a quote, a
 * backslash and what must be escaped.
 */
export const notPlain = 2;
export const extraBytesOf = new Int8Array(256)
  .fill(notPlain, 0, byte.space)
  .fill(notPlain, byte.quote, byte.quote + 1)
  .fill(notPlain, byte.backslash, byte.backslash + 1)
  .fill(1, 0x80, 0xc0)
  .fill(-1, 0xf0, 0xf8);

/** Bytes that may follow a backslash; `u` wants four of `isHexDigit` behind it. */
export const isEscape = tableOf(256, [[1, '"\\/bfnrtu']]);
export const isHexDigit = tableOf(256, [[1, '0123456789abcdefABCDEF']]);

function tableOf(size: number, entries: readonly (readonly [number, string])[]): Uint8Array {
  const table = new Uint8Array(size);
  for (const [value, characters] of entries)
    for (const character of characters) table[character.charCodeAt(0)] = value;
  return table;
}

function bits(...kinds: number[]): number {
  return kinds.reduce((mask, each) => mask | (1 << each), 0);
}
