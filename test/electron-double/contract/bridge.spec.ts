import { expect, test } from './contract-test.ts';

// Throughout: docs/api/context-bridge.md, "Parameter / Error / Return Type support", and where it is silent, the
// bridge's source, shell/renderer/api/electron_api_context_bridge.cc.

test.describe('an exposed API', () => {
  // docs/api/context-bridge.md, "API": everything but functions is copied and frozen
  test('is there before the page runs, frozen to its depth, and not to be replaced', async ({ window }) => {
    const state = await window.evaluate(() => {
      const { writable, configurable } = Object.getOwnPropertyDescriptor(globalThis, 'contract') ?? {};
      const { contract: api, contractAtStart: atStart } = globalThis;
      return [
        atStart,
        writable,
        configurable,
        Object.isFrozen(api),
        Object.isFrozen(api.nested.list[0]),
        api.nested.list[0].deep(),
      ];
    });
    expect(state).toEqual(['object', false, false, true, true, 'deep']);
  });

  // docs/api/context-bridge.md, "contextBridge.exposeInMainWorld"
  test('takes no name that the window has, of its own or inherited', async ({ window }) => {
    const outcomes = await window.evaluate(() =>
      ['contract', 'setByPage', 'document', 'toString'].map((name) => contract.exposeAgain(name)),
    );
    expect(new Set(outcomes)).toEqual(
      new Set(['Error: Cannot bind an API on top of an existing property on the window object']),
    );
  });

  // docs/breaking-changes.md, "ipcRenderer can no longer be sent over the contextBridge"
  test('can not hand on ipcRenderer itself', async ({ window }) => {
    expect(await window.evaluate(() => Object.keys(contract.ipcRenderer))).toEqual([]);
  });
});

test.describe('values over the bridge', () => {
  test('are copies: objects lose their prototype, and belong to the world they are in', async ({
    window,
  }) => {
    const copies = await window.evaluate(() => {
      class Point {
        x = 1;
        length() {
          return this.x;
        }
      }
      const instance = contract.instance();
      return {
        given: contract.describe(new Point()),
        got: [Object.getPrototypeOf(instance) === Object.prototype, Object.keys(instance)],
      };
    });
    expect(copies).toEqual({
      given: { tag: '[object Object]', isOwn: true, keys: ['x'] },
      got: [true, ['kept']],
    });
  });

  test('keep what structured clone keeps, in both directions', async ({ window }) => {
    const kept = await window.evaluate(() => {
      const [map, date, bytes, large] = contract.ownValues();
      const echoed = contract.echo([new Set(['a']), /b/g, Number.NaN, undefined, new Blob(['text'])]);
      const [set, pattern, notANumber, absent, blob] = Array.isArray(echoed) ? echoed : [];
      return [
        map instanceof Map && map.get(1),
        date instanceof Date && date.getTime(),
        bytes instanceof Uint8Array && bytes[0],
        large === 5n,
        set instanceof Set && set.has('a'),
        String(pattern),
        Number.isNaN(notANumber),
        absent === undefined,
        blob instanceof Blob && blob.size,
      ];
    });
    expect(kept).toEqual([2, 3, 4, true, true, '/b/g', true, true, 4]);
  });

  test('in an array keep their kind, bytes beside text too', async ({ window }) => {
    const result = await window.evaluate(() => {
      const frame = contract.echo(['text', new Uint8Array([1, 2]), [() => 'called']]);
      if (!Array.isArray(frame)) return frame;
      return [frame[0], frame[1] instanceof Uint8Array, [...frame[1]], frame[2][0]()];
    });
    expect(result).toEqual(['text', true, [1, 2], 'called']);
  });

  test('may lead back to themselves, and arrive once where they stand twice', async ({ window }) => {
    const isSame = await window.evaluate(() => {
      const cycle: Record<string, unknown> = {};
      cycle['self'] = cycle;
      const shared = {};
      const echoed = contract.echo({ cycle, first: shared, second: shared });
      const path = (...keys: string[]) =>
        keys.reduce<unknown>((at, key) => Reflect.get(Object(at), key), echoed);
      return [path('cycle', 'self') === path('cycle'), path('first') === path('second')];
    });
    expect(isSame).toEqual([true, true]);
  });

  test('may be 1000 deep and no deeper', async ({ window }) => {
    const message = await window.evaluate(() => {
      let deep: unknown[] = [];
      for (let depth = 0; depth < 1001; depth += 1) deep = [deep];
      try {
        return contract.echo(deep);
      } catch (error) {
        return String(error);
      }
    });
    expect(message).toBe(
      'TypeError: Electron contextBridge recursion depth exceeded.  Nested objects deeper than 1000 are not supported.',
    );
  });

  test('that can not be cloned are refused', async ({ window }) => {
    const refusals = await window.evaluate(() => {
      const outcomeOf = (action: () => unknown) => {
        try {
          return action();
        } catch (error) {
          return String(error);
        }
      };
      return [outcomeOf(() => contract.echo(new WeakMap())), outcomeOf(() => contract.weakMap())];
    });
    expect(refusals).toEqual(Array(2).fill('Error: An object could not be cloned.'));
  });
});

test.describe('functions over the bridge', () => {
  test('can be called from the other world, at once and later', async ({ window }) => {
    const calls = await window.evaluate(async () => {
      const later = await new Promise((resolve) => contract.callLater(resolve));
      return [contract.call((a, b) => [a, b], 1, 'two'), later];
    });
    expect(calls).toEqual([[1, 'two'], 'later']);
  });

  test('are another proxy each time, and themselves again at home', async ({ window }) => {
    const identities = await window.evaluate(() => {
      const own = () => undefined;
      return [
        contract.isSameAsLast(own),
        contract.isSameAsLast(own),
        contract.echo(own) === own,
        contract.isKept(contract.kept),
      ];
    });
    expect(identities).toEqual([false, false, true, true]);
  });
});

test.describe('errors over the bridge', () => {
  test('are reduced to their message, thrown or rejected or handed over', async ({ window }) => {
    const errors = await window.evaluate(async () => {
      const factsOf = (error: unknown) => [
        error instanceof Error && Object.getPrototypeOf(error) === Error.prototype,
        String(error),
        Object.keys(Object(error)),
      ];
      const caught: unknown[] = [];
      try {
        contract.throwError();
      } catch (error) {
        caught.push(factsOf(error));
      }
      await contract.rejectError().catch((error: unknown) => caught.push(factsOf(error)));
      return [...caught, factsOf(contract.error())];
    });
    expect(errors).toEqual([
      [true, 'Error: thrown', []],
      [true, 'Error: rejected', []],
      [true, 'Error: as a value', []],
    ]);
  });

  test('are unknown where something else than an error was thrown', async ({ window }) => {
    const thrown = window.evaluate(() => contract.throwText());
    await expect(thrown).rejects.toThrow(
      'An unknown exception occurred in the isolated context, an error occurred but a valid exception was not thrown.',
    );
  });
});

test('promises settle in the other world with a copy of their value', async ({ window }) => {
  const values = await window.evaluate(async () => [
    await contract.resolved,
    await contract.call(async (value) => [value], 'given'),
  ]);
  expect(values).toEqual([{ by: 'promise' }, ['given']]);
});
