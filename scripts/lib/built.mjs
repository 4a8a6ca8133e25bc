import { readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './processes.mjs';
import { root, toolPath } from './project.mjs';

/** What the build reads, relative to the root. */
const sources = ['src', 'electron.vite.config.ts', 'tsconfig.base.json', 'package.json', 'package-lock.json'];

/**
 * Stands there when a build for use is complete, with the time at which it began. (`npm run dev` builds for
 * development into the same place.)
 */
const stamp = 'out/.built';

/**
 * Builds everything into out/.
 * @returns {Promise<number>} the exit code
 */
export async function build() {
  forgetBuild();
  const began = new Date();
  const { code } = await run(process.execPath, [toolPath('electron-vite'), 'build'], {
    // NODE_ENV decides which React is bundled.
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (code === 0) {
    const file = path.join(root, stamp);
    writeFileSync(file, '');
    utimesSync(file, began, began);
  }
  return code;
}

/** What is in out/ is not fit for use from now on. */
export function forgetBuild() {
  rmSync(path.join(root, stamp), { force: true });
}

/**
 * Builds where there is no build, or one that is older than its sources. Ends this process where that fails.
 */
export async function ensureBuilt() {
  if (isCurrent(root)) return;
  console.log('Building Parley.');
  const code = await build();
  if (code !== 0) {
    console.error('Parley could not be built; the lines above say why.');
    process.exit(code);
  }
}

/**
 * @param {string} folder a checkout
 * @returns {boolean} whether its build is complete and no source has changed since it began
 */
export function isCurrent(folder) {
  const built = statSync(path.join(folder, stamp), { throwIfNoEntry: false })?.mtimeMs;
  return built !== undefined && sources.every((source) => newestChange(path.join(folder, source)) <= built);
}

/**
 * @param {string} entry a file, or a folder with all that is in it
 * @returns {number} milliseconds since the epoch. A folder's own time counts too: it tells of files removed.
 */
function newestChange(entry) {
  const stats = statSync(entry, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.mtimeMs;
  return readdirSync(entry).reduce(
    (newest, name) => Math.max(newest, newestChange(path.join(entry, name))),
    stats.mtimeMs,
  );
}
