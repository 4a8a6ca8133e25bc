import { isUtf8 } from 'node:buffer';
import type { Row } from '#router/contracts/request.ts';
import type { HeaderList } from '#router/contracts/send.ts';
import { type Place, requestFailure } from './failures.ts';

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const forbiddenInValue = /(?!\t)\p{Cc}/u;

/**
 * The rows that are on, as a person typed them: order, case and repetition kept.
 * @throws {Failure} BAD_REQUEST, naming the header, where a name or value can't stand in HTTP/1.1 (RFC 9110 §5).
 */
export function headersFromRows(rows: readonly Row[], place: Place): HeaderList {
  const sent = rows.filter(({ enabled, name, value }) => enabled && (name !== '' || value !== ''));
  return sent.map(({ name, value }) => {
    checkName(name, value, place);
    checkValue(name, value, place);
    return [name, value];
  });
}

function checkName(name: string, value: string, place: Place): void {
  if (name === '')
    throw invalid('', `A header has the value "${value}" but no name. Name it or switch it off.`, place);
  if (token.test(name)) return;
  const [wrong = ''] = name.match(/[^!#$%&'*+.^_`|~0-9A-Za-z-]/u) ?? [];
  const what = wrong === ' ' ? 'a space' : JSON.stringify(wrong);
  throw invalid(
    name,
    `The header name ${JSON.stringify(name)} can't be sent: it contains ${what}. Letters, digits and - _ . are fine.`,
    place,
  );
}

function checkValue(name: string, value: string, place: Place): void {
  const [wrong] = value.match(forbiddenInValue) ?? [];
  if (wrong === undefined) return;
  const what =
    wrong === '\n' || wrong === '\r' ? 'a line break' : `the control character ${JSON.stringify(wrong)}`;
  throw invalid(
    name,
    `The value of the header ${name} can't be sent: it contains ${what}. Remove it.`,
    place,
  );
}

function invalid(header: string, message: string, place: Place): Error {
  return requestFailure('ERR_INVALID_HEADER', message, place, { header });
}

/** The values of a field, in order; names compare without case (RFC 9110 §5.1). */
export function valuesOf(headers: HeaderList, name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([other]) => other.toLowerCase() === wanted).map(([, value]) => value);
}

/** The members of a comma-separated field over all its lines, lower case (RFC 9110 §5.6.1). */
export function tokensOf(headers: HeaderList, name: string): string[] {
  return valuesOf(headers, name)
    .flatMap((value) => value.toLowerCase().split(','))
    .map((member) => member.trim())
    .filter((member) => member !== '');
}

/** The headers without these fields (lower-case names). */
export function without(headers: HeaderList, names: ReadonlySet<string>): HeaderList {
  return headers.filter(([name]) => !names.has(name.toLowerCase()));
}

/**
 * Node takes and gives header bytes as Latin-1 text. People mean UTF-8 when they type more than ASCII, and most
 * servers send UTF-8 when they do (RFC 9110 §5.5 leaves the bytes opaque).
 */
export function toWireText(text: string): string {
  return Buffer.from(text).toString('latin1');
}

/** The other way round; what is not UTF-8 stays Latin-1. */
export function fromWireText(text: string): string {
  const bytes = Buffer.from(text, 'latin1');
  return isUtf8(bytes) ? bytes.toString() : text;
}
