import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import path from 'node:path';

/** What a second instance tells the first. */
export interface SecondInstance {
  readonly argv: readonly string[];
  readonly workingDirectory: string;
  readonly additionalData: unknown;
}

/** How long the first instance may take to answer, in milliseconds; Electron too waits for it. */
const answerMs = 5000;
/** The system's limit for the address of a socket, in bytes. */
const longestAddress = 107;

/**
 * Tells the first instance, in a process of its own: the caller has to know at once how that went, and nothing in Node
 * asks a socket without giving way.
 */
const messenger = `
const socket = require('node:net').connect(process.argv[1]);
socket.on('error', () => process.exit(1));
socket.on('data', () => process.exit(0));
socket.on('close', () => process.exit(1));
socket.write(process.argv[2] + '\\n');
`;

/** The lock that the instances of an app on one folder share: a socket in the folder, which only the first listens on. */
export class SingleInstanceLock {
  #server: Server | null = null;
  #address = '';

  get isHeld(): boolean {
    return this.#server !== null;
  }

  /**
   * @param folder where the app keeps its data
   * @param own what the first instance is told where there is one
   * @returns whether this is the first
   */
  request(folder: string, own: SecondInstance, onSecond: (second: SecondInstance) => void): boolean {
    if (this.#server) return true;
    const address = path.join(folder, 'SingletonSocket');
    if (Buffer.byteLength(address) > longestAddress) {
      throw new Error(`The Electron double can not lock ${folder}: its path is too long for a socket`);
    }
    if (existsSync(address)) {
      const told = spawnSync(process.execPath, ['-e', messenger, address, JSON.stringify(own)], {
        timeout: answerMs,
        stdio: 'ignore',
      });
      if (told.status === 0) return false;
      // Left over from an instance that was killed.
      rmSync(address, { force: true });
    }
    mkdirSync(folder, { recursive: true });
    this.#listen(address, onSecond);
    return true;
  }

  release(): void {
    if (!this.#server) return;
    this.#server.close();
    this.#server = null;
    rmSync(this.#address, { force: true });
  }

  #listen(address: string, onSecond: (second: SecondInstance) => void): void {
    this.#address = address;
    this.#server = createServer((socket) => {
      let text = '';
      socket.setEncoding('utf8');
      socket.on('data', (chunk: string) => {
        text += chunk;
        if (!text.endsWith('\n')) return;
        const second: SecondInstance = JSON.parse(text);
        socket.end('heard');
        onSecond(second);
      });
      socket.on('error', (cause) => console.error('A second instance went away:', cause));
    });
    // Bound when this returns, since the address is a path.
    this.#server.listen(address).unref();
  }
}
