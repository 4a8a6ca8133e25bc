import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { fileURLToPath } from 'node:url';

/** The paths that this process hands to the file system. */
export interface FileCalls extends Disposable {
  /** As they were given, each once. */
  readonly paths: ReadonlySet<string>;
}

/** What takes a second path. */
const twoPaths = /^(?:rename|copyFile|link|symlink|cp)(?:Sync)?$/;

/**
 * Listens to every function of `node:fs` and `node:fs/promises` that takes a path, in whatever way a module has imported it.
 * They still do what they do. Disposing ends it.
 */
export function watchFileCalls(): FileCalls {
  const paths = new Set<string>();
  const note = (value: unknown) => {
    if (typeof value === 'string') paths.add(value);
    else if (value instanceof URL) paths.add(fileURLToPath(value));
    else if (Buffer.isBuffer(value)) paths.add(value.toString());
  };
  const restore = [fs, fs.promises].flatMap((module) =>
    Object.entries(module).flatMap(([name, original]: [string, unknown]) => {
      // Classes and constants are no calls.
      if (typeof original !== 'function' || /^[A-Z_]/.test(name)) return [];
      const watched = new Proxy(original, {
        apply(target, self, args: unknown[]) {
          note(args[0]);
          if (twoPaths.test(name)) note(args[1]);
          return Reflect.apply(target, self, args);
        },
      });
      Reflect.set(module, name, watched);
      return () => void Reflect.set(module, name, original);
    }),
  );
  syncBuiltinESMExports();
  return {
    paths,
    [Symbol.dispose]() {
      for (const each of restore) each();
      syncBuiltinESMExports();
    },
  };
}
