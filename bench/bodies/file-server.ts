import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const script = path.resolve('bench/bodies/file-server.mjs');

const saidSchema = z.union([z.object({ port: z.number() }), z.object({ firstByteAt: z.number() })]);

/** Serves a folder's files on loopback, from a process of its own. */
export class FileServer implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #waiting: ((at: number) => void)[] = [];
  #origin = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(folder: string): Promise<FileServer> {
    const child = spawn(process.execPath, [script, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
    const server = new FileServer(child);
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`The file server has ended with code ${code}`)));
      createInterface(child.stdout).on('line', (line) => {
        const said = saidSchema.parse(JSON.parse(line));
        if ('firstByteAt' in said) {
          for (const tell of server.#waiting.splice(0)) tell(said.firstByteAt);
        } else {
          server.#origin = `http://127.0.0.1:${said.port}`;
          resolve();
        }
      });
    });
    return server;
  }

  /** @param rate bytes a second; left out: as fast as it goes. */
  url(file: string, rate?: number): string {
    return `${this.#origin}/${file}${rate === undefined ? '' : `?rate=${rate}`}`;
  }

  /** Milliseconds since 1970 at which the server has the first bytes of the next body that is asked for. */
  nextFirstByte(): Promise<number> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill();
    await ended;
  }
}
