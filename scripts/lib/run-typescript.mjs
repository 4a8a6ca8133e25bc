import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { run } from './processes.mjs';
import { root } from './project.mjs';

/**
 * Bundles a script of the project's that is written in TypeScript, and runs it in the project's folder.
 * @param {string} entry its path from there, such as `bench/ipc/main.ts`
 * @param {readonly string[]} args
 * @returns {Promise<number>} its exit code
 */
export async function runTypeScript(entry, args) {
  const outDir = path.join(root, 'node_modules/.cache/scripts', path.dirname(entry));
  process.chdir(root);
  /** @type {{ version: string }} */
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    define: { __APP_VERSION__: JSON.stringify(version), __DEV__: 'false' },
    build: { ssr: true, outDir, target: 'node20.19', rolldownOptions: { input: entry }, minify: false },
  });
  const script = path.join(outDir, path.basename(entry).replace(/\.ts$/, '.js'));
  const { code } = await run(process.execPath, ['--expose-gc', script, ...args]);
  return code;
}
