/**
 * What JSON can't say travels beside it. A value that JSON carries exactly (the common case) is one
 * `JSON.stringify`; anything else is replaced by a placeholder, and an `Extra` says what belongs at its path.
 */

export type Path = readonly (string | number)[];

/**
 * `[tag, path]` or `[tag, path, payload]`; applied in order, children before the collections that hold them. The
 * payload of `bytes` is their place among the frame's bytes, that of `list` the count of its parts.
 */
export type Extra = readonly ['undefined', Path] | readonly [ExtraTag, Path, string | number | null];

type ExtraTag = 'number' | 'bigint' | 'date' | 'bytes' | 'map' | 'set' | 'list';

/** Deeper nesting is refused: it is a cycle, or would exhaust the stack of whoever walks it. */
const maxDepth = 256;

/** Of a bigint, its sign included. Turning digits into a number takes longer than their count grows. */
const maxDigits = 4096;

/** Thrown when a value has no form on the wire. The message names the value's kind and where it stands. */
export class UnencodableError extends Error {
  override readonly name = 'UnencodableError';

  constructor(
    readonly what: string,
    readonly path: Path = [],
  ) {
    super(path.length > 0 ? `${what} (at ${path.join('.')})` : what);
  }
}

export interface EncodedValue {
  /** For `JSON.stringify`. */
  readonly json: unknown;
  readonly extras: readonly Extra[];
  /** The bytes that `bytes` extras stand for. */
  readonly segments: readonly Uint8Array[];
}

/** What extras stand for, and JSON text does not hold. */
export interface Attachments {
  readonly bytes: readonly Uint8Array[];
  /** The next parts of long lists. Throws where there are fewer. */
  readonly takeParts: (count: number) => readonly (readonly unknown[])[];
}

/**
 * Prepares a value for the wire. Carried exactly: what JSON has, and `undefined`, `NaN`, the infinities, `-0`,
 * bigint, `Date`, `Map`, `Set` and `Uint8Array` (a `Buffer` arrives as one), anywhere inside it.
 * @throws {UnencodableError} for functions, symbols, class instances and cycles.
 */
export function encodeValue(value: unknown): EncodedValue {
  if (isExactInJson(value, 0)) return { json: value, extras: [], segments: [] };
  const extras: Extra[] = [];
  const segments: Uint8Array[] = [];
  const json = replace(value, [], extras, segments);
  return { json, extras, segments };
}

/**
 * Puts the extras back in place, in the parsed JSON itself, and returns the root.
 * @throws {TypeError} where an extra doesn't fit the value.
 */
export function decodeValue(json: unknown, extras: unknown, attachments: Attachments): unknown {
  if (!Array.isArray(extras)) throw new TypeError('extras are not a list');
  const root = { value: json };
  for (const extra of extras) applyExtra(root, extra, attachments);
  return root.value;
}

function isExactInJson(value: unknown, depth: number): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0);
    case 'object': {
      if (value === null) return true;
      if (depth > maxDepth) return false;
      // JSON would ask it what it is.
      if ('toJSON' in value) return false;
      if (Array.isArray(value)) {
        // By index: a hole reads as undefined here, where `every` would skip it.
        for (let i = 0; i < value.length; i++) if (!isExactInJson(value[i], depth + 1)) return false;
        return true;
      }
      if (!isPlainObject(value)) return false;
      for (const key in value) {
        const item = value[key];
        // Most are text: not asked any more of. What is inherited JSON leaves out.
        if (typeof item === 'string' || !Object.hasOwn(value, key)) continue;
        if (!isExactInJson(item, depth + 1)) return false;
      }
      return true;
    }
    default:
      return false;
  }
}

/** True also for objects of another realm, whose `Object.prototype` is another object. */
export function isPlainObject(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

function replace(value: unknown, path: Path, extras: Extra[], segments: Uint8Array[]): unknown {
  if (path.length > maxDepth)
    throw new UnencodableError(
      `what is nested deeper than ${maxDepth} levels, or in a circle, can't be sent`,
    );
  const child = (item: unknown, key: string | number) => replace(item, [...path, key], extras, segments);
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'undefined':
      extras.push(['undefined', path]);
      return null;
    case 'bigint': {
      const digits = String(value);
      if (digits.length > maxDigits)
        throw new UnencodableError(`a bigint of ${digits.length} digits can't be sent`, path);
      extras.push(['bigint', path, digits]);
      return null;
    }
    case 'number':
      if (Number.isFinite(value) && !Object.is(value, -0)) return value;
      extras.push(['number', path, Object.is(value, -0) ? '-0' : String(value)]);
      return null;
    case 'object':
      if (value === null) return null;
      if (Array.isArray(value)) return Array.from(value, child);
      if (isPlainObject(value)) {
        // fromEntries defines properties: a key named __proto__ stays a key.
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, child(item, key)]));
      }
      if (value instanceof Uint8Array) {
        extras.push(['bytes', path, segments.length]);
        segments.push(value);
        return null;
      }
      if (value instanceof Date) {
        const time = value.getTime();
        extras.push(['date', path, Number.isNaN(time) ? null : time]);
        return null;
      }
      if (value instanceof Map || value instanceof Set) {
        const items = Array.from<unknown, unknown>(value, child);
        extras.push([value instanceof Map ? 'map' : 'set', path, null]);
        return items;
      }
  }
  throw new UnencodableError(`${describe(value)} can't be sent`, path);
}

function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return `a ${typeof value}`;
  const { constructor } = value;
  return `an instance of ${typeof constructor === 'function' && constructor.name ? constructor.name : 'a class'}`;
}

function applyExtra(root: { value: unknown }, extra: unknown, attachments: Attachments): void {
  if (!Array.isArray(extra)) throw new TypeError('an extra is not a list');
  const [tag, path, payload]: unknown[] = extra;
  if (!Array.isArray(path) || path.length > maxDepth) throw new TypeError('an extra has no path');
  const steps: unknown[] = ['value', ...path];
  const last = steps.pop();
  let holder: object = root;
  for (const step of steps) holder = asObject(own(holder, step));
  const placeholder = own(holder, last);
  Reflect.set(holder, asKey(holder, last), restore(tag, placeholder, payload, attachments));
}

function restore(tag: unknown, placeholder: unknown, payload: unknown, { bytes, takeParts }: Attachments) {
  switch (tag) {
    case 'undefined':
      return undefined;
    case 'number':
      return Number(payload);
    case 'bigint':
      return BigInt(asDigits(payload));
    case 'date':
      return new Date(typeof payload === 'number' ? payload : Number.NaN);
    case 'bytes':
      return ownBytes(typeof payload === 'number' ? bytes[payload] : undefined);
    case 'list':
      if (typeof payload !== 'number' || !Number.isSafeInteger(payload) || payload <= 0) {
        throw new TypeError('a list without a count of its parts');
      }
      return takeParts(payload).flat();
    case 'map':
      return new Map(
        asList(placeholder).map((entry): [unknown, unknown] => [asList(entry)[0], asList(entry)[1]]),
      );
    case 'set':
      return new Set(asList(placeholder));
    default:
      throw new TypeError('an extra of an unknown kind');
  }
}

/** An own property only: a path never reaches into a prototype. */
function own(holder: object, step: unknown): unknown {
  const key = asKey(holder, step);
  if (!Object.hasOwn(holder, key)) throw new TypeError('an extra points outside its value');
  return Reflect.get(holder, key);
}

/** Of a list an index, never its length; of an object a key; of anything else nothing. */
function asKey(holder: object, step: unknown): string | number {
  if (typeof step === 'number' && Array.isArray(holder)) return step;
  if (typeof step === 'string' && !Array.isArray(holder) && isPlainObject(holder)) return step;
  throw new TypeError('an extra points outside its value');
}

function asObject(value: unknown): object {
  if (typeof value !== 'object' || value === null) throw new TypeError('an extra points outside its value');
  return value;
}

/**
 * A `Uint8Array` and nothing derived of it: some transports deliver a `Buffer`. A copy where it is the lesser part of
 * its buffer, all of which it would keep in memory.
 */
function ownBytes(bytes: Uint8Array | undefined): Uint8Array {
  if (bytes === undefined) throw new TypeError('bytes that did not come');
  const { buffer, byteOffset, byteLength } = bytes;
  if (buffer.byteLength > 2 * byteLength) return new Uint8Array(bytes);
  return Object.getPrototypeOf(bytes) === Uint8Array.prototype
    ? bytes
    : new Uint8Array(buffer, byteOffset, byteLength);
}

function asList(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new TypeError('a collection without its items');
  return value;
}

function asDigits(value: unknown): string {
  if (typeof value !== 'string' || value.length > maxDigits || !/^-?\d+$/.test(value))
    throw new TypeError('a bigint without its digits');
  return value;
}
