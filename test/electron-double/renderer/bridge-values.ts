/**
 * What crosses the context bridge, and as what: functions and promises as numbers by which the other world names them,
 * errors as their message, arrays and objects piece by piece (without their prototypes), everything else as its clone.
 * The rules are those of Electron's docs/api/context-bridge.md, "Parameter / Error / Return Type support".
 */

type Primitive = string | number | bigint | boolean | null | undefined;

/** A value in the form in which Chromium itself clones it from one world into the other. */
export type Packed =
  | Primitive
  | { readonly kind: 'again'; readonly at: number }
  | { readonly kind: 'array'; readonly at: number; readonly items: readonly Packed[] }
  | { readonly kind: 'object'; readonly at: number; readonly entries: readonly [string, Packed][] }
  | { readonly kind: 'error'; readonly at: number; readonly message: string }
  | { readonly kind: 'clone'; readonly at: number; readonly value: unknown }
  | { readonly kind: 'promise'; readonly at: number; readonly id: number }
  | { readonly kind: 'function'; readonly at: number; readonly id: number }
  /** A function that came from the world it now goes back to. */
  | { readonly kind: 'returning'; readonly at: number; readonly id: number };

export type Callable = (...args: unknown[]) => unknown;

/** Where a world keeps what it gives out, and what stands for what it was given. */
export interface World {
  /** Keeps a function for the other world to call; the number names it there. */
  giveFunction(fn: Callable): number;
  /** The number of a function that the other world gave, undefined for one of this world's own. */
  numberOfGiven(fn: Callable): number | undefined;
  /** Tells the other world once the promise has settled. */
  givePromise(promise: Promise<unknown>): number;
  ownFunction(id: number): Callable;
  /** What calls a function of the other world. */
  proxyFunction(id: number): Callable;
  proxyPromise(id: number): Promise<unknown>;
}

const deepest = 1000;

/** Packs what goes over together, so that an object which is met twice arrives as one. */
export class Packer {
  readonly #seen = new Map<object, number>();
  #count = 0;

  constructor(private readonly world: World) {}

  /** @throws in the words of Electron for what can't cross, and what a getter throws. */
  pack(value: unknown, depth = 0): Packed {
    if (depth >= deepest) {
      throw new TypeError(
        `Electron contextBridge recursion depth exceeded.  Nested objects deeper than ${deepest} are not supported.`,
      );
    }
    switch (typeof value) {
      case 'function':
      case 'object':
        return value === null ? null : this.#packObject(value, depth);
      case 'symbol':
        // Chromium does not take one from world to world by the way that is open to the double.
        throw new Error('An object could not be cloned.');
      default:
        return primitive(value);
    }
  }

  #packObject(value: object, depth: number): Packed {
    const known = this.#seen.get(value);
    if (known !== undefined) return { kind: 'again', at: known };
    const at = this.#count++;
    if (Array.isArray(value)) {
      const list: unknown[] = value;
      const items: Packed[] = [];
      for (let index = 0; index < list.length; index += 1) items.push(this.pack(list[index], depth + 1));
      // Only now: as in Electron, an array that holds itself is one without an end.
      this.#seen.set(value, at);
      return { kind: 'array', at, items };
    }
    this.#seen.set(value, at);
    if (isCallable(value)) return this.#packFunction(value, at);
    if (value instanceof Promise) return { kind: 'promise', at, id: this.world.givePromise(value) };
    if (tagOf(value) === 'Error') return { kind: 'error', at, message: messageOf(value) ?? 'Uncaught Error' };
    if (isPlain(value)) {
      const entries = Object.keys(value).map((key): [string, Packed] => [
        key,
        this.pack(Reflect.get(value, key), depth + 2),
      ]);
      return { kind: 'object', at, entries };
    }
    return { kind: 'clone', at, value: cloned(value) };
  }

  #packFunction(fn: Callable, at: number): Packed {
    const given = this.world.numberOfGiven(fn);
    if (given !== undefined) return { kind: 'returning', at, id: given };
    // A new proxy each time it crosses: so it is in Electron too.
    return { kind: 'function', at, id: this.world.giveFunction(fn) };
  }
}

/** Unpacks what one {@link Packer} has packed, in the same order. */
export class Unpacker {
  readonly #made = new Map<number, unknown>();

  constructor(private readonly world: World) {}

  unpack(packed: Packed): unknown {
    if (typeof packed !== 'object' || packed === null) return packed;
    if (packed.kind === 'again') return this.#made.get(packed.at);
    if (packed.kind === 'object') {
      // Known before its values are, since they may lead back to it.
      const object = {};
      this.#made.set(packed.at, object);
      for (const [key, value] of packed.entries) defineOwn(object, key, this.unpack(value));
      return object;
    }
    const value = this.#make(packed);
    this.#made.set(packed.at, value);
    return value;
  }

  #make(packed: Exclude<Packed, Primitive | { kind: 'again' | 'object' }>): unknown {
    switch (packed.kind) {
      case 'array':
        return packed.items.map((item) => this.unpack(item));
      case 'error':
        return new Error(packed.message);
      case 'clone':
        return packed.value;
      case 'promise':
        return this.world.proxyPromise(packed.id);
      case 'function':
        return this.world.proxyFunction(packed.id);
      case 'returning':
        return this.world.ownFunction(packed.id);
    }
  }
}

/** The message of whatever was thrown; undefined where it has none. */
export function messageOf(thrown: unknown): string | undefined {
  if (thrown === null || (typeof thrown !== 'object' && typeof thrown !== 'function')) return undefined;
  const message: unknown = Reflect.get(thrown, 'message');
  return typeof message === 'string' ? message : undefined;
}

/** Freezes an API with all that it holds, as far as it can be frozen. */
export function deepFreeze(value: unknown, frozen = new Set<object>()): void {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return;
  // A view on a buffer can't be frozen.
  if (frozen.has(value) || ArrayBuffer.isView(value)) return;
  frozen.add(value);
  for (const key of Object.keys(value)) deepFreeze(Reflect.get(value, key), frozen);
  Object.freeze(value);
}

const notPlain = new Set([
  ...[
    'Date',
    'RegExp',
    'Map',
    'Set',
    'WeakMap',
    'WeakSet',
    'Map Iterator',
    'Set Iterator',
    'Arguments',
    'Module',
  ],
  ...['Boolean', 'Number', 'String', 'BigInt', 'Symbol', 'ArrayBuffer', 'SharedArrayBuffer', 'Blob', 'File'],
]);

function isPlain(value: object): boolean {
  return !ArrayBuffer.isView(value) && !notPlain.has(tagOf(value)) && !(value instanceof Node);
}

function isCallable(value: unknown): value is Callable {
  return typeof value === 'function';
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

/** Cloned here already, so that what can't be is refused where it is sent from. */
function cloned(value: object): unknown {
  try {
    return structuredClone(value);
  } catch (cause) {
    if (cause instanceof DOMException) throw new Error('An object could not be cloned.', { cause });
    throw cause;
  }
}

function primitive(value: unknown): Primitive {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
    case 'boolean':
      return value;
    default:
      return undefined;
  }
}

function defineOwn(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
}
