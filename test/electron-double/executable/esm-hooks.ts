import type { InitializeHook, ResolveHook } from 'node:module';

const electronNames = /^electron(?:\/(?:main|common))?$/;
let electronUrl = '';

export const initialize: InitializeHook<{ electronUrl: string }> = (data) => {
  electronUrl = data.electronUrl;
};

/** Has `import … from 'electron'` mean the double. */
export const resolve: ResolveHook = (specifier, context, next) =>
  electronNames.test(specifier) ? { url: electronUrl, shortCircuit: true } : next(specifier, context);
