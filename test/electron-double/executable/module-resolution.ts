import Module from 'node:module';

const electronNames = /^electron(?:\/(?:main|common))?$/;
const esmHooks = new URL('./esm-hooks.mjs', import.meta.url);
const electronModule = new URL('./electron-module.mjs', import.meta.url);

/**
 * Has `electron` mean the double, in CommonJS and in ES modules.
 * @param electron what `require('electron')` gives
 */
export function resolveElectron(electron: object): void {
  const load = privateLoad();
  Reflect.set(Module, '_load', function (this: unknown, request: string, ...rest: unknown[]): unknown {
    return electronNames.test(request) ? electron : Reflect.apply(load, this, [request, ...rest]);
  });
  Module.register(esmHooks, { data: { electronUrl: electronModule.href } });
}

/** Loads a CommonJS script as the one that was started. */
export function loadMain(file: string): void {
  Reflect.apply(privateLoad(), Module, [file, null, true]);
}

/** Node 20 has no public hook for `require`. */
function privateLoad(): () => unknown {
  const load: unknown = Reflect.get(Module, '_load');
  if (typeof load !== 'function')
    throw new Error('This Node loads CommonJS modules in a way unknown to the double');
  return (...args: unknown[]) => Reflect.apply(load, Module, args);
}
