import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from './processes.mjs';
import { root } from './project.mjs';

/**
 * Electron's executable, or why it can't run here: half a sentence for a person.
 * @typedef {{ executable: string } | { problem: string }} Electron
 */

/**
 * The machine as far as it matters here.
 * @typedef {object} Machine
 * @property {NodeJS.Platform} platform
 * @property {NodeJS.ProcessEnv} env
 * @property {number | undefined} uid undefined in Windows
 */

/** @type {Machine} */
export const thisMachine = { platform: process.platform, env: process.env, uid: process.getuid?.() };

const packageFolder = path.join(root, 'node_modules/electron');
const downloadLimitMs = 5 * 60_000;
const stillHereMs = 15_000;

/**
 * Finds Electron, and downloads it where that is of use. `require('electron')` would do the latter without a word.
 * @returns {Promise<Electron>}
 */
export async function findElectron() {
  // First what no download can mend.
  const problem = systemProblem(thisMachine);
  if (problem !== undefined) return { problem };
  const found = installedElectron(packageFolder, thisMachine);
  return found ?? (await downloadElectron());
}

/**
 * @param {Machine} machine
 * @returns {boolean} whether a window could be shown
 */
export function hasDisplay({ platform, env }) {
  return platform !== 'linux' || Boolean(env['DISPLAY']) || Boolean(env['WAYLAND_DISPLAY']);
}

/**
 * @param {Machine} machine
 * @returns {string | undefined} what about the system keeps Electron from running
 */
export function systemProblem(machine) {
  if (!hasDisplay(machine)) return 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)';
  if (machine.platform === 'linux' && machine.uid === 0) return 'its sandbox does not work for root';
  return undefined;
}

/**
 * @param {string} folder that of the npm package
 * @param {Machine} machine
 * @returns {Electron | undefined} undefined where a download may help
 */
export function installedElectron(folder, { platform, env }) {
  const pathFile = path.join(folder, 'path.txt');
  const relative = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : undefined;
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (override) {
    const executable = path.join(override, relative ?? executableName(platform));
    return existsSync(executable)
      ? { executable }
      : { problem: `ELECTRON_OVERRIDE_DIST_PATH is set, and ${executable} is not there` };
  }
  if (relative === undefined) return undefined;
  const executable = path.join(folder, 'dist', relative);
  return existsSync(executable) ? { executable } : undefined;
}

/** @param {NodeJS.Platform} platform */
function executableName(platform) {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

/** @returns {Promise<Electron>} */
async function downloadElectron() {
  console.log('Downloading Electron, about 110 MB, once. (npm run serve does without it.)');
  const began = performance.now();
  const ticker = setInterval(() => {
    console.log(`Still downloading after ${Math.round((performance.now() - began) / 1000)} s.`);
  }, stillHereMs);
  const exit = await run(process.execPath, [path.join(packageFolder, 'install.js')], {
    limitMs: downloadLimitMs,
    quiet: true,
    ownGroup: true,
  }).finally(() => clearInterval(ticker));
  if (exit.interrupted) process.exit(130);

  const found = installedElectron(packageFolder, thisMachine);
  if (exit.code === 0 && found !== undefined) return found;
  const why = exit.timedOut
    ? `the download took longer than ${downloadLimitMs / 60_000} minutes`
    : (exit.stderr.split('\n').find((line) => line.trim() !== '') ?? `its installer ended with ${exit.code}`);
  return { problem: `its binary is not there and could not be downloaded (${why.trim()})` };
}

/** What Electron prints when the system does not let it start, and what that means. */
const complaints = [
  {
    pattern:
      /SUID sandbox helper binary|No usable sandbox|Failed to move to new namespace|without --no-sandbox is not supported/,
    problem: 'the system refuses its sandbox',
  },
  {
    pattern:
      /Missing X server or \$DISPLAY|Failed to connect to Wayland display|platform failed to initialize/i,
    problem: 'the display can not be opened',
  },
  {
    pattern: /error while loading shared libraries: (?<library>[^:\s]+)/,
    problem: 'a system library is missing',
  },
];

/**
 * @param {Pick<import('./processes.mjs').Exit, 'code' | 'stderr'>} exit of an Electron that was started
 * @returns {string | undefined} why it could not start; undefined where it did
 */
export function startProblem({ code, stderr }) {
  if (code === 0) return undefined;
  for (const { pattern, problem } of complaints) {
    const match = pattern.exec(stderr);
    if (match === null) continue;
    const library = match.groups?.['library'];
    return library === undefined ? problem : `${problem} (${library})`;
  }
  return undefined;
}
