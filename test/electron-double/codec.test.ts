import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, encode } from './codec.ts';

function carry(value: unknown): unknown {
  return decode(encode(value));
}

describe('what comes out of the codec', () => {
  it('is what structured clone makes of it, whatever it is', () => {
    fc.assert(
      fc.property(anyGraph(), (value) => {
        expect(differenceOf(carry(value), structuredClone(value))).toBeUndefined();
      }),
      { numRuns: 1000 },
    );
  });

  it('carries bytes in every kind of view, with what they share', () => {
    fc.assert(
      fc.property(views(), (value) => {
        // First: carrying writes into Node's pool of short buffers itself.
        const expected = structuredClone(value);
        expect(differenceOf(carry(value), expected)).toBeUndefined();
      }),
    );
  });

  it('carries errors with their message, stack and cause, and without what was added to them', () => {
    const cause = new RangeError('too long');
    const errors = [
      new TypeError('no such thing', { cause }),
      Object.assign(new Error('with more', { cause: undefined }), { code: 7 }),
      new AggregateError([cause], 'all failed'),
      new (class Own extends SyntaxError {})('of a class of its own'),
      new Error(),
      cause,
    ];
    expect(differenceOf(carry(errors), structuredClone(errors))).toBeUndefined();
  });

  it.each([
    ['an object with a key named __proto__', JSON.parse('{"__proto__":{"polluted":true},"toJSON":1}')],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 })],
    [
      'an object of a class',
      new (class Point {
        x = 1;
        get y() {
          return 2;
        }
      })(),
    ],
    ['a list with holes and a name', Object.assign([1, , undefined, -0], { name: 'list' })], // oxlint-disable-line no-sparse-arrays
    ['a date that is none', new Date(Number.NaN)],
    ['boxed values', [Object(1n), Object('text'), Object(-0), Object(false)]],
    ['a pattern', Object.assign(/a\/b/giu, { lastIndex: 3 })],
    ['lone surrogates', '\ud800 and \udfff'],
  ])('carries %s', (_what, value: unknown) => {
    expect(differenceOf(carry(value), structuredClone(value))).toBeUndefined();
  });

  it('is as deep as it went in', () => {
    let deep: unknown = 'end';
    for (let depth = 0; depth < 1000; depth += 1) deep = depth % 2 ? [deep] : { deep };
    let arrived = carry(deep);
    let depth = 0;
    while (typeof arrived === 'object' && arrived !== null) {
      arrived = Object.values(arrived)[0];
      depth += 1;
    }
    expect([depth, arrived]).toEqual([1000, 'end']);
  });
});

describe('what the codec refuses, in the words of Electron', () => {
  it.each([
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a promise', Promise.resolve()],
    ['a WeakMap', new WeakMap()],
    ['a proxy', new Proxy({}, {})],
    ['a port', new MessageChannel().port1],
    ['a blob, which structured clone would take', new Blob(['x'])],
    ['a shared buffer, which structured clone would take', new SharedArrayBuffer(8)],
  ])('%s, wherever it stands', (_what, value: unknown) => {
    for (const holder of [value, [value], { key: value }, new Map([[1, value]]), new Set([value])]) {
      expect(() => encode(holder)).toThrow(new Error('An object could not be cloned.'));
    }
  });

  it('lets what a getter throws through', () => {
    const own = new Error('of the getter');
    const value = {
      get broken() {
        throw own;
      },
    };
    expect(() => encode(value)).toThrow(own);
  });

  it('says that a resizable buffer is not carried', () => {
    const buffer: unknown = Reflect.construct(ArrayBuffer, [8, { maxByteLength: 16 }]);
    expect(() => encode(buffer)).toThrow('A resizable ArrayBuffer is not in the Electron double');
  });
});

/** Any value of JavaScript that can be cloned, with some of its objects put into others: cycles and shared ones. */
function anyGraph(): fc.Arbitrary<unknown> {
  const key = fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor', 'toJSON', 'length', '0'));
  const value = fc.anything({
    key,
    maxDepth: 4,
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
  });
  const links = fc.array(fc.record({ from: fc.nat(), into: fc.nat() }), { maxLength: 6 });
  return fc.tuple(fc.array(value), links).map(([values, pairs]) => {
    const containers = containersOf(values);
    for (const { from, into } of pairs) {
      const item = containers[from % containers.length];
      putInto(containers[into % containers.length], item);
    }
    return values;
  });
}

function views(): fc.Arbitrary<unknown> {
  const kinds = [
    ...[Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array],
    ...[Float32Array, Float64Array, BigInt64Array, BigUint64Array, DataView],
  ];
  const view = fc.record({ kind: fc.constantFrom(...kinds), at: fc.nat(4), length: fc.nat(3) });
  return fc
    .tuple(fc.uint8Array({ minLength: 64, maxLength: 64 }), fc.array(view))
    .map(([bytes, shapes]) => [
      bytes.buffer,
      Buffer.from('from the pool'),
      ...shapes.map(({ kind, at, length }): unknown =>
        Reflect.construct(kind, [bytes.buffer, at * 8, length]),
      ),
    ]);
}

function containersOf(root: unknown): unknown[] {
  const found = new Set<unknown>();
  const waiting: unknown[] = [root];
  for (const value of waiting) {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || found.has(value))
      continue;
    const isContainer =
      Array.isArray(value) || value instanceof Map || value instanceof Set || /Object/.test(tagOf(value));
    if (isContainer) found.add(value);
    waiting.push(...partsOf(value));
  }
  return [...found];
}

function putInto(container: unknown, item: unknown): void {
  if (Array.isArray(container)) container.push(item);
  else if (container instanceof Map) container.set(item, item);
  else if (container instanceof Set) container.add(item);
  else if (typeof container === 'object' && container !== null) Reflect.set(container, 'linked', item);
}

/**
 * Where two graphs differ in anything that structured clone keeps: values, kinds, keys and their order, holes, and which
 * objects are one and the same. Undefined where they don't.
 */
function differenceOf(actual: unknown, expected: unknown): string | undefined {
  const twins = new Map<unknown, unknown>();
  const taken = new Set<unknown>();
  const waiting: [unknown, unknown][] = [[actual, expected]];
  for (const [left, right] of waiting) {
    if (typeof left !== 'object' || left === null || typeof right !== 'object' || right === null) {
      if (!Object.is(left, right)) return `${String(left)} for ${String(right)}`;
    } else if (twins.has(left) || taken.has(right)) {
      if (twins.get(left) !== right) return `another ${tagOf(right)} than before`;
    } else {
      twins.set(left, right);
      taken.add(right);
      const [leftWorth, rightWorth] = [ownWorth(left), ownWorth(right)];
      const at = rightWorth.findIndex((worth, index) => !Object.is(worth, leftWorth[index]));
      if (at !== -1) return `${shortly(leftWorth[at])} for ${shortly(rightWorth[at])} in ${tagOf(right)}`;
      const [leftParts, rightParts] = [partsOf(left), partsOf(right)];
      rightParts.forEach((part, index) => waiting.push([leftParts[index], part]));
    }
  }
  return undefined;
}

/** What an object is, but for the objects that it holds. */
function ownWorth(object: object): unknown[] {
  const worth: unknown[] = [tagOf(object), Object.getPrototypeOf(object)];
  if (!ArrayBuffer.isView(object)) worth.push(JSON.stringify(Object.keys(object)));
  if (Array.isArray(object)) worth.push(object.length);
  if (object instanceof Map || object instanceof Set) worth.push(object.size);
  if (object instanceof Date || object instanceof RegExp) worth.push(Number(object), String(object));
  if (object instanceof RegExp) worth.push(object.lastIndex);
  if (object instanceof ArrayBuffer) worth.push(Buffer.from(object).toString('hex'));
  if (ArrayBuffer.isView(object)) worth.push(object.byteOffset, object.byteLength);
  if (object instanceof Error) {
    for (const key of ['message', 'stack', 'cause']) {
      const property = Object.getOwnPropertyDescriptor(object, key);
      worth.push(property?.enumerable, property?.writable, property?.configurable);
    }
    worth.push(object.name, object.message, object.stack);
  }
  if ([Number, String, Boolean, BigInt].some((type) => object instanceof type)) worth.push(object.valueOf());
  return worth;
}

function partsOf(object: object): unknown[] {
  if (ArrayBuffer.isView(object)) return [object.buffer];
  if (object instanceof Map || object instanceof Set) return [...object].flat();
  if (object instanceof Error) return [object.cause];
  return Object.values(object);
}

function shortly(value: unknown): string {
  return String(value).slice(0, 80);
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value);
}
