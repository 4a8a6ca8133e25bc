/** What JavaScript itself, inspectors and test runners look up on whatever object they are given. */
const askedOfAnything = new Set(['then', 'toJSON', 'constructor', 'inspect', 'nodeType', 'asymmetricMatch']);

/** An object that throws the name of whatever it lacks. */
export function loud<T extends object>(name: string, members: T): T {
  return new Proxy<T>(members, { get: throwingGet(name) });
}

/**
 * Makes a class and all its instances throw the name of whatever they lack. The proxies stand behind the class, not before
 * it and the instance, so that private fields work.
 */
export function makeLoud(name: string, type: { readonly prototype: object }): void {
  for (const own of [type, type.prototype]) {
    const parent: object = Object.getPrototypeOf(own);
    Object.setPrototypeOf(own, new Proxy(parent, { get: throwingGet(name) }));
  }
}

/** Stands for a part of Electron that the double has nothing of: it can be imported, and throws at any use. */
export function missing(name: string): object {
  return new Proxy(Object, {
    get: throwingGet(name, false),
    construct: () => refuse(name),
    apply: () => refuse(name),
  });
}

function throwingGet(
  name: string,
  hasMembers = true,
): (target: object, key: PropertyKey, self: unknown) => unknown {
  return (target, key, self) => {
    if (hasMembers && Reflect.has(target, key)) return Reflect.get(target, key, self);
    if (typeof key === 'symbol' || String(key).startsWith('_') || askedOfAnything.has(String(key)))
      return undefined;
    return refuse(`${name}.${String(key)}`);
  };
}

function refuse(name: string): never {
  throw new Error(`${name} is not in the Electron double`);
}
