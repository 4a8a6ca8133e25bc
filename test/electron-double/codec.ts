/**
 * Structured clone to text and back, the same in Node and in Chromium. A value is cloned by the platform first, which
 * decides what may cross, drops prototypes and runs getters; what comes out of it holds this realm's own built-ins only,
 * and is written as a table of objects that refer to each other by number.
 */

/** A value where it stands: itself, or what JSON has no form for, or the number of an object in the table. */
type Slot =
  | string
  | number
  | boolean
  | null
  | ['ref', number]
  | ['undefined']
  | ['number', string]
  | ['bigint', string];

type Entry = [key: string, value: Slot];

type Row =
  | ['object', Entry[]]
  | ['array', length: number, Entry[]]
  | ['map', [Slot, Slot][]]
  | ['set', Slot[]]
  | ['date', number | null]
  | ['regexp', source: string, flags: string]
  | ['boxed', Slot]
  | ['error', name: string, message: string | null, stack: string | null, cause: Slot[]]
  | ['buffer', base64: string]
  | ['view', name: string, buffer: Slot, byteOffset: number, length: number];

interface Table {
  readonly root: Slot;
  readonly rows: readonly Row[];
}

/** The text of Electron's own error, for all that can't be cloned. */
const refusal = 'An object could not be cloned.';

/**
 * Writes a value down.
 * @throws Error('An object could not be cloned.') for what structured clone refuses, and for what Electron's own
 * serializer does not know either: a Blob, a port, a shared buffer.
 */
export function encode(value: unknown): string {
  return JSON.stringify(new Writer().write(cloneOf(value)));
}

/** Reads what {@link encode} has written. */
export function decode(text: string): unknown {
  const table: Table = JSON.parse(text);
  return new Reader(table).read();
}

function cloneOf(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch (cause) {
    // What a getter has thrown goes to the caller as it is.
    if (isRefusal(cause)) throw new Error(refusal, { cause });
    throw cause;
  }
}

function isRefusal(cause: unknown): boolean {
  // Node has a word of its own for a port that nobody transfers.
  return (
    cause instanceof DOMException ||
    (cause instanceof TypeError &&
      'code' in cause &&
      cause.code === 'ERR_MISSING_TRANSFERABLE_IN_TRANSFER_LIST')
  );
}

class Writer {
  readonly #numbers = new Map<object, number>();
  /** Objects that have a number and no row yet: a queue, since a list can nest deeper than the stack. */
  readonly #waiting: object[] = [];

  write(root: unknown): Table {
    const slot = this.#slot(root);
    const rows: Row[] = [];
    // The queue grows while it is worked off.
    for (const object of this.#waiting) rows.push(this.#row(object));
    return { root: slot, rows };
  }

  #slot(value: unknown): Slot {
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return value;
      case 'number':
        if (Object.is(value, -0)) return ['number', '-0'];
        return Number.isFinite(value) ? value : ['number', String(value)];
      case 'undefined':
        return ['undefined'];
      case 'bigint':
        return ['bigint', String(value)];
      case 'object':
        return value === null ? null : ['ref', this.#numberOf(value)];
      default:
        throw new Error(refusal);
    }
  }

  #numberOf(object: object): number {
    const known = this.#numbers.get(object);
    if (known !== undefined) return known;
    const number = this.#waiting.push(object) - 1;
    this.#numbers.set(object, number);
    return number;
  }

  #row(object: object): Row {
    if (Array.isArray(object)) return ['array', object.length, this.#entries(object)];
    if (object instanceof Map)
      return ['map', [...object].map(([key, item]) => [this.#slot(key), this.#slot(item)])];
    if (object instanceof Set) return ['set', [...object].map((item) => this.#slot(item))];
    // JSON writes an invalid date's NaN as null.
    if (object instanceof Date) return ['date', object.getTime()];
    if (object instanceof RegExp) return ['regexp', object.source, object.flags];
    if (object instanceof ArrayBuffer) return ['buffer', toBase64(fixedBytes(object))];
    if (ArrayBuffer.isView(object)) return this.#view(object);
    if (isBoxed(object)) return ['boxed', this.#slot(object.valueOf())];
    if (object instanceof Error && !(object instanceof DOMException)) return this.#error(object);
    if (Object.getPrototypeOf(object) === Object.prototype) return ['object', this.#entries(object)];
    throw new Error(refusal);
  }

  #entries(object: object): Entry[] {
    return Object.entries(object).map(([key, value]: [string, unknown]) => [key, this.#slot(value)]);
  }

  #view(view: ArrayBufferView): Row {
    const length = view instanceof DataView ? view.byteLength : Number(Reflect.get(view, 'length'));
    return ['view', viewName(view), this.#slot(view.buffer), view.byteOffset, length];
  }

  #error(error: Error): Row {
    return [
      'error',
      error.name,
      Object.hasOwn(error, 'message') ? error.message : null,
      error.stack ?? null,
      Object.hasOwn(error, 'cause') ? [this.#slot(error.cause)] : [],
    ];
  }
}

class Reader {
  readonly #objects = new Map<number, object>();

  constructor(private readonly table: Table) {}

  read(): unknown {
    this.table.rows.forEach((_row, number) => this.#object(number));
    this.table.rows.forEach((row, number) => this.#fill(row, this.#object(number)));
    return this.#value(this.table.root);
  }

  #value(slot: Slot): unknown {
    if (!Array.isArray(slot)) return slot;
    switch (slot[0]) {
      case 'undefined':
        return undefined;
      case 'number':
        return Number(slot[1]);
      case 'bigint':
        return BigInt(slot[1]);
      case 'ref':
        return this.#object(slot[1]);
    }
  }

  /** An object of the table; what it holds comes later, since it may hold itself. */
  #object(number: number): object {
    let object = this.#objects.get(number);
    if (!object) {
      const row = this.table.rows[number];
      if (!row) throw new Error(`The text names object ${number}, which it does not hold`);
      object = this.#shell(row);
      this.#objects.set(number, object);
    }
    return object;
  }

  #shell(row: Row): object {
    switch (row[0]) {
      case 'object':
        return {};
      case 'array': {
        const array: unknown[] = [];
        array.length = row[1];
        return array;
      }
      case 'map':
        return new Map();
      case 'set':
        return new Set();
      case 'date':
        return new Date(row[1] ?? Number.NaN);
      case 'regexp':
        return new RegExp(row[1], row[2]);
      case 'boxed':
        return Object(this.#value(row[1]));
      case 'error':
        return errorShell(row[1], row[2], row[3]);
      case 'buffer':
        return fromBase64(row[1]).buffer;
      case 'view':
        return Reflect.construct(viewConstructor(row[1]), [this.#value(row[2]), row[3], row[4]]);
    }
  }

  #fill(row: Row, object: object): void {
    switch (row[0]) {
      case 'object':
        return this.#fillEntries(row[1], object);
      case 'array':
        return this.#fillEntries(row[2], object);
      case 'map':
        if (object instanceof Map)
          for (const [key, item] of row[1]) object.set(this.#value(key), this.#value(item));
        return;
      case 'set':
        if (object instanceof Set) for (const item of row[1]) object.add(this.#value(item));
        return;
      case 'error':
        for (const cause of row[4]) defineHidden(object, 'cause', this.#value(cause));
        return;
      default:
    }
  }

  #fillEntries(entries: readonly Entry[], object: object): void {
    // Defined, not set: a key named __proto__ is a key.
    for (const [key, slot] of entries) {
      Object.defineProperty(object, key, {
        value: this.#value(slot),
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
  }
}

const errorTypes = new Map<string, ErrorConstructor>(
  [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map((type) => [type.name, type]),
);

function errorShell(name: string, message: string | null, stack: string | null): Error {
  const type = errorTypes.get(name) ?? Error;
  const error = message === null ? new type() : new type(message);
  defineHidden(error, 'stack', stack ?? undefined);
  return error;
}

function defineHidden(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: false, writable: true, configurable: true });
}

function isBoxed(object: object): boolean {
  return [String, Number, Boolean, BigInt].some((type) => object instanceof type);
}

/** `Uint8Array`, `DataView`, …: by its tag, since Node and Chromium differ in which there are. */
function viewName(view: ArrayBufferView): string {
  return Object.prototype.toString.call(view).slice('[object '.length, -1);
}

function viewConstructor(name: string): Function {
  const found: unknown = Reflect.get(globalThis, name);
  if (typeof found !== 'function') {
    throw new Error(
      `A ${name} has come, which there is none of in this JavaScript. Send another kind of view.`,
    );
  }
  return found;
}

function fixedBytes(buffer: ArrayBuffer): Uint8Array<ArrayBuffer> {
  if ('resizable' in buffer && buffer.resizable === true) {
    throw new Error('A resizable ArrayBuffer is not in the Electron double: send one of fixed length.');
  }
  return new Uint8Array(buffer);
}

/** How many bytes become arguments of one call: engines allow about twice as many. */
const callLength = 0x8000;

function toBase64(bytes: Uint8Array): string {
  if (typeof Buffer !== 'undefined') {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  }
  let binary = '';
  for (let at = 0; at < bytes.length; at += callLength) {
    binary += String.fromCharCode(...bytes.subarray(at, at + callLength));
  }
  return btoa(binary);
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  // A copy: Node's short buffers are parts of a larger one.
  if (typeof Buffer !== 'undefined') return new Uint8Array(Buffer.from(text, 'base64'));
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
