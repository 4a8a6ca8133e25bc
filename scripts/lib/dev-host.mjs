import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { resolveConfig } from 'electron-vite';
import { build, createServer, mergeConfig } from 'vite';
import { onInterrupt } from './processes.mjs';
import { root, serveEntry } from './project.mjs';

/**
 * Serves the renderer with hot reload, and rebuilds and restarts the browser host whenever its sources change.
 * Resolves after Ctrl+C, when all of it has ended.
 * @param {readonly string[]} args for the host, at every start
 * @param {readonly string[]} firstArgs for its first start only
 */
export async function devHost(args, firstArgs) {
  const { config } = await resolveConfig({ root, build: { watch: {} } }, 'serve', 'development');
  if (config?.main === undefined || config.renderer === undefined) {
    throw new Error('electron.vite.config.ts has no main or no renderer section');
  }

  const page = await createServer(config.renderer);
  await page.listen();
  const host = new Host(() => page.ws.send({ type: 'full-reload' }));
  let extraArgs = firstArgs;
  const watcher = await build(
    mergeConfig(config.main, {
      plugins: [
        {
          name: 'parley:restart-host',
          /** @param {Error} [error] */
          closeBundle(error) {
            if (error !== undefined) return;
            host.restart([...args, ...extraArgs]);
            extraArgs = [];
          },
        },
      ],
    }),
  );

  await new Promise((resolve) => {
    const stopListening = onInterrupt(() => {
      stopListening();
      resolve(undefined);
    });
  });
  if ('close' in watcher) await watcher.close();
  await host.stop();
  await page.close();
}

/** The browser host's process: at most one, and the newest build. */
class Host {
  #onReady;
  /** Starts and stops, one after the other. */
  #turn = Promise.resolve();
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #child;

  /** @param {() => void} onReady called each time a host that replaces another answers */
  constructor(onReady) {
    this.#onReady = onReady;
    // Whatever ends this process, the host does not outlive it.
    process.once('exit', () => this.#child?.kill('SIGTERM'));
  }

  /** @param {readonly string[]} args */
  restart(args) {
    this.#turn = this.#turn.then(async () => {
      const replaces = this.#child !== undefined;
      await this.#end();
      this.#begin(args, replaces);
    });
  }

  async stop() {
    await this.#turn;
    await this.#end();
  }

  /**
   * @param {readonly string[]} args
   * @param {boolean} replaces another that a page may be using
   */
  #begin(args, replaces) {
    // In a group of its own, Ctrl+C reaches it once, from here.
    const child = spawn(process.execPath, [serveEntry, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: process.platform !== 'win32',
    });
    this.#child = child;
    createInterface({ input: child.stdout }).on('line', (line) => {
      console.log(line);
      if (replaces && line.startsWith('Parley: ')) this.#onReady();
    });
    child.once('exit', (code, signal) => {
      if (this.#child !== child) return;
      console.log(`The host ended (${signal ?? code}). It starts again at the next change of its sources.`);
    });
  }

  async #end() {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
}
