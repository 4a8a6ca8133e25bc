/**
 * An object that says its name instead of giving `undefined` for what it lacks: a preload that asks for more than the
 * double has fails where it asks.
 */
export function loud<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, key, receiver): unknown {
      // Asked by the language itself, of anything: whether it is a promise, and what JSON it has.
      const isProbe = typeof key === 'symbol' || key === 'then' || key === 'toJSON';
      if (isProbe || key in object) return Reflect.get(object, key, receiver);
      throw new Error(`${name}.${key} is not in the Electron double`);
    },
  });
}
