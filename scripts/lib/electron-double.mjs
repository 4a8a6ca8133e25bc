import { createHash, randomUUID } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { build } from 'vite';
import { ensureChromium } from '../chromium.mjs';
import { root } from './project.mjs';

const sourceFolder = path.join(root, 'test/electron-double');
const cacheFolder = path.join(root, 'node_modules/.cache/electron-double');
const executableName = 'electron-double.mjs';
const keptMs = 24 * 60 * 60_000;

/** Bundles that run in a window: a script each, which defines the global of that name, if any. */
const windowBundles = [
  { entry: 'renderer/agent.ts', file: 'agent.js', global: '__electronDoubleAgent' },
  { entry: 'renderer/bridge.ts', file: 'bridge.js', global: '__electronDoubleBridge' },
];

/**
 * Builds the stand-in for Electron's executable where its sources have changed, and finds (or installs) the Chromium that
 * it needs: `PARLEY_CHROMIUM` names it to whatever is started from here. Several processes may ask at once.
 * @returns {Promise<string>} the executable
 */
export async function ensureElectronDouble() {
  process.env['PARLEY_CHROMIUM'] ??= await ensureChromium();
  const { version } = JSON.parse(readFileSync(path.join(root, 'node_modules/electron/package.json'), 'utf8'));
  const folder = path.join(cacheFolder, hashOfSources(version));
  if (!existsSync(folder)) await buildInto(folder, version);
  return path.join(folder, executableName);
}

/**
 * @param {string} folder
 * @param {string} electronVersion
 */
async function buildInto(folder, electronVersion) {
  // Built elsewhere and put in place as a whole: nobody finds half of it.
  const outDir = `${folder}.${randomUUID()}`;
  const common = /** @type {const} */ ({ root, configFile: false, logLevel: 'warn' });
  try {
    await build({
      ...common,
      define: { __ELECTRON_VERSION__: JSON.stringify(electronVersion) },
      build: {
        ssr: true,
        outDir,
        emptyOutDir: false,
        target: 'node20.19',
        minify: false,
        rolldownOptions: {
          input: ['electron-double', 'electron-module', 'esm-hooks'].map((name) =>
            path.join(sourceFolder, `executable/${name}.ts`),
          ),
          output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
        },
      },
    });
    for (const { entry, file, global } of windowBundles) {
      await build({
        ...common,
        build: {
          outDir,
          emptyOutDir: false,
          target: 'es2023',
          minify: false,
          lib: {
            entry: path.join(sourceFolder, entry),
            formats: ['iife'],
            name: global,
            fileName: () => file,
          },
        },
      });
    }
    chmodSync(path.join(outDir, executableName), 0o755);
    renameSync(outDir, folder);
    removeOldBuilds();
  } catch (error) {
    rmSync(outDir, { recursive: true, force: true });
    // Another process has built the same in the meantime.
    if (!existsSync(folder)) throw error;
  }
}

/**
 * @param {string} electronVersion
 * @returns {string} another one after every change of what is built, and of how
 */
function hashOfSources(electronVersion) {
  const hash = createHash('sha256')
    .update(electronVersion)
    .update(readFileSync(import.meta.filename));
  const entries = readdirSync(sourceFolder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter(
      (entry) => entry.isFile() && entry.name.endsWith('.ts') && !/\.(?:test|spec)\.ts$/.test(entry.name),
    )
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => !file.startsWith(path.join(sourceFolder, 'contract')))
    .toSorted();
  for (const file of files) hash.update(path.relative(sourceFolder, file)).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

/** Those that no process can be using any more. */
function removeOldBuilds() {
  for (const name of readdirSync(cacheFolder)) {
    const folder = path.join(cacheFolder, name);
    const age = Date.now() - (statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > keptMs) rmSync(folder, { recursive: true, force: true });
  }
}
