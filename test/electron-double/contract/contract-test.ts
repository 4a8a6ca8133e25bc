import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, test as base, type ElectronApplication, expect, type Page } from '@playwright/test';
import './contract-api.ts';

/** The folder of the app that the contract is shown on. */
export const appFolder = join(import.meta.dirname, 'app');

/** The program that is under contract: Electron, or the double. Set by `playwright.config.ts`. */
export const executablePath = process.env['PARLEY_ELECTRON'] ?? '';

interface Fixtures {
  /** Where the app keeps its data; of this test alone. */
  readonly userData: string;
  /** The arguments with which the app is started. */
  readonly appArguments: readonly string[];
  /** The app, started, with its first window loaded. */
  readonly app: ElectronApplication;
  /** Its main process. */
  readonly child: ChildProcess;
  /** The page of its first window. */
  readonly window: Page;
  readonly events: Events;
}

/** What the app has written down of its events, oldest first; to be read also when it has ended. */
export class Events {
  constructor(private readonly file: string) {}

  async all(): Promise<string[]> {
    const text = await readFile(this.file, 'utf8');
    return text.split('\n').slice(0, -1);
  }

  /** Those of some names, with their words. */
  async of(...names: readonly string[]): Promise<string[]> {
    return (await this.all()).filter((line) => names.includes(line.split(' ')[0] ?? ''));
  }

  /** Waits until these have happened, in this order, and no other of their names. */
  async expect(...expected: readonly string[]): Promise<void> {
    const names = expected.map((line) => line.split(' ')[0] ?? '');
    await expect.poll(() => this.of(...names)).toEqual(expected);
  }
}

/** Playwright's test with the contract's app, running. */
export const test = base.extend<Fixtures>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads from the pattern what a fixture needs
  userData: async ({}, provide) => {
    const folder = await mkdtemp(join(tmpdir(), 'electron-contract-'));
    await provide(folder);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  },
  appArguments: async ({ userData }, provide) => {
    // Chromium's sandbox does not start for root.
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    await provide([appFolder, `--user-data-dir=${userData}`, ...sandbox]);
  },
  app: [
    async ({ appArguments, userData }, provide) => {
      // One of Playwright's own is left behind when its process ends right after the app.
      const artifactsDir = join(userData, 'playwright');
      const app = await _electron.launch({ executablePath, args: [...appArguments], artifactsDir });
      // Playwright does not tell any more when it has ended.
      const child = app.process();
      try {
        const window = await app.firstWindow();
        await window.waitForLoadState();
        await provide(app);
      } finally {
        await end(app, child);
      }
    },
    // Whatever else a test asks for, the app is running.
    { auto: true },
  ],
  child: async ({ app }, provide) => {
    await provide(app.process());
  },
  window: async ({ app }, provide) => {
    await provide(await app.firstWindow());
  },
  events: async ({ userData }, provide) => {
    await provide(new Events(join(userData, 'events.log')));
  },
});

/** Ends the app however it stands, unless it has ended. */
async function end(app: ElectronApplication, child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = once(child, 'exit');
  try {
    // In a turn of its own, so that the answer still comes.
    await app.evaluate((electron) => void setImmediate(() => electron.app.exit(0)));
  } catch {
    // One that can't be asked is ended from outside.
    child.kill('SIGKILL');
  }
  await ended;
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** Waits for the end of the app. Its exit code; null where a signal has ended it. */
export async function exitCodeOf(child: ChildProcess): Promise<number | null> {
  if (!hasEnded(child)) await once(child, 'exit');
  return child.exitCode;
}

export { expect } from '@playwright/test';
