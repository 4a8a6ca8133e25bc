import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { resolve } from 'node:path';

/** From the project's folder, where its tests and benchmarks are run. */
const entry = resolve('out/main/serve.js');

/** The built browser host, in a process of its own. */
export class BrowserHost implements AsyncDisposable {
  private constructor(
    /** `http://127.0.0.1:PORT/#TOKEN` */
    readonly address: string,
    private readonly child: ChildProcess,
  ) {}

  /** Starts it and waits until it answers. */
  static async start(dataFolder: string, args: readonly string[] = []): Promise<BrowserHost> {
    const { child, firstLine, errors } = run(dataFolder, args);
    const line = await firstLine;
    const [, address] = /^Parley: (http:\/\/\S+)$/.exec(line ?? '') ?? [];
    if (address === undefined) throw new Error(`The host did not start: ${line ?? ''}${await errors}`);
    return new BrowserHost(address, child);
  }

  /** Starts it where it is expected not to come up: what it said, and its exit code. */
  static async startInVain(dataFolder: string): Promise<{ code: number | null; said: string }> {
    const { child, errors } = run(dataFolder, []);
    const [code] = await once(child, 'exit');
    return { code, said: await errors };
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error('The host has no process');
    return this.child.pid;
  }

  /** As a power cut would. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
  }

  /** As Ctrl+C would; resolves with the exit code. */
  async stop(): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const exited = once(this.child, 'exit');
    this.child.kill('SIGINT');
    const [code] = await exited;
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}

function run(dataFolder: string, args: readonly string[]) {
  const child = spawn(process.execPath, [entry, '--data', dataFolder, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // The tests' servers are on this machine, whatever proxy its user has.
    env: { ...process.env, HTTP_PROXY: '', HTTPS_PROXY: '', http_proxy: '', https_proxy: '' },
  });
  const chunks: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const lines = createInterface(child.stdout);
  const firstLine = Promise.race([
    once(lines, 'line').then(([line]) => String(line)),
    once(child, 'exit').then(() => undefined),
  ]);
  const errors = once(child.stderr, 'close').then(() => Buffer.concat(chunks).toString());
  return { child, firstLine, errors };
}
