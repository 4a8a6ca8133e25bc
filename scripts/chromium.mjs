// A Chromium, Chrome or Edge for the tests: found, or installed. `node scripts/chromium.mjs` prints its path.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { run } from './lib/processes.mjs';
import { toolPath } from './lib/project.mjs';

const startLimitMs = 30_000;
const downloadLimitMs = 5 * 60_000;
const aptLimitMs = 10 * 60_000;

/**
 * What of Chrome the tests don't want. Chromium listens to the last such list alone: this one stands for Playwright's own too,
 * as far as that is about Chrome on any system.
 */
const disabledFeatures = [
  // The list below the address bar is a page, which each window loads: four hundred scripts, more than Parley's own.
  'WebUIOmniboxPopup',
  'WebUIOmniboxFullPopup',
  'WebUIOmniboxAimPopup',
  // Playwright's.
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
];

/**
 * Flags for a browser that runs as root (its sandbox does not) and that asks nothing of the network by itself.
 * @returns {string[]}
 */
export function chromiumFlags() {
  const quiet = [
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    `--disable-features=${disabledFeatures.join(',')}`,
  ];
  return process.getuid?.() === 0 ? ['--no-sandbox', '--disable-gpu', '--disable-quic', ...quiet] : quiet;
}

/**
 * Finds a browser that starts, and installs one where there is none. Says on stderr what it does.
 * @returns {Promise<string>} its path
 */
export async function ensureChromium() {
  const named = process.env['PARLEY_CHROMIUM'];
  if (named) {
    if (await starts(named)) return named;
    throw new Error(
      `PARLEY_CHROMIUM names ${named}, which does not start as a browser. Correct it, or unset it.`,
    );
  }
  const found = await findChromium();
  if (found !== undefined) return found;

  for (const { name, install } of installers()) {
    console.error(`No Chromium, Chrome or Edge here. Installing one: ${name}`);
    if (!(await install())) {
      console.error(`That did not work: ${name}`);
      continue;
    }
    const installed = await findChromium();
    if (installed !== undefined) return installed;
    console.error('It was installed and does not start; a system library may be missing.');
  }
  throw new Error(
    'The tests need a Chromium, and none could be found or installed. Install Chromium, Chrome or Edge, or set PARLEY_CHROMIUM to its path.',
  );
}

/** @returns {Promise<string | undefined>} the first browser that starts */
export async function findChromium() {
  for (const candidate of candidates()) {
    if (existsSync(candidate) && (await starts(candidate))) return candidate;
  }
  return undefined;
}

/** @returns {string[]} where a browser may be, the best first */
function candidates() {
  return [chromium.executablePath(), ...usualPlaces(process.platform, process.env)].filter(
    (file) => file !== '',
  );
}

/**
 * @param {NodeJS.Platform} platform
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
function usualPlaces(platform, env) {
  if (platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (app) => `/Applications/${app}.app/Contents/MacOS/${app}`,
    );
  }
  if (platform === 'win32') {
    const folders = [env['ProgramFiles'], env['ProgramFiles(x86)'], env['LOCALAPPDATA']].filter(
      (dir) => dir !== undefined,
    );
    const programs = [
      'Google/Chrome/Application/chrome.exe',
      'Chromium/Application/chrome.exe',
      'Microsoft/Edge/Application/msedge.exe',
    ];
    return programs.flatMap((program) => folders.map((folder) => path.join(folder, program)));
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
  const folders = new Set([
    '/usr/bin',
    ...(env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== ''),
  ]);
  return names.flatMap((name) => [...folders].map((folder) => path.join(folder, name)));
}

/**
 * @param {string} executable
 * @returns {Promise<boolean>}
 */
async function starts(executable) {
  // In Windows `--version` would open a window.
  if (process.platform === 'win32') return existsSync(executable);
  try {
    const exit = await run(executable, ['--version'], { quiet: true, limitMs: startLimitMs, ownGroup: true });
    return exit.code === 0 && /\d+\.\d+/.test(exit.stdout);
  } catch (error) {
    console.error(`${executable} can not be run: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

/** @returns {{ name: string, install: () => Promise<boolean> }[]} */
function installers() {
  const playwright = {
    name: "Playwright's download (npx playwright install chromium)",
    install: () =>
      succeeds(
        process.execPath,
        [toolPath('@playwright/test'), 'install', '--no-shell', 'chromium'],
        downloadLimitMs,
      ),
  };
  const apt = {
    name: 'apt-get install chromium',
    install: async () =>
      (await succeeds('apt-get', ['update'], aptLimitMs)) &&
      (await succeeds('apt-get', ['install', '-y', 'chromium'], aptLimitMs)),
  };
  return isDebianRoot() ? [playwright, apt] : [playwright];
}

function isDebianRoot() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version') && existsSync('/usr/bin/apt-get');
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {number} limitMs
 * @returns {Promise<boolean>}
 */
async function succeeds(command, args, limitMs) {
  const exit = await run(command, args, {
    limitMs,
    ownGroup: true,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (exit.interrupted) process.exit(130);
  return exit.code === 0;
}

if (process.argv[1] === import.meta.filename) console.log(await ensureChromium());
