import { createHash } from 'node:crypto';
import { chmod, lstat, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { Failure } from '#router/contracts/failure.ts';
import { errnoOf } from './errno.ts';
import { makeFolder } from './files/make-folder.ts';
import { storageFailure } from './files/storage-failure.ts';

export interface InstanceLockHooks {
  /** How a second instance can name this one to the person; in the browser host, its address. Asked each time. */
  describe(): string;
  /** Somebody started Parley again on the same data folder: come to the front. */
  onSecond(): void;
}

export interface InstanceLockOptions extends InstanceLockHooks {
  /** How long the first instance has to answer, in milliseconds. It does so from its event loop, at once. */
  readonly answerMs?: number;
}

const usualAnswerMs = 3000;

/** Held for as long as this process uses the data folder. Disposing of it lets the next one in. */
export interface InstanceLock extends Disposable {
  /** The local socket. */
  readonly path: string;
}

/** The first instance's own description of itself. */
export interface RunsAlready {
  readonly runningAs: string;
}

const answerSchema = z.object({ runningAs: z.string() });

/** A path of a local socket may have 103 bytes on macOS and 107 on Linux. */
const longestSocketPath = 100;

/** A take-over lasts milliseconds. The mark of one that is older was left by a kill. */
const takeOverMs = 5000;

/** Between two looks while another process takes over, in milliseconds, and how often to look. */
const pauseMs = 50;
const looks = 200;

/**
 * Makes sure that one process uses a data folder. The lock is a local socket: the system closes it with the process,
 * however that ends, and through it the first instance learns of the second.
 * @returns the lock, or how the first instance describes itself, after it has been told.
 * Throws a `Failure` where the folder can't be used, or is held by a process that does not answer, or by another user's.
 */
export async function acquireInstanceLock(
  dataFolder: string,
  options: InstanceLockOptions,
): Promise<InstanceLock | RunsAlready> {
  try {
    await makeFolder(dataFolder);
    // One folder, one lock, by whatever name it is reached.
    const { inside, outside } = socketPaths(await realpath(dataFolder));
    if (inside === undefined) return await acquireAt(outside, options);
    try {
      return await acquireAt(inside, options);
    } catch (cause) {
      if (!takesNoSockets.includes(errnoOf(cause) ?? '')) throw cause;
    }
    return await acquireAt(outside, options);
  } catch (cause) {
    throw startFailure(cause, dataFolder);
  }
}

/** What a file system without Unix sockets says to one, such as that of some memory sticks and network drives. */
const takesNoSockets = ['ENOTSUP', 'EOPNOTSUPP', 'EPERM', 'EINVAL'];

/** Where the lock is: inside of the data folder where a socket's path may be as long, else outside of it. */
function socketPaths(folder: string): { readonly inside?: string; readonly outside: string } {
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  if (process.platform === 'win32') return { outside: `\\\\.\\pipe\\parley-${hash}` };
  const inside = join(folder, 'parley.sock');
  const outside = join(tmpdir(), `parley-${hash}.sock`);
  return Buffer.byteLength(inside) <= longestSocketPath ? { inside, outside } : { outside };
}

function startFailure(cause: unknown, dataFolder: string): unknown {
  if (errnoOf(cause) === 'ENOENT') {
    return new Failure(
      'SERVICE_UNAVAILABLE',
      `The data folder ${dataFolder} can't be made (ENOENT). Choose another one.`,
      { phase: 'store', errno: 'ENOENT' },
      { cause },
    );
  }
  return storageFailure(cause, { what: 'Parley could not start', then: 'start it again' });
}

async function acquireAt(
  path: string,
  { answerMs = usualAnswerMs, ...hooks }: InstanceLockOptions,
): Promise<InstanceLock | RunsAlready> {
  for (let look = 0; look < looks; look += 1) {
    const result =
      (await tryToListen(path, hooks)) ??
      (await askFirst(path, answerMs)) ??
      (await tryToTakeOver(path, hooks, answerMs));
    if (result) return result;
    await delay(pauseMs);
  }
  throw doesNotAnswer();
}

/** Undefined where the path is in use, be it by a living process or by what a killed one left. */
async function tryToListen(path: string, hooks: InstanceLockHooks): Promise<InstanceLock | undefined> {
  const server = createServer((socket) => {
    // Whether the second instance hears the answer out is its own affair.
    socket.on('error', () => socket.destroy());
    socket.setTimeout(usualAnswerMs, () => socket.destroy());
    socket.end(JSON.stringify({ runningAs: hooks.describe() }));
    hooks.onSecond();
  });
  try {
    await new Promise<void>((resolve, reject) => {
      // Stays for later: a connection that can't be accepted is not worth the process.
      server.on('error', reject);
      server.listen(path, resolve);
    });
  } catch (cause) {
    if (errnoOf(cause) === 'EADDRINUSE') return undefined;
    throw cause;
  }
  try {
    if (process.platform !== 'win32') await chmod(path, 0o600);
  } catch (cause) {
    server.close();
    throw cause;
  }
  // Closing removes the socket file as well, at once.
  return { path, [Symbol.dispose]: () => void server.close() };
}

/** Undefined where nobody is there: a socket that a killed process left, or one that has just gone. */
async function askFirst(path: string, answerMs: number): Promise<RunsAlready | undefined> {
  await refuseOfAnotherUser(path);
  const socket = connect(path);
  socket.setTimeout(answerMs, () => socket.destroy(doesNotAnswer()));
  try {
    return answerSchema.parse(JSON.parse(await text(socket)));
  } catch (cause) {
    // Refused: nobody listens. Otherwise the process ended while it answered.
    const gone = ['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE'].includes(errnoOf(cause) ?? '');
    if (gone || cause instanceof SyntaxError) return undefined;
    throw cause;
  } finally {
    socket.destroy();
  }
}

/** In a folder for temporary files, somebody else may have put a socket under our name, and would be believed. */
async function refuseOfAnotherUser(path: string): Promise<void> {
  if (process.getuid === undefined) return;
  const owner = await lstat(path).then(
    ({ uid }) => uid,
    (cause: unknown) => {
      if (errnoOf(cause) === 'ENOENT') return undefined;
      throw cause;
    },
  );
  if (owner === undefined || owner === process.getuid()) return;
  throw new Failure(
    'CONFLICT',
    'Another user holds the lock of this data folder. Start Parley with a data folder of your own.',
  );
}

/**
 * Clears away what a killed process left and listens there. One process at a time, held apart by a file that can be made
 * only once: else two that start together would each remove the other's socket, and both believe to be the first.
 */
async function tryToTakeOver(
  path: string,
  hooks: InstanceLockHooks,
  answerMs: number,
): Promise<InstanceLock | RunsAlready | undefined> {
  // A named pipe ends with its process: there is nothing to clear away.
  if (process.platform === 'win32') return undefined;
  const mark = `${path}.takeover`;
  if (!(await tryToMark(mark))) return undefined;
  try {
    // Another process may have been through all of this since the look that brought us here.
    const answer = await askFirst(path, answerMs);
    if (answer) return answer;
    await rm(path, { force: true });
    return await tryToListen(path, hooks);
  } finally {
    await rm(mark, { force: true });
  }
}

async function tryToMark(mark: string): Promise<boolean> {
  try {
    await writeFile(mark, '', { flag: 'wx', mode: 0o600 });
    return true;
  } catch (cause) {
    if (errnoOf(cause) !== 'EEXIST') throw cause;
  }
  const { mtimeMs } = await stat(mark).catch(() => ({ mtimeMs: Date.now() }));
  if (Date.now() - mtimeMs > takeOverMs) await rm(mark, { force: true });
  return false;
}

function doesNotAnswer(): Failure {
  return new Failure(
    'CONFLICT',
    'Parley already runs on this data folder and does not answer. End that process, or use another data folder.',
  );
}
