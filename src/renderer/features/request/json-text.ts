/*
 * JSON (RFC 8259) handled as text: big integers, exact decimals, repeated keys and escapes stay as they were typed,
 * which a round trip through JSON.parse would change. No recursion, so that depth is no limit.
 */

/** Where a text stops being JSON, and why. */
export interface JsonProblem {
  /** Index of the first character that does not fit. */
  readonly offset: number;
  /** Such as `expected a comma or a closing bracket`. */
  readonly message: string;
}

interface Token {
  readonly kind: '{' | '}' | '[' | ']' | ',' | ':' | 'scalar';
  readonly text: string;
  readonly offset: number;
}

/** The first thing wrong with `text` as JSON; null where it is JSON. */
export function findJsonProblem(text: string): JsonProblem | null {
  return readJson(text, () => undefined);
}

/**
 * Lays JSON out anew: one member a line, `indent` a level; every string and number stays as typed.
 * @returns the text, or what is wrong with it.
 */
export function formatJson(text: string, indent = '  '): { text: string } | { problem: JsonProblem } {
  const parts: string[] = [];
  let depth = 0;
  let opened = false;
  const newLine = () => parts.push('\n', indent.repeat(depth));
  const problem = readJson(text, (token) => {
    const closes = token.kind === '}' || token.kind === ']';
    if (closes) depth--;
    // An empty object or list stays on its line.
    if (opened !== closes) newLine();
    opened = token.kind === '{' || token.kind === '[';
    if (opened) depth++;
    parts.push(token.text);
    if (token.kind === ',') newLine();
    if (token.kind === ':') parts.push(' ');
  });
  return problem ? { problem } : { text: parts.join('') };
}

/** A problem for people: `Line 3, column 5: expected a value`. */
export function describeJsonProblem(text: string, { offset, message }: JsonProblem): string {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return `Line ${line}, column ${offset - before.lastIndexOf('\n')}: ${message}`;
}

type Expected = 'value' | 'value or ]' | 'key' | 'key or }' | 'colon' | 'comma or ]' | 'comma or }' | 'end';

const expectations: Record<Expected, string> = {
  value: 'expected a value',
  'value or ]': 'expected a value or a closing ]',
  key: 'expected a name in double quotes',
  'key or }': 'expected a name in double quotes or a closing }',
  colon: 'expected a colon',
  'comma or ]': 'expected a comma or a closing ]',
  'comma or }': 'expected a comma or a closing }',
  end: 'there is more after the end of the JSON value',
};

/** Reads tokens in order and checks that each may stand where it does. */
function readJson(text: string, onToken: (token: Token) => void): JsonProblem | null {
  const open: ('{' | '[')[] = [];
  let expected: Expected = 'value';
  const afterValue = (): Expected => {
    const inside = open.at(-1);
    return inside === undefined ? 'end' : inside === '[' ? 'comma or ]' : 'comma or }';
  };

  for (let at = skipSpace(text, 0); at < text.length; at = skipSpace(text, at)) {
    const read = readToken(text, at);
    if ('message' in read) return read;
    const wanted = next(read, expected, open);
    if (wanted === null) return { offset: at, message: expectations[expected] };
    expected = wanted === 'after value' ? afterValue() : wanted;
    onToken(read);
    at += read.text.length;
  }
  if (expected === 'end') return null;
  return { offset: text.length, message: text.trim() === '' ? 'nothing here yet' : expectations[expected] };
}

/** What may follow `token`; null where `token` itself may not stand here. Keeps `open` in step. */
function next(token: Token, expected: Expected, open: ('{' | '[')[]): Expected | 'after value' | null {
  const value = expected === 'value' || expected === 'value or ]';
  switch (token.kind) {
    case '{':
      if (!value) return null;
      open.push('{');
      return 'key or }';
    case '[':
      if (!value) return null;
      open.push('[');
      return 'value or ]';
    case '}':
      if (expected !== 'key or }' && expected !== 'comma or }') return null;
      open.pop();
      return 'after value';
    case ']':
      if (expected !== 'value or ]' && expected !== 'comma or ]') return null;
      open.pop();
      return 'after value';
    case ',':
      if (expected === 'comma or ]') return 'value';
      return expected === 'comma or }' ? 'key' : null;
    case ':':
      return expected === 'colon' ? 'value' : null;
    case 'scalar':
      if (value) return 'after value';
      return (expected === 'key' || expected === 'key or }') && token.text.startsWith('"') ? 'colon' : null;
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && ' \t\n\r'.includes(text.charAt(at))) at++;
  return at;
}

const scalarPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

function readToken(text: string, offset: number): Token | JsonProblem {
  const first = text.charAt(offset);
  switch (first) {
    case '{':
    case '}':
    case '[':
    case ']':
    case ',':
    case ':':
      return { kind: first, text: first, offset };
    case '"':
      return readString(text, offset);
    case "'":
      return { offset, message: 'strings stand in double quotes' };
  }
  scalarPattern.lastIndex = offset;
  const found = scalarPattern.exec(text)?.[0];
  if (found === undefined || /[\w.+-]/.test(text.charAt(offset + found.length))) {
    const word = /[^\s,:[\]{}"]*/y;
    word.lastIndex = offset;
    return { offset, message: `${(word.exec(text)?.[0] ?? first).slice(0, 40)} is not a JSON value` };
  }
  return { kind: 'scalar', text: found, offset };
}

// By hand: a pattern with a repeated group runs out of stack on strings of megabytes.
function readString(text: string, offset: number): Token | JsonProblem {
  for (let at = offset + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return { kind: 'scalar', text: text.slice(offset, at + 1), offset };
    if (code < 0x20)
      return { offset: at, message: 'a string ends on the line it began; write \\n for a line break' };
    if (code === 0x5c) {
      const escape = /["\\/bfnrt]|u[0-9a-fA-F]{4}/y;
      escape.lastIndex = at + 1;
      const escaped = escape.exec(text)?.[0];
      if (escaped === undefined)
        return { offset: at, message: 'a backslash stands before " \\ / b f n r t or uXXXX' };
      at += escaped.length;
    }
  }
  return { offset, message: 'this string has no closing quote' };
}
