import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, expect, type JSHandle } from '@playwright/test';
import type { BrowserWindow } from 'electron';
import { ParleyPage } from '../parley-page.ts';
import { environmentWithoutProxy } from './environment.ts';
import { heldGenerators } from './held-generators.ts';
import type { CrashedWindow, Host } from './host.ts';
import { type Holdings, holdingsOf, leftoversSince, type Look, settledHoldings } from './leftovers.ts';
import { MessageBoxes } from './message-boxes.ts';

/** How long a second instance may take to see that it is one, in milliseconds. */
const secondInstanceMs = 30_000;

export interface ElectronHostOptions {
  readonly kind: 'double' | 'electron';
  /** Electron's, or the double's. */
  readonly executable: string;
  /** The app's user data. */
  readonly folder: string;
  /** Beside this process's own environment. */
  readonly env: Readonly<Record<string, string>>;
}

interface Running {
  readonly app: ElectronApplication;
  /** The app's, which Playwright's object has no more when it has ended. */
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  readonly first: Holdings;
}

/** The built desktop app, as it lies in out/. */
export class ElectronHost implements Host {
  readonly kind: 'double' | 'electron';
  readonly dataFolder: string;
  readonly collectionsFolder: string;
  readonly #executable: string;
  readonly #args: string[];
  readonly #env: Record<string, string>;
  readonly #savedFile: string;
  readonly #watcherFile: string;
  /** In the test's own folder: one of Playwright's own is left behind when its process ends right after the app. */
  readonly #artifactsFolder: string;
  #running: Running | null = null;

  constructor({ kind, executable, folder, env }: ElectronHostOptions) {
    this.kind = kind;
    this.#executable = executable;
    this.#args = [resolve('.'), `--user-data-dir=${folder}`];
    this.#env = { ...environmentWithoutProxy(), ...env };
    this.dataFolder = join(folder, 'data');
    this.collectionsFolder = join(folder, 'collections');
    this.#savedFile = join(folder, 'saved');
    this.#watcherFile = join(folder, 'watcher.cjs');
    this.#artifactsFolder = join(folder, 'playwright');
  }

  get isRunning(): boolean {
    const child = this.#running?.child;
    return child !== undefined && child.exitCode === null && child.signalCode === null;
  }

  get pid(): number {
    const { pid } = this.#parts.child;
    if (pid === undefined) throw new Error('The app has no process');
    return pid;
  }

  /** What only a desktop app has is reached through Playwright's own object. */
  get app(): ElectronApplication {
    return this.#parts.app;
  }

  async start(): Promise<ParleyPage> {
    const app = await _electron.launch({
      executablePath: this.#executable,
      args: ['-r', await this.#writeWatcher(), ...this.#args],
      env: this.#env,
      artifactsDir: this.#artifactsFolder,
    });
    const child = app.process();
    const exited = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null);
    this.#running = { app, child, exited, first: { generators: [], files: [], children: [] } };
    const window = await ready(app.firstWindow());
    this.#running = { app, child, exited, first: await settledHoldings(this.#look) };
    return window;
  }

  async newWindow(): Promise<ParleyPage> {
    // The double shows a page that a page has opened for a moment, before it is closed: Chromium tells of it so late.
    const isOfMain = async (page: ParleyPage['page']) => (await page.opener()) === null;
    const opened = this.app.waitForEvent('window', isOfMain);
    await this.pressMenuItem('New Window');
    return ready(opened);
  }

  async reopenAll(count: number): Promise<ParleyPage[]> {
    const { app } = this;
    await expect.poll(() => app.windows().length).toBe(count);
    return Promise.all(app.windows().map((page) => ready(Promise.resolve(page))));
  }

  async closeWindow({ page }: ParleyPage): Promise<void> {
    const window = await this.#windowOf(page);
    // Else main may be gone before it has answered.
    await window.evaluate((target) => void setImmediate(() => target.close()));
  }

  async reopen(): Promise<ParleyPage> {
    // On macOS an app outlives its windows.
    if (process.platform === 'darwin') return this.newWindow();
    expect(await this.ended()).toBe(0);
    return this.start();
  }

  async crashWindow({ page }: ParleyPage): Promise<CrashedWindow> {
    const { app } = this;
    const window = await this.#windowOf(page);
    const id = await window.evaluate((target) => target.id);
    const crashed = page.waitForEvent('crash');
    await window.evaluate((target) => target.webContents.forcefullyCrashRenderer());
    await crashed;
    return {
      evaluate: (expression) =>
        app.evaluate(
          ({ BrowserWindow: windows }, [windowId, text]) => {
            const again = windows.fromId(windowId);
            if (!again) throw new Error('The window that has crashed is gone');
            return again.webContents.executeJavaScript(text);
          },
          [id, expression] as const,
        ),
    };
  }

  async kill(): Promise<void> {
    const { child, exited } = this.#parts;
    if (this.isRunning) child.kill('SIGKILL');
    await exited;
  }

  async quit(): Promise<number | null> {
    const { app, exited } = this.#parts;
    await app.evaluate(({ app: electron }) => void setImmediate(() => electron.quit()));
    return exited;
  }

  /** Resolves with the exit code when the app has ended, by whatever it was told to. */
  ended(): Promise<number | null> {
    return this.#parts.exited;
  }

  /** Starts the app once more on the same folder. Resolves with the exit code of that second process. */
  async startSecondInstance(): Promise<number | null> {
    const second = spawn(this.#executable, this.#args, {
      env: this.#env,
      stdio: 'ignore',
      // One that does not end by itself must not outlive the test.
      timeout: secondInstanceMs,
      killSignal: 'SIGKILL',
    });
    const [code] = await once(second, 'exit');
    return code;
  }

  /** Chooses an item of the app's menu, while `window` (any, where left out) is in front. */
  async pressMenuItem(label: string, window?: ParleyPage): Promise<void> {
    const target = window && (await this.#windowOf(window.page));
    await target?.evaluate((browserWindow) => browserWindow.focus());
    await this.app.evaluate(({ BrowserWindow: windows, Menu }, wanted) => {
      const items = (Menu.getApplicationMenu()?.items ?? []).flatMap((item) => [
        item,
        ...(item.submenu?.items ?? []),
      ]);
      const item = items.find((candidate) => candidate.label === wanted);
      if (!item)
        throw new Error(`The menu has no ${wanted}, but ${items.map((one) => one.label).join(', ')}`);
      const focused = windows.getFocusedWindow();
      item.click(undefined, focused ?? undefined, focused?.webContents);
    }, label);
  }

  takeOverMessageBoxes(): Promise<MessageBoxes> {
    return MessageBoxes.takeOver(this.app);
  }

  /** Answers the question where to save with a path, or closes it for null. */
  async answerSaveDialog(filePath: string | null): Promise<void> {
    await this.app.evaluate(({ dialog }, chosen) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: chosen === null, filePath: chosen ?? '' });
    }, filePath);
  }

  /** Answers the question for a folder with a path, or closes it for null. */
  async answerFolderDialog(folderPath: string | null): Promise<void> {
    await this.app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () =>
        Promise.resolve({ canceled: chosen === null, filePaths: chosen === null ? [] : [chosen] });
    }, folderPath);
  }

  async saveFile({ response }: ParleyPage, act: () => Promise<void>): Promise<string> {
    await rm(this.#savedFile, { force: true });
    await this.answerSaveDialog(this.#savedFile);
    await act();
    await expect(response.getByText('Saved as saved.')).toBeVisible();
    return this.#savedFile;
  }

  /** Leaves one window, a new one: without any the app may end. */
  async clearWindows(): Promise<void> {
    const before = await this.app.evaluateHandle(({ BrowserWindow: windows }) => windows.getAllWindows());
    await this.newWindow();
    await before.evaluate((windows) => {
      for (const window of windows) window.destroy();
    });
  }

  async closeWindows(): Promise<void> {
    await this.app.evaluate(({ app, BrowserWindow: windows }) => {
      // Else the app ends with its windows, and nobody sees what it would have held.
      app.removeAllListeners('window-all-closed');
      app.on('window-all-closed', () => undefined);
      for (const window of windows.getAllWindows()) window.destroy();
    });
    // The others were the windows'.
    this.#running = { ...this.#parts, first: { ...this.#parts.first, generators: [] } };
  }

  async freshWindow(): Promise<ParleyPage> {
    const [window] = await this.reopenAll(1);
    if (!window) throw new Error('The app has no window');
    return window;
  }

  leftovers(): Promise<string[]> {
    return leftoversSince(this.#parts.first, this.#look);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#running) await this.kill();
  }

  /** What is loaded before main's own code: with next to nothing in the heap yet, the costly first look costs little. */
  async #writeWatcher(): Promise<string> {
    await writeFile(this.#watcherFile, `${heldGenerators.toString()}\nvoid heldGenerators();\n`);
    return this.#watcherFile;
  }

  readonly #look: Look = (isQuick) => holdingsOf(this, () => this.app.evaluate(heldGenerators, isQuick));

  async #windowOf(page: ParleyPage['page']): Promise<JSHandle<BrowserWindow>> {
    return this.app.browserWindow(page);
  }

  get #parts(): Running {
    if (!this.#running) throw new Error('The app has not been started');
    return this.#running;
  }
}

async function ready(opening: Promise<ParleyPage['page']>): Promise<ParleyPage> {
  const window = new ParleyPage(await opening);
  await window.waitUntilReady();
  return window;
}
