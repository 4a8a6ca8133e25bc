import { type EncodedMessage, encodeMessage, tooLarge } from './frame.ts';
import { field } from './messages.ts';
import { isPlainObject, type Path, UnencodableError } from './values.ts';

/**
 * A long list crosses ahead of its message, in parts: messages of the form `{ id, part, items }` with its id,
 * counted from 0. So the other end reads the first of it while this one still writes the rest. In the message itself the
 * list is null, and its extra `['list', path, count]` says how many of the parts are its own.
 */

/** Items of a list that is worth it. */
const minLength = 512;
/** Characters that a part is meant to have. */
const partSize = 64 * 1024;
/** Items of the first part, whose size says how many the next may have. */
const firstLength = 64;

interface LongList {
  readonly path: Path;
  readonly items: readonly unknown[];
}

/** The long lists of a message: an input or an output that is one, or has one as a property. */
export function findLongLists(message: object): readonly LongList[] {
  const result = field(message, 'result');
  const holder = result === undefined ? 'params' : 'result';
  const key = result === undefined ? 'input' : 'data';
  const value = field(result ?? field(message, 'params'), key);
  if (typeof value !== 'object' || value === null) return none;
  if (isLong(value)) return [{ path: [holder, key], items: value }];
  if (!isPlainObject(value)) return none;
  let found: LongList[] | null = null;
  for (const name of Object.keys(value)) {
    const items: unknown = Reflect.get(value, name);
    if (isLong(items)) (found ??= []).push({ path: [holder, key, name], items });
  }
  return found ?? none;
}

const none: readonly LongList[] = [];

function isLong(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length >= minLength;
}

/**
 * Encodes a message with long lists: its parts one after the other, and then itself, each when it is asked for.
 * @throws {UnencodableError} as `encodeMessage` does. Parts that have been sent by then are dropped by their reader.
 */
export function* encodeInParts(
  message: object,
  lists: readonly LongList[],
  maxSize: number,
): Generator<EncodedMessage, void> {
  let size = 0;
  let part = 0;
  const counts: number[] = [];
  const id = field(message, 'id');
  const measured = (encoded: EncodedMessage) => {
    size += encoded.size;
    if (size > maxSize) throw tooLarge(size, maxSize);
    return encoded;
  };
  for (const list of lists) {
    const first = part;
    let length = firstLength;
    for (let from = 0; from < list.items.length; part += 1) {
      const encoded = measured(
        encodePart(list, { id, part, items: list.items.slice(from, from + length) }, from, maxSize),
      );
      yield encoded;
      from += length;
      length = Math.max(1, Math.min(length * 8, Math.ceil((length * partSize) / encoded.size)));
    }
    counts.push(part - first);
  }
  const extras = lists.map(({ path }, index) => ['list', path, counts[index] ?? 0] as const);
  const rest = lists.reduce((copy, { path }) => withoutList(copy, path), message);
  yield measured(encodeMessage(rest, maxSize, extras));
}

function encodePart({ path }: LongList, part: object, from: number, maxSize: number) {
  try {
    return encodeMessage(part, maxSize);
  } catch (cause) {
    if (!(cause instanceof UnencodableError)) throw cause;
    // Where it stands in the list, and not in the part.
    const [, index, ...within] = cause.path;
    throw typeof index === 'number'
      ? new UnencodableError(cause.what, [...path, from + index, ...within])
      : cause;
  }
}

/** A copy with null in the place of the list; what lies beside its path is shared. */
function withoutList(value: object, path: Path): object {
  const [key = '', ...within] = path;
  const child = field(value, String(key));
  const replaced =
    within.length === 0 || typeof child !== 'object' || child === null ? null : withoutList(child, within);
  return { ...value, [key]: replaced };
}
