import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable, Writable } from 'node:stream';
import { CdpConnection } from './connection.ts';

/** Features that would come between a test and its page, or ask the network for something. */
const disabledFeatures = [
  'AutofillServerCommunication',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  // A frame of another origin is then seen by its window's session, and not a target of its own.
  'IsolateOrigins',
  'IsolateSandboxedIframes',
  // `app:` is answered over loopback, which the page is not to notice.
  'LocalNetworkAccessChecks',
  'MediaRouter',
  'OptimizationHints',
  // Two windows of one origin do not share a process, or both would crash together.
  'ProcessPerSiteUpToMainFrameThreshold',
  'Translate',
  // Pages of Chrome's own, which each window would load.
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'WebUIOmniboxPopup',
];

/** What Electron would do in other ways than Chrome does. */
const flags = [
  '--headless',
  '--no-startup-window',
  '--no-first-run',
  '--no-default-browser-check',
  '--allow-file-access-from-files',
  '--disable-auto-reload',
  '--disable-back-forward-cache',
  '--disable-background-networking',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-component-update',
  '--disable-dev-shm-usage',
  '--disable-extensions',
  '--disable-ipc-flooding-protection',
  '--disable-popup-blocking',
  '--disable-renderer-backgrounding',
  '--disable-site-isolation-trials',
  '--disable-sync',
  '--enable-blink-features=MessagePortCloseEvent',
  '--force-color-profile=srgb',
  '--password-store=basic',
  `--disable-features=${disabledFeatures.join(',')}`,
];
const rootFlags = ['--no-sandbox', '--disable-gpu', '--disable-quic'];

/**
 * Outlives this process to take Chromium's folder away once that has ended, however this process ended: a closed pipe
 * is the end of Chromium. Its helpers end a moment later and may write until then, hence the tries.
 */
const keeper = `folder=$1; shift; "$@"
for try in 1 2 3 4 5 6 7 8 9 10; do
  rm -rf "$folder" 2>/dev/null; sleep 0.3
  test -e "$folder" || exit 0
done`;

export interface LaunchedChromium {
  readonly connection: CdpConnection;
  /** Where it may put what is downloaded; gone when it has ended. */
  readonly downloadFolder: string;
}

/**
 * Starts a Chromium without a window, which ends with this process.
 * @throws where there is none at `PARLEY_CHROMIUM` or, without that, in the usual place.
 */
export function launchChromium(switches: readonly string[]): LaunchedChromium {
  const executable = process.env['PARLEY_CHROMIUM'] ?? '/usr/bin/chromium';
  if (!existsSync(executable)) {
    throw new Error(
      `The Electron double needs a Chromium, and ${executable} is not there. Set PARLEY_CHROMIUM.`,
    );
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'electron-double-'));
  const root = process.getuid?.() === 0 ? rootFlags : [];
  const args = [...flags, ...root, ...switches, `--user-data-dir=${folder}`, '--remote-debugging-pipe'];
  const logged = process.env['ELECTRON_DOUBLE_CHROMIUM_LOG'] ? 'inherit' : 'ignore';
  const child = spawn('/bin/sh', ['-c', keeper, 'sh', folder, executable, ...args], {
    stdio: ['ignore', 'ignore', logged, 'pipe', 'pipe'],
    // A Ctrl+C is for the app, whose windows are asked first.
    detached: true,
  });
  return {
    connection: new CdpConnection(...pipesOf(child)),
    downloadFolder: path.join(folder, 'Electron double downloads'),
  };
}

/** Chromium reads its file descriptor 3 and writes to 4. */
function pipesOf(child: ChildProcess): [Writable, Readable] {
  const output = child.stdio[3];
  const input = child.stdio[4];
  if (!(output instanceof Writable) || !(input instanceof Readable)) throw new Error('Chromium has no pipe');
  return [output, input];
}
