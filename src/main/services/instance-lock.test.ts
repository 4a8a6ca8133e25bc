import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chown, mkdir, readdir, rename, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { acquireInstanceLock, type InstanceLock, type RunsAlready } from './instance-lock.ts';
import { bundle } from '#test/harness/services/bundle.ts';
import { mount } from '#test/harness/services/mounts.ts';
import { temporaryFolder } from '#test/harness/services/support.ts';

const nobody = { describe: () => 'nobody', onSecond: () => {} };

/** Takes the lock for the rest of the test. */
async function acquire(dataFolder: string, hooks = nobody): Promise<InstanceLock | RunsAlready> {
  const result = await acquireInstanceLock(dataFolder, hooks);
  if (isLock(result)) onTestFinished(() => result[Symbol.dispose]());
  return result;
}

function isLock(result: InstanceLock | RunsAlready): result is InstanceLock {
  return 'path' in result;
}

function expectLock(result: InstanceLock | RunsAlready): InstanceLock {
  if (!isLock(result)) throw new Error(`taken already by ${result.runningAs}`);
  return result;
}

/** What a process leaves that held the lock and was killed. */
async function leaveStaleSocket(dataFolder: string): Promise<void> {
  const script = bundle('lock-process');
  const child = spawn(process.execPath, [script, dataFolder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [said] = await once(child.stdout, 'data');
  expect(String(said)).toBe('held\n');
  // The living process answers from outside of this one.
  expect(await acquireInstanceLock(dataFolder, nobody)).toEqual({ runningAs: `process ${child.pid}` });
  child.kill('SIGKILL');
  await exited;
}

/** The same without a kill, and faster: a socket that was renamed is not removed when it is closed. */
async function makeStaleSocket(dataFolder: string): Promise<void> {
  const server = createServer();
  server.listen(join(dataFolder, 'other.sock'));
  await once(server, 'listening');
  await rename(join(dataFolder, 'other.sock'), join(dataFolder, 'parley.sock'));
  server.close();
}

test('the second instance learns how the first describes itself, and the first is told once', async () => {
  const folder = await temporaryFolder();
  let seconds = 0;
  let address = 'http://127.0.0.1:1/';
  await acquire(folder, {
    describe: () => address,
    onSecond: () => {
      seconds += 1;
    },
  });
  expect(await acquire(folder)).toEqual({ runningAs: 'http://127.0.0.1:1/' });
  expect(seconds).toBe(1);
  address = 'http://127.0.0.1:2/';
  expect(await acquire(folder)).toEqual({ runningAs: 'http://127.0.0.1:2/' });
});

test('two data folders have two locks', async () => {
  const locks = [await acquire(await temporaryFolder()), await acquire(await temporaryFolder())];
  expect(locks.filter(isLock)).toHaveLength(2);
});

test('one data folder has one lock, by whatever name it is reached', async () => {
  const folder = await temporaryFolder();
  const otherName = join(await temporaryFolder(), 'link');
  await symlink(folder, otherName);
  expectLock(await acquire(folder));
  expect(await acquire(otherName)).toEqual({ runningAs: 'nobody' });
});

test('a path that is too long for a socket gets one in the folder for temporary files', async () => {
  const folder = join(await temporaryFolder(), 'long'.repeat(30));
  const lock = expectLock(await acquire(folder));
  expect(lock.path.startsWith(folder)).toBe(false);
  expect(Buffer.byteLength(lock.path)).toBeLessThanOrEqual(103);
  expect(await acquire(folder)).toEqual({ runningAs: 'nobody' });
});

test('a folder that can not be used is an error and no endless wait', async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'file'), '');
  await expect(acquireInstanceLock(join(folder, 'file'), nobody)).rejects.toMatchObject({
    name: 'Failure',
    message: expect.stringContaining('Choose another data folder'),
    details: { errno: 'EEXIST' },
  });
  await mkdir(join(folder, 'data/parley.sock'), { recursive: true });
  await expect(acquireInstanceLock(join(folder, 'data'), nobody)).rejects.toMatchObject({
    name: 'Failure',
    details: { errno: 'ERR_FS_EISDIR' },
  });
});

test.skipIf(process.platform !== 'linux')('a place that takes no folders is said so, at once', async () => {
  await expect(acquireInstanceLock('/proc/nope', nobody)).rejects.toMatchObject({
    name: 'Failure',
    message: "The data folder /proc/nope can't be made (ENOENT). Choose another one.",
  });
});

/** A file system that takes folders, but no sockets. */
const mountSocketless = () => mount(['-t', 'bpf', 'none']);
const socketless = mountSocketless();
if ('refused' in socketless)
  console.warn(`The test of a disk without sockets is skipped: ${socketless.refused}`);
else socketless[Symbol.dispose]();

test.skipIf('refused' in socketless)(
  'on a file system without sockets the lock is in the folder for temporary files',
  async () => {
    const disk = mountSocketless();
    if ('refused' in disk) throw new Error(disk.refused);
    onTestFinished(() => disk[Symbol.dispose]());
    const folder = join(disk.folder, 'data');
    const lock = expectLock(await acquire(folder));
    expect(lock.path.startsWith(disk.folder)).toBe(false);
    expect(await acquire(folder)).toEqual({ runningAs: 'nobody' });
  },
);

// A named pipe of Windows has no file: no mode, and nothing that a kill leaves.
describe.skipIf(process.platform === 'win32')('the file of a socket', () => {
  test('the socket is for its owner alone, and goes with the lock', async () => {
    const folder = join(await temporaryFolder(), 'made/on/the/way');
    const lock = expectLock(await acquireInstanceLock(folder, nobody));
    expect((await stat(lock.path)).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    lock[Symbol.dispose]();
    expect(existsSync(lock.path)).toBe(false);
    expect(await readdir(folder)).toEqual([]);
    expectLock(await acquire(folder));
  });

  test('what a killed process left is taken over', async () => {
    const folder = await temporaryFolder();
    await leaveStaleSocket(folder);
    const lock = expectLock(await acquire(folder));
    expect(await readdir(folder)).toEqual(['parley.sock']);
    expect(lock.path).toBe(join(folder, 'parley.sock'));
    expect(await acquire(folder)).toEqual({ runningAs: 'nobody' });
  });

  test('of many that start at once after a kill, one gets the lock', async () => {
    for (let round = 0; round < 20; round += 1) {
      const folder = await temporaryFolder();
      await makeStaleSocket(folder);
      // Each a little later than the one before: some find the socket stale while others clear it away.
      const results = await Promise.all(
        Array.from({ length: 12 }, async (_, index) => {
          for (let turn = 0; turn < index; turn += 1) await new Promise(setImmediate);
          return acquire(folder);
        }),
      );
      expect(results.filter(isLock)).toHaveLength(1);
    }
  });

  test('a kill in the midst of taking over does not lock everybody out', async () => {
    const folder = await temporaryFolder();
    await leaveStaleSocket(folder);
    const mark = join(folder, 'parley.sock.takeover');
    await writeFile(mark, '');
    const minuteAgo = new Date(Date.now() - 60_000);
    await utimes(mark, minuteAgo, minuteAgo);
    expectLock(await acquire(folder));
    expect(await readdir(folder)).toEqual(['parley.sock']);
  });

  test('a first instance that does not answer is named as the trouble', async () => {
    const folder = await temporaryFolder();
    const hung = createServer(() => {});
    hung.listen(join(folder, 'parley.sock'));
    await once(hung, 'listening');
    onTestFinished(() => void hung.close());
    await expect(acquireInstanceLock(folder, { ...nobody, answerMs: 20 })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('does not answer'),
    });
  });

  test.skipIf(process.getuid?.() !== 0)('a socket of another user is not trusted', async () => {
    const folder = await temporaryFolder();
    const theirs = createServer((socket) => socket.end('{"runningAs":"http://evil.example/"}'));
    const path = join(folder, 'parley.sock');
    theirs.listen(path);
    await once(theirs, 'listening');
    onTestFinished(() => void theirs.close());
    await chown(path, 65534, 65534);
    await expect(acquireInstanceLock(folder, nobody)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('Another user'),
    });
  });
});
