import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { environmentWithoutProxy } from './hosts/environment.ts';
import { heldGenerators } from './hosts/held-generators.ts';

/** From the project's folder, where its tests and benchmarks are run. */
const entry = resolve('out/main/serve.js');

export interface StartOptions {
  /** Whether `heldGenerators` will be asked for. */
  readonly watched?: boolean;
  /** Beside this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The built browser host, in a process of its own. */
export class BrowserHost implements AsyncDisposable {
  private constructor(
    /** `http://127.0.0.1:PORT/#TOKEN` */
    readonly address: string,
    private readonly child: ChildProcess,
  ) {}

  /** Starts it and waits until it answers. */
  static async start(
    dataFolder: string,
    args: readonly string[] = [],
    options: StartOptions = {},
  ): Promise<BrowserHost> {
    const { child, firstLine, errors } = run(dataFolder, args, options);
    const line = await firstLine;
    const [, address] = /^Parley: (http:\/\/\S+)$/.exec(line ?? '') ?? [];
    if (address === undefined) throw new Error(`The host did not start: ${line ?? ''}${await errors}`);
    return new BrowserHost(address, child);
  }

  /** Starts it where it is expected not to come up: what it said, and its exit code. */
  static async startInVain(dataFolder: string): Promise<{ code: number | null; said: string }> {
    const { child, errors } = run(dataFolder, [], {});
    const [code] = await once(child, 'exit');
    return { code, said: await errors };
  }

  get isRunning(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('The host has no process');
    return this.child.pid;
  }

  /** As a power cut would. */
  async kill(): Promise<void> {
    if (!this.isRunning) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }

  /** As Ctrl+C would; resolves with the exit code. */
  async stop(): Promise<number | null> {
    if (!this.isRunning) return this.child.exitCode;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGINT');
    const [code] = await exited;
    return code;
  }

  /** As `heldGenerators`, of a host that was started as `watched`. */
  async heldGenerators(isQuick: boolean): Promise<string[]> {
    const answer = once(this.child, 'message');
    this.child.send(isQuick);
    const [names] = await answer;
    return z.array(z.string()).parse(names);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}

/** Loaded before the host's own code, where a test wants to know what it holds; its worker threads load it too, and have no channel. */
const watcher = `
  ${heldGenerators.toString()}
  // With next to nothing in the heap yet, the costly first look costs little.
  if (process.channel) await heldGenerators();
  process.on('message', async (isQuick) => process.send(await heldGenerators(undefined, isQuick)));
  process.channel?.unref();`;

function run(dataFolder: string, args: readonly string[], { watched = false, env = {} }: StartOptions) {
  const nodeArgs = watched ? ['--import', `data:text/javascript,${encodeURIComponent(watcher)}`] : [];
  const child = spawn(process.execPath, [...nodeArgs, entry, '--data', dataFolder, ...args], {
    stdio: watched ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
    env: { ...environmentWithoutProxy(), ...env },
  });
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('The host was started without its output');
  const chunks: Buffer[] = [];
  stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const lines = createInterface(stdout);
  const firstLine = Promise.race([
    once(lines, 'line').then(([line]) => String(line)),
    once(child, 'exit').then(() => undefined),
  ]);
  const errors = once(stderr, 'close').then(() => Buffer.concat(chunks).toString());
  return { child, firstLine, errors };
}
