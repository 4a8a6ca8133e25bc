import type { Derivation } from '#router/contracts/body-view.ts';
import { byte, numberState, state } from './grammar.ts';

/** Why a text is no JSON, or was left unfinished, and where in the source. */
export type JsonProblem = NonNullable<Derivation['problem']>;

const expected: Readonly<Record<number, string>> = {
  [state.value]: 'a value',
  [state.firstLine]: 'a value',
  [state.laterLine]: 'a value',
  [state.firstElement]: 'a value or ]',
  [state.name]: 'a name in double quotes',
  [state.firstName]: 'a name in double quotes or }',
  [state.colon]: 'a colon',
  [state.afterElement]: 'a comma or ]',
  [state.afterMember]: 'a comma or }',
  [state.string]: 'the rest of a string',
  [state.escape]: 'the rest of an escape',
  [state.hexDigits]: 'four hexadecimal digits',
  [state.number]: 'a digit',
  [state.literal]: 'true, false or null',
};

/** For a byte that may not stand where it does: `at` is what was expected there (a `state`). */
export function unexpected(at: number, found: number): string {
  if (at === state.end) return `The JSON value ends before this, but there is more: ${nameOf(found)}.`;
  if (at === state.afterLine)
    return `The value of this line ends before this, but there is more: ${nameOf(found)}.`;
  if (at === state.string) return controlInString(found);
  if (at === state.escape) return `A backslash in a string can't be followed by ${nameOf(found)}.`;
  return `Expected ${expected[at] ?? 'JSON'} here, but found ${nameOf(found)}.${hintOn(at, found)}`;
}

/** For a text that ends too early: `what` is what ends, `at` what was expected there (a `state`). */
export function endsEarly(what: 'text' | 'line', at: number): string {
  return `The ${what} ends too early: ${expected[at] ?? 'more'} is missing.`;
}

/**
 * For a text that has ended: '' where it may, else why not.
 * @param at what was expected at its end (a `state`)
 * @param depth how many brackets are open
 */
export function endProblem(at: number, depth: number): string {
  switch (at) {
    case state.end:
    case state.afterLine:
    case state.firstLine:
    case state.laterLine:
      return '';
    default:
      return at === state.value && depth === 0 ? nothingThere : endsEarly('text', at);
  }
}

export const nothingThere = 'There is no JSON here: the text is empty.';
export const brokenMark = 'The text begins with a part of a byte order mark.';
export const tooLong =
  'The text laid out would be far longer than the body, because of how deep it is nested. It is shown up to here.';

/** For a number that goes no further, by how far it had come (a `numberState`); '' where it may end there. */
export function numberProblem(reached: number, found: number): string {
  switch (reached) {
    case numberState.minus:
      return `A digit must follow the minus sign, but there is ${nameOf(found)}.`;
    case numberState.point:
      return `A digit must follow the decimal point, but there is ${nameOf(found)}.`;
    case numberState.exponentMark:
    case numberState.exponentSign:
      return `The exponent needs a digit, but there is ${nameOf(found)}.`;
    case numberState.zero:
      return isDigit(found) ? "A number can't begin with a 0 that other digits follow." : '';
    default:
      return '';
  }
}

function isDigit(found: number): boolean {
  return found >= 0x30 && found <= 0x39;
}

function controlInString(found: number): string {
  if (found === byte.lineFeed)
    return 'A string ends with its line: a quote is missing, or the line break must be written \\n.';
  return `A string can't hold ${nameOf(found)} as it is: it must be written as an escape.`;
}

function hintOn(at: number, found: number): string {
  const isValue =
    at === state.value || at === state.firstElement || at === state.name || at === state.firstName;
  if (!isValue) return '';
  switch (String.fromCharCode(found)) {
    case "'":
      return ' Strings need double quotes.';
    case '/':
      return ' JSON has no comments.';
    case 'N':
    case 'I':
      return ' JSON has no NaN and no Infinity.';
    case '+':
    case '.':
      return ' A number begins with a digit or a minus sign.';
    case ']':
    case '}':
      return ' There may be a comma too many before it.';
    default:
      return '';
  }
}

function nameOf(found: number): string {
  if (found === byte.lineFeed) return 'the end of the line';
  if (found > byte.space && found < 0x7f) return `“${String.fromCharCode(found)}”`;
  if (found === byte.space) return 'a space';
  if (found === 0x09) return 'a tab';
  if (found < byte.space) return `a control character (${hex(found)})`;
  return `a character that isn't ASCII (byte ${hex(found)})`;
}

function hex(value: number): string {
  return `0x${value.toString(16).toUpperCase().padStart(2, '0')}`;
}
