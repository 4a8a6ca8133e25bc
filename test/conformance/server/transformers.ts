import type { TRPCCombinedDataTransformer, TRPCDataTransformer } from '@trpc/server';

/** A class that no codec knows: only a transformer can carry it. */
export class Celsius {
  constructor(readonly degrees: number) {}
}

/** Applies `change` to every value inside plain data, inner ones first. */
function map(value: unknown, change: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return change(value.map((item) => map(item, change)));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return change(value);
  return change(Object.fromEntries(Object.entries(value).map(([key, item]) => [key, map(item, change)])));
}

/** Fails on the word `poison`, as a transformer does that meets what it does not know. */
const celsius: TRPCDataTransformer = {
  serialize: (value: unknown) =>
    map(value, (item) => (item instanceof Celsius ? { $celsius: item.degrees } : item)),
  deserialize: (value: unknown) =>
    map(value, (item) => {
      if (item === 'poison') throw new TypeError('poison');
      return typeof item === 'object' &&
        item !== null &&
        '$celsius' in item &&
        typeof item.$celsius === 'number'
        ? new Celsius(item.$celsius)
        : item;
    }),
};

/** A half that marks what it carries, and takes nothing that the other half has marked. */
function marked(mark: string): TRPCDataTransformer {
  return {
    serialize: (value: unknown) => ({ mark, value }),
    deserialize(value: unknown) {
      if (typeof value !== 'object' || value === null || !('mark' in value) || value.mark !== mark) {
        throw new TypeError(`not marked "${mark}": ${JSON.stringify(value)}`);
      }
      return 'value' in value ? value.value : undefined;
    },
  };
}

const identity: TRPCDataTransformer = {
  serialize: (value: unknown) => value,
  deserialize: (value: unknown) => value,
};

function both(half: TRPCDataTransformer): TRPCCombinedDataTransformer {
  return { input: half, output: half };
}

export const transformers = {
  identity: both(identity),
  symmetric: both(celsius),
  asymmetric: { input: marked('in'), output: marked('out') },
} satisfies Record<string, TRPCCombinedDataTransformer>;
