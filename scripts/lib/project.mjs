import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The folder that holds package.json. A bundle of this file lies deeper in it than the file itself. */
export const root = nearestPackage(import.meta.dirname);

/** The browser host as it is built. */
export const serveEntry = path.join(root, 'out/main/serve.js');

/**
 * The script behind a command that a dependency brings. Run with Node's own executable it needs neither a shell
 * nor npx, on every system.
 * @param {string} packageName such as `@biomejs/biome`
 * @param {string} [command] the command's name, where the package brings several
 * @returns {string} an absolute path
 */
export function toolPath(packageName, command) {
  const folder = path.join(root, 'node_modules', packageName);
  /** @type {{ bin?: string | Record<string, string> }} */
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const script =
    typeof bin === 'string' ? bin : command === undefined ? Object.values(bin ?? {})[0] : bin?.[command];
  if (script === undefined) throw new Error(`${packageName} brings no command ${command ?? ''}`.trimEnd());
  return path.join(folder, script);
}

/**
 * @param {string} folder
 * @returns {string} the folder, or the nearest above it, that holds a package.json
 */
function nearestPackage(folder) {
  if (existsSync(path.join(folder, 'package.json'))) return folder;
  const above = path.dirname(folder);
  if (above === folder) throw new Error('Parley’s package.json is in no folder above this script');
  return nearestPackage(above);
}
